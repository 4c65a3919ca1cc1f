// Makes dist/, which every run of the suite is started from: `npm run build`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import standaloneCode from 'ajv/dist/standalone/index.js';
import * as esbuild from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What a user of the package has beside it; everything else is built in. */
const external = Object.keys({ ...dependencies, ...peerDependencies }).flatMap((name) => [name, `${name}/*`]);

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
  metafile: true,
  define: { BUILT_COMMIT: JSON.stringify(commit()) },
  external,
  plugins: [{ name: 'validators', setup: precompileValidators }],
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
      setup: 'src/playwright/setup.ts',
      reporter: 'src/playwright/reporter.ts',
      reference: 'reference/main.ts',
    },
  },
  { entryPoints: { index: 'src/index.ts' } },
];

/** Replaces dist/ as a whole: who starts a run at the same time finds the old one or the new one. */
export async function build() {
  const made = temporary('.dist-');
  try {
    const results = await Promise.all(outputs.map((output) => esbuild.build({ ...common, ...output, outdir: made })));
    const inputs = results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
    const own = inputs.filter((path) => !path.includes('node_modules') && !path.startsWith('<'));
    const all = [...new Set([...own, 'package.json', 'tools/build.js'])].sort();
    writeFileSync(join(made, 'inputs.json'), JSON.stringify(all));
    rmSync(dist, { recursive: true, force: true });
    renameSync(made, dist);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

/** A module named *.validators.ts compiles JSON Schemas when it is loaded: what comes out of that is built in instead. */
function precompileValidators({ onLoad }) {
  onLoad({ filter: /\.validators\.ts$/ }, async ({ path }) => {
    const folder = temporary('.validators-');
    try {
      const outfile = join(folder, 'module.mjs');
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
      const { ajv, ...validators } = await import(pathToFileURL(outfile).href);
      const names = Object.fromEntries(Object.entries(validators).map(([name, { schema }]) => [name, schema.$id]));
      const watchFiles = Object.keys(metafile.inputs).map((input) => resolve(root, input));
      return { contents: standaloneCode.default(ajv, names), loader: 'js', resolveDir: root, watchFiles };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}

/** @param {string} prefix */
function temporary(prefix) {
  const folder = join(root, `${prefix}${process.pid}-${Math.random().toString(36).slice(2)}`);
  mkdirSync(folder);
  return folder;
}

/** `null` where the sources came from elsewhere than a git checkout. */
function commit() {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return null;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) await build();