import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';
import { embedded, outcomesOf, smoke, test, withReport } from './setup.ts';

function put(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Every file below the folder, by its path. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted();

const foreign = [
  { what: 'the Allure results of others', files: { 'allure-results/their-result.json': '{}' } },
  { what: 'the junit.xml of others', files: { 'junit.xml': '<testsuites/>' } },
  {
    what: 'a statement of something else',
    files: { 'statement.json': '{"suite":{"name":"theirs"},"requirements":[]}' },
  },
  { what: 'an empty statement', files: { 'statement.json': '' } },
  { what: 'a folder of others by the name of one of ours', files: { 'earlier/kept.txt': 'kept' } },
  { what: 'the output of their Playwright', files: { 'playwright-output/trace.zip': 'zip' } },
] as const;

for (const { what, files } of foreign) {
  test(`a folder that holds ${what} is refused before anything is sent, and stays as it is`, async ({
    conformance,
    plainPlaywright,
    outputOf,
    reference,
  }) => {
    const { folder } = outputOf();
    const there = { ...files, 'mine.txt': 'mine' };
    put(folder, there);
    const environment = { ...reference.environment, ...smoke };
    const runs = [await conformance([], { environment }), await plainPlaywright([], { environment })];
    expect(runs.map(({ code }) => code)).toEqual([2, 1]);
    for (const { stdout, stderr } of runs) {
      expect(stdout + stderr).toContain(`it holds ${Object.keys(files)[0]?.split('/')[0]}, which no run of this suite`);
    }
    expect(filesIn(folder)).toEqual(Object.keys(there).toSorted());
    for (const [name, text] of Object.entries(there)) expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
    expect(reference.outbox).toEqual([]);
  });
}

test('a run replaces what an earlier one wrote, and not what others have put beside it since', async ({
  conformance,
}) => {
  const environment = { ...embedded, ...withReport };
  const first = await conformance([], { environment });
  expect(first.code, first.stderr).toBe(0);
  const second = await conformance([], { environment });
  expect(second.code, second.stderr).toBe(0);
  expect(filesIn(second.folder).length, 'nothing of the first is left').toBe(filesIn(first.folder).length);
  expect(readdirSync(join(second.folder, '..')), 'nothing lies beside the folder').toEqual(['out']);

  put(second.folder, { 'allure-results/their-result.json': 'theirs' });
  const third = await conformance([], { environment });
  expect(third.code, third.stderr).toBe(2);
  expect(readFileSync(join(third.folder, 'allure-results', 'their-result.json'), 'utf8')).toBe('theirs');
  expect(readdirSync(join(third.folder, 'allure-results')), 'ours are set aside').toEqual(['their-result.json']);
});

test('where there is no manifest, a statement of ours speaks for the rest', async ({ conformance }) => {
  const first = await conformance([], { environment: embedded });
  rmSync(join(first.folder, '.manifest'));
  put(first.folder, { 'junit.xml': 'of an older version' });
  const second = await conformance([], { environment: embedded });
  expect(second.code, second.stderr).toBe(0);
  expect(readFileSync(join(second.folder, 'junit.xml'), 'utf8')).toContain('<testsuites');
});

test('the run of a part leaves the results of the whole one, and --last-failed knows both', async ({
  conformance,
  outputOf,
}) => {
  const environment = { ...embedded, ...withReport };
  const whole = await conformance(['--fault', 'bearer-alone'], { environment });
  const wholeFiles = filesIn(whole.folder);
  expect(wholeFiles).toContain('allure-history/allure-reference-smoke.jsonl');
  const failed = Object.keys(outcomesOf(whole.statement())).filter(
    (id) => outcomesOf(whole.statement())[id] === 'failed',
  );
  expect(failed).toContain('auth/bearer-alone');

  const part = await conformance(['--only', 'auth/basic'], { environment });
  expect(part.code, part.stderr).toBe(0);
  expect(part.stderr).toContain(`its results go to ${join(outputOf().folder, 'again')}`);
  expect(Object.keys(outcomesOf(part.statement()))).toEqual(['auth/basic']);
  expect(filesIn(whole.folder).filter((file) => !file.startsWith('again/'))).toEqual(wholeFiles);
  expect(whole.statement().verdict).toBe('fail');

  const again = await conformance(['--last-failed'], { environment });
  expect(Object.keys(outcomesOf(again.statement())), 'what failed in the whole run').toEqual(failed);
  const none = await conformance(['--last-failed'], { environment });
  expect(none.stderr, 'it is repaired').toContain('nothing failed');
  const red = await conformance(['--only', 'auth/bearer-alone', '--fault', 'bearer-alone'], { environment });
  expect(red.code).toBe(1);
  const last = await conformance(['--last-failed'], { environment });
  expect(Object.keys(outcomesOf(last.statement())), 'what failed since').toEqual(['auth/bearer-alone']);

  const anew = await conformance([], { environment });
  expect(anew.code, anew.stderr).toBe(0);
  expect(existsSync(join(anew.folder, 'again', 'statement.json'))).toBe(true);
  const good = await conformance(['--last-failed'], { environment });
  expect(good.stderr, 'the whole run is the last').toContain('nothing failed');
});

test('a part that is refused sets aside the results of a part alone', async ({ conformance, outputOf }) => {
  await conformance([], { environment: embedded });
  await conformance(['--only', 'auth/basic'], { environment: embedded });
  for (const wrong of [['--skip', 'no/such'], ['--nonsense']]) {
    const refused = await conformance(['--only', 'auth/basic', ...wrong], { environment: embedded });
    expect(refused.code).toBe(2);
    expect(refused.folder).toBe(outputOf('out/again').folder);
    expect(existsSync(join(refused.folder, 'statement.json'))).toBe(false);
    expect(existsSync(join(refused.folder, 'earlier', 'statement.json'))).toBe(true);
    expect(outputOf().statement().verdict).toBe('pass');
  }
});
