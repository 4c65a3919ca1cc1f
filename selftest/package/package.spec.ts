import { readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { publint } from 'publint';
import suite from '../../package.json' with { type: 'json' };
import { startReference } from '../../reference/serve.ts';
import { npm } from '../npm.ts';
import { checkoutWith, link, node, npx, root, run, test } from './package-setup.ts';

// One after the other in one worker: the package is made and installed once.
test.describe.configure({ mode: 'default' });

const sources = ['src', 'tests', 'requirements', 'config', 'reference'];
const packageIn = (home: string): string => join(home, 'node_modules', 'nexus-conformance');

test('the package does the main job from an empty folder, and loads no source', async ({ home }) => {
  const away = (name: string): [string, string] => [join(packageIn(home), name), join(packageIn(home), `${name}-away`)];
  for (const name of sources) renameSync(...away(name));
  const { code, stdout, stderr } = await run(npx('--target', 'reference'), { cwd: home });
  for (const name of sources) renameSync(away(name)[1], away(name)[0]);
  expect(stdout.trimEnd().split('\n').at(-1), stderr).toMatch(/^PASS gate embedded reference · /);
  expect(code).toBe(0);
  expect(stdout).toContain(join('results', 'allure-report', 'index.html'));
});

test('its commands need no target and nothing beside it', async ({ home }) => {
  expect((await run(npx('--version'), { cwd: home })).stdout).toBe(`${suite.name} ${suite.version}\n`);
  const list = await run(npx('list'), { cwd: home });
  expect(list.stdout).toContain('auth/bearer-alone');
  expect([list.code, list.stderr]).toEqual([0, '']);
});

test('it brings nothing but Playwright', async ({ home }) => {
  const { stdout } = await run(npm('ls', '--all', '--parseable'), { cwd: home });
  const installed = stdout.trim().split('\n').slice(1);
  expect(installed).toContain(packageIn(home));
  // @playwright/test, playwright and playwright-core; fsevents on macOS.
  expect(installed.length - 1).toBeLessThanOrEqual(4);
});

test('publint has nothing to say of it', async ({ home }) => {
  const { messages } = await publint({ pkgDir: packageIn(home), pack: false, strict: true });
  expect(messages).toEqual([]);
});

/** Whether TypeScript finds nothing wrong with the module; whatever else its types come from has to be right as well where it is `whole`. */
async function expectTyped(home: string, source: string, whole: boolean): Promise<void> {
  writeFileSync(join(home, 'typed.ts'), source);
  const options = { module: 'nodenext', strict: true, noEmit: true, skipLibCheck: !whole, types: [] };
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, files: ['typed.ts'] }));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  expect(await run(node(compiler, '--project', home), { cwd: home })).toEqual({ code: 0, stdout: '', stderr: '' });
}

test('TypeScript knows what the library gives, and checks it whole', async ({ home }) => {
  await expectTyped(
    home,
    `import { ConfigurationError, judge, type Statement } from 'nexus-conformance';
     export const statement: Promise<Statement> = judge({ NEXUS_PROFILE: 'smoke' }, { signal: new AbortController().signal });
     export const isPassed = (of: Statement): boolean => of.verdict === 'pass' && of.requirements[0]?.id === 'auth/bearer-alone';
     export const variables = (error: ConfigurationError) => error.misconfigurations.map(({ variable }) => variable);
     // @ts-expect-error: a typed environment holds text
     judge({ NEXUS_PROFILE: 1 });`,
    true,
  );
});

test('TypeScript knows what the module of docs/mailbox.md for the reset page is given', async ({ home }) => {
  const [, example = ''] = /```js\n(.*?)```/s.exec(readFileSync(join(root, 'docs', 'mailbox.md'), 'utf8')) ?? [];
  expect(example).toContain('ResetPageScript');
  const typed = example.replace(
    'export default async function',
    "const script: import('nexus-conformance/playwright').ResetPageScript = async function",
  );
  await expectTyped(home, `${typed}\nexport default script;`, false);
});

test('the example of docs/library.md passes as it stands there', async ({ home }) => {
  const [, example = ''] = /```js\n(.*?)```/s.exec(readFileSync(join(root, 'docs', 'library.md'), 'utf8')) ?? [];
  writeFileSync(join(home, 'example.test.mjs'), example);
  link(join(root, 'selftest', 'node_modules', 'express'), join(home, 'node_modules', 'express'));
  const { code, stdout } = await run(node('--test', 'example.test.mjs'), { cwd: home });
  expect(stdout).toContain('pass 1');
  expect(code, stdout).toBe(0);
});

