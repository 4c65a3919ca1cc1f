// Makes dist/, which every run of the suite is started from: `npm run build`.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import standaloneCode from 'ajv/dist/standalone/index.js';
import * as esbuild from 'esbuild';
import { digestOf, dist, gitLog, lastBuild, recordFile, root } from './last-build.js';

const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What a user of the package has beside it; everything else is built in, which loads in a third of the time. */
const external = Object.keys(dependencies).flatMap((name) => [name, `${name}/*`]);

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  // CommonJS that is built in asks for Node's own modules by this name.
  banner: {
    js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  define: { BUILT_COMMIT: JSON.stringify(git('rev-parse', 'HEAD')) },
  external,
  // Ajv's validators call `require` of what they need at run time: it is built in, and needs no such thing.
  logOverride: { 'require-resolve-not-external': 'silent' },
};

/** The programs, which share what they have in common, and the library, which is one file. */
const outputs = [
  {
    splitting: true,
    entryPoints: {
      cli: 'src/cli/main.ts',
      'playwright.config': 'src/playwright/config.ts',
      tests: 'src/playwright/tests.ts',
      own: 'src/playwright/own.ts',
      setup: 'src/playwright/setup.ts',
      reporter: 'src/playwright/reporter.ts',
      allure: 'src/playwright/allure.ts',
      reference: 'reference/main.ts',
    },
  },
  { entryPoints: { index: 'src/index.ts' } },
];

/** How long a part that is no longer built is kept for the runs that began with it, in milliseconds. */
const keptFor = 3_600_000;

/**
 * Brings dist/ up to date file by file, and each is whole at any moment: a run that is under way finds the parts that it
 * began with, since what differs has another name. With `clean` nothing else is kept. Comes back with all that was read.
 */
export async function build({ clean = false } = {}) {
  const made = mkdtempSync(join(root, '.dist-'));
  try {
    const begunAt = statSync(made).mtimeMs;
    const outdir = join(made, 'dist');
    /** @type {Set<string>} */
    const sources = new Set(['package.json', 'tools/build.js', ...commitLog()]);
    const plugins = [{ name: 'validators', setup: precompileValidators(made, sources) }];
    mkdirSync(outdir);
    for (const { metafile, outputFiles } of await Promise.all(
      // Written by us: source maps are right only where they are read, and that is in dist/.
      outputs.map((output) =>
        esbuild.build({ ...common, ...output, plugins, outdir: dist, write: false, metafile: true }),
      ),
    )) {
      for (const path of Object.keys(metafile.inputs)) sources.add(path);
      for (const { path, contents } of outputFiles) writeFileSync(join(outdir, basename(path)), contents);
    }
    const own = [...sources].filter((path) => !path.includes('node_modules') && !path.startsWith('<')).sort();
    const stamps = Object.fromEntries(own.map((path) => [path, stampOf(path, begunAt)]));
    const names = readdirSync(outdir);
    writeFileSync(join(made, 'build.json'), JSON.stringify({ sources: stamps, outputs: names }));
    mkdirSync(dist, { recursive: true });
    removeStale([...names, 'static'], clean);
    copyReportAssets(made);
    // What names other parts comes after them, and what says that all are there comes last.
    names.sort((one, other) => Number(other.startsWith('chunk-')) - Number(one.startsWith('chunk-')));
    for (const name of names) renameSync(join(outdir, name), join(dist, name));
    renameSync(join(made, 'build.json'), recordFile);
    return sources;
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** What Allure's page is made of; its library looks for it from where it is built in. */
function copyReportAssets(/** @type {string} */ made) {
  const plugin = createRequire(import.meta.url).resolve('@allurereport/plugin-awesome');
  const copy = join(made, 'report.tar');
  copyFileSync(join(dirname(plugin), 'static', 'report.tar'), copy);
  mkdirSync(join(dist, 'static'), { recursive: true });
  renameSync(copy, join(dist, 'static', 'report.tar'));
}

/** A source that was written while it was built counts as changed since. */
function stampOf(/** @type {string} */ path, /** @type {number} */ begunAt) {
  const changedAt = statSync(resolve(root, path)).mtimeMs;
  const isCertain = changedAt < begunAt || changedAt > Date.now();
  return isCertain ? { changedAt, digest: digestOf(path) } : { changedAt: 0, digest: '' };
}

/** Removes what nobody can still be running, and what builds that were killed have left. */
function removeStale(/** @type {readonly string[]} */ current, /** @type {boolean} */ clean) {
  const replaced = lastBuild()?.outputs ?? [];
  const now = Date.now();
  const removeIfOld = (/** @type {string} */ path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && found.mtimeMs < now - keptFor) rmSync(path, { recursive: true, force: true });
  };
  for (const name of readdirSync(root)) if (name.startsWith('.dist-')) removeIfOld(join(root, name));
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    if (current.includes(name) || path === recordFile) continue;
    if (clean) rmSync(path, { recursive: true, force: true });
    else if (replaced.includes(name)) utimesSync(path, now / 1000, now / 1000);
    else removeIfOld(path);
  }
}

/**
 * A module named *.validators.ts compiles JSON Schemas when it is loaded: what comes out of that is built in instead. Adds
 * what it is made of to the sources.
 * @param {string} made
 * @param {Set<string>} sources
 * @returns {esbuild.Plugin['setup']}
 */
function precompileValidators(made, sources) {
  return ({ onLoad }) =>
    onLoad({ filter: /\.validators\.ts$/ }, async ({ path }) => {
      const outfile = join(mkdtempSync(join(made, 'validators-')), 'module.mjs');
      const { metafile } = await esbuild.build({
        absWorkingDir: root,
        entryPoints: [path],
        outfile,
        bundle: true,
        platform: 'node',
        format: 'esm',
        packages: 'external',
        metafile: true,
      });
      for (const input of Object.keys(metafile.inputs)) sources.add(input);
      const { ajv, ...validators } = await import(pathToFileURL(outfile).href);
      const names = Object.fromEntries(Object.entries(validators).map(([name, { schema }]) => [name, schema.$id]));
      return { contents: standaloneCode.default(ajv, names), loader: 'js', resolveDir: root };
    });
}

/** Where it is written down that the commit has changed: none outside a git checkout. */
function commitLog() {
  const path = git('rev-parse', '--git-path', gitLog);
  return path !== null && existsSync(resolve(root, path)) ? [path] : [];
}

/** What git says of this folder; `null` where the sources came from elsewhere than a git checkout. */
function git(/** @type {string[]} */ ...asked) {
  try {
    return execFileSync('git', asked, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return null;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await build();
