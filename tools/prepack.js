// npm calls it before it makes the package: dist/ holds what was built of these sources and nothing else, and dist/types/ what
// TypeScript is told of the doors that package.json names, and no more.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { build } from './build.js';
import { dist, root } from './last-build.js';

const types = join(dist, 'types');
const { exports: offered } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** The declarations that package.json names, from the folder of them all. */
const doors = Object.values(offered).flatMap(({ types: path }) => (path ? [relative(types, join(root, path))] : []));

/** An import for its effects has no types. */
const effects = /^import '[^']+';\n/gm;
/** A module of the suite, in `from '…'` and in `import('…')`. */
const sources = /(from |import\()'(\.[^']+)\.ts'/g;

/** Writes a declaration file, and those that it names. */
function take(/** @type {string} */ made, /** @type {string} */ path, /** @type {Set<string>} */ taken) {
  if (taken.has(path)) return;
  taken.add(path);
  // A Buffer is one, and a reader need not have the types of Node.
  const text = readFileSync(join(made, path), 'utf8')
    .replace(effects, '')
    .replace(/\bBuffer\b/g, 'Uint8Array');
  mkdirSync(dirname(join(types, path)), { recursive: true });
  writeFileSync(join(types, path), text.replace(sources, "$1'$2.js'"));
  for (const [, , source] of text.matchAll(sources)) take(made, join(dirname(path), `${source}.d.ts`), taken);
}

function declareTypes() {
  const made = mkdtempSync(join(root, '.dist-types-'));
  try {
    const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        ...{ allowJs: false, checkJs: false, noCheck: true },
        ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: root, outDir: made },
      },
      files: doors.map((path) => join(root, path.replace(/\.d\.ts$/, '.ts'))),
      include: [],
    };
    const file = join(made, 'tsconfig.json');
    writeFileSync(file, JSON.stringify(config));
    execFileSync(process.execPath, [compiler, '--project', file], { stdio: ['ignore', 2, 2] });
    for (const door of doors) take(made, door, new Set());
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** What is built in stays its authors': who they are, and on what terms. */
function nameAuthors(/** @type {Iterable<string>} */ sources) {
  const folders = [...sources].flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  const notices = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : `\n\n${readFileSync(join(root, folder, file), 'utf8').trim()}`;
    return `${name} ${version} (${license})${text}\n`;
  });
  writeFileSync(join(dist, 'LICENSES.txt'), notices.join(`\n${'-'.repeat(100)}\n\n`));
}

nameAuthors(await build({ clean: true }));
declareTypes();