test('the library judges two targets at once, inside a Playwright test of its user', async ({ home }) => {
  const targets = [await startReference(), await startReference({ fault: 'bearer-alone' })];
  writeFileSync(
    join(home, 'two.spec.mjs'),
    `import { expect, test } from '@playwright/test';
     import { judge } from 'nexus-conformance';
     test('two at once', async () => {
       const statements = await Promise.all(JSON.parse(process.env.TARGETS).map((target) => judge(target)));
       expect(statements.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
     });`,
  );
  const environment = { TARGETS: JSON.stringify(targets.map(({ environment }) => environment)) };
  const runner = join(home, 'node_modules', '@playwright', 'test', 'cli.js');
  const { code, stdout } = await run(node(runner, 'test', 'two.spec.mjs'), { cwd: home, environment });
  for (const target of targets) await target.close();
  expect(stdout).toContain('1 passed');
  expect(code, stdout).toBe(0);
});

test.describe('what keeps it from being loaded is one sentence and exit code 4', () => {
  const entryIn = (folder: string): string => join(folder, 'bin', 'nexus-conformance.cjs');

  test('an old Node', async ({ home }) => {
    const preload = join(home, 'old-node.cjs');
    writeFileSync(preload, "Object.defineProperty(process.versions, 'node', { value: '18.20.8' });");
    const { code, stdout, stderr } = await run(node('--require', preload, entryIn(packageIn(home)), 'list'), {
      cwd: home,
    });
    expect(stderr).toBe('nexus-conformance needs Node 20 or later; this is 18.20.8.\n');
    expect([code, stdout]).toEqual([4, '']);
  });

  const cannotLoad = (file: string): RegExp =>
    new RegExp(
      `^nexus-conformance cannot be loaded: Cannot find module '.*${file}' .*; npm install nexus-conformance brings it again\\.\\n$`,
    );
  const broken = {
    'a package that is missing': {
      lost: () => join('..', '@playwright', 'test'),
      says: /^nexus-conformance lacks packages that it needs \(@playwright\/test\); npm install nexus-conformance brings them\.\n$/,
    },
    'no dist': { lost: () => 'dist', says: cannotLoad('cli\\.js') },
    'a part of dist that is missing': {
      lost: (program: string) => join('dist', /from "\.\/(chunk-[^"]+)"/.exec(program)?.[1] ?? 'no part'),
      says: cannotLoad('chunk-.*'),
    },
  } as const;
  for (const [what, { lost, says }] of Object.entries(broken)) {
    test(what, async ({ home }) => {
      const program = readFileSync(join(packageIn(home), 'dist', 'cli.js'), 'utf8');
      const [path, away] = [join(packageIn(home), lost(program)), join(home, 'away')];
      renameSync(path, away);
      const { code, stdout, stderr } = await run(npx('list'), { cwd: home });
      renameSync(away, path);
      expect(stderr).toMatch(says);
      expect([code, stdout]).toEqual([4, '']);
    });
  }

  test('a checkout without the packages that build it', async ({ folder }) => {
    const bare = checkoutWith(join(folder, 'bare'), Object.keys(suite.dependencies));
    const { code, stdout, stderr } = await run(node(entryIn(bare), 'list'), { cwd: bare });
    expect(stderr).toMatch(
      /^nexus-conformance cannot be loaded: it is not built here, .* \(Cannot find package .*\); npm ci without --omit=dev brings it\.\n$/,
    );
    expect([code, stdout]).toEqual([4, '']);
  });
});

test.describe('a checkout', () => {
  const version = (clone: string) =>
    run(node(join(clone, 'bin', 'nexus-conformance.cjs'), '--version'), { cwd: clone });
  const recordIn = (clone: string): string => readFileSync(join(clone, 'dist', 'build.json'), 'utf8');

  test('is built when it is run, by two processes at once too, and once', async ({ clone }) => {
    rmSync(join(clone, 'dist'), { recursive: true, force: true });
    for (const { code, stderr } of await Promise.all([version(clone), version(clone)])) {
      expect([code, stderr]).toEqual([0, '']);
    }
    const record = recordIn(clone);
    expect((await version(clone)).code).toBe(0);
    expect(recordIn(clone)).toBe(record);
  });

  test('is built again when a source has changed, whatever its time', async ({ clone }) => {
    await version(clone);
    const source = join(clone, 'package.json');
    writeFileSync(source, readFileSync(source, 'utf8').replace(`"${suite.version}"`, '"0.0.1-changed"'));
    utimesSync(source, 1, 1);
    expect((await version(clone)).stdout).toBe('nexus-conformance 0.0.1-changed\n');
  });

  test('keeps for a while what a run that began before may still load', async ({ clone }) => {
    const { outputs } = JSON.parse(recordIn(clone)) as { outputs: readonly string[] };
    const [part = ''] = outputs.filter((name) => name.startsWith('chunk-'));
    writeFileSync(join(clone, 'dist', 'chunk-BEFORE.js'), 'export {};');
    rmSync(join(clone, 'dist', part));
    expect((await version(clone)).code).toBe(0);
    expect(readFileSync(join(clone, 'dist', 'chunk-BEFORE.js'), 'utf8')).toBe('export {};');
    expect(readFileSync(join(clone, 'dist', part), 'utf8')).not.toBe('');
  });
});
