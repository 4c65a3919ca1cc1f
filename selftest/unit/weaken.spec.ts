import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@babel/parser';
import { expect, test } from '@playwright/test';
import { faults } from '../../reference/faults/index.ts';
import { chapterOf, requirementIds, requirements, standingOf } from '../../requirements/index.ts';
import type { Phase } from '../../requirements/types.ts';
import { root } from '../../src/suite.ts';
import { faultTitle } from '../proof/titles.ts';
import { explained } from '../weaken/explained.ts';
import { partsTouchedBy, readTests } from '../weaken/touched.ts';
import { weakeningsIn, weakeningsOf } from '../weaken/weakening.ts';

const weakened = (source: string): string[] =>
  weakeningsIn('tests/x.spec.ts', source).map(
    ({ start, end, text }) => source.slice(0, start) + text + source.slice(end),
  );

test('each expectation that can be taken out of a body is taken out', () => {
  expect(weakened('f(async () => { check.refused(await send(), open); });')).toEqual([
    'f(async () => { check.found(void (await send(), open)); });',
  ]);
  expect(weakened('f((x) => check.recorded(x));')).toEqual(['f((x) => check.found(void (x)));']);
  expect(weakened('if (!check.accepted(x)) stop();')).toContain('if (!(check.found(void (x)), true)) stop();');
  expect(weakened('check.found(...all);')).toEqual(['check.found();']);
  expect(weakened('await each(cases, judge);')).toEqual([';']);
  expect(weakened('f(() => judgePasswords(x));')).toEqual(['f(() => undefined);']);
  expect(weakened('for (const x of await all()) send(x);')).toEqual([
    'for (const x of [...(await all())].slice(0, 1)) send(x);',
  ]);
});

test('each case, status and condition is taken out', () => {
  expect(weakened('g([200, 204]);')).toEqual(['g([204]);', 'g([200, ]);']);
  expect(weakened("g(['Origin', place]);"), 'a header field').toEqual([]);
  expect(weakened('const all: Record<string, Case> = { a: b, c };')).toEqual([
    'const all: Record<string, Case> = { c };',
    'const all: Record<string, Case> = { a: b,  };',
  ]);
  expect(weakened('if (a) throw b;')).toEqual(['if (true) throw b;', 'if (false) throw b;', 'if (a) ;']);
  expect(weakened('g(a && b);')).toEqual(['g(b);', 'g(a);']);
});

test('each finding, oracle and demand is taken out, and a success passes where none does', () => {
  expect(weakened('const f = () => ({ outcome: "failed" });')).toEqual(['const f = () => (undefined);']);
  expect(weakened('const f = (): Finding => g(); const h = () => f();')).toContain(
    'const f = (): Finding => g(); const h = () => undefined;',
  );
  expect(weakened('function f(): Finding | undefined { return g(); }')).toEqual([]);
  expect(weakened('check.found(one(), other);')).toEqual([
    'check.found();',
    'check.found(undefined, other);',
    'check.found(one(), undefined);',
  ]);
  expect(weakened('look({ oracle });')).toEqual(['look({ oracle: () => undefined });']);
  expect(weakened('const { oracle, passed } = look;'), 'a pattern is no value').toEqual([]);
  expect(weakened('const a = { passed: documented, demandedBy: "NEXUS_STRICT_CLIENT" };')).toEqual([
    'const a = { passed: [...(documented), 204], demandedBy: "NEXUS_STRICT_CLIENT" };',
    'const a = { passed: documented, demandedBy: undefined };',
  ]);
});

test('an expectation of every body, and of every oracle, can be weakened', () => {
  const all = weakeningsOf(root);
  const weakenedIds = new Set(all.map(({ id }) => id).filter((id) => id !== undefined));
  expect([...weakenedIds].toSorted()).toEqual(requirementIds.filter((id) => standingOf(id) === 'built').toSorted());
  const files = new Set(all.map(({ file }) => file));
  for (const file of ['src/judge/verdict.ts', 'src/judge/expectations.ts', 'src/run/check.ts', 'src/run/table.ts']) {
    expect(files, file).toContain(file);
  }
});

test('every explanation is of a weakening that there is', () => {
  const all = weakeningsOf(root);
  const stale = explained.filter(
    ({ file, source, does }) => !all.some((one) => one.file === file && one.source === source && one.does === does),
  );
  expect(stale).toEqual([]);
});

test('a weakened file is still valid TypeScript', () => {
  const some = weakeningsOf(root).filter((_, index) => index % 20 === 0);
  expect(some.length).toBeGreaterThan(30);
  for (const { file, line, start, end, text } of some) {
    const source = readFileSync(join(root, file), 'utf8');
    const parsed = () =>
      parse(source.slice(0, start) + text + source.slice(end), { sourceType: 'module', plugins: ['typescript'] });
    expect(parsed, `${file}:${line}`).not.toThrow();
  }
});

test('a weakening is put to the proofs of the requirements that it touches', () => {
  const tests = readTests();
  const idsIn = (phase: Phase, chapter: string) =>
    requirementIds.filter(
      (id) => requirements[id].phase === phase && standingOf(id) === 'built' && chapterOf(id) === chapter,
    );
  for (const [file, ids] of [
    ['tests/auth.cases.ts', idsIn('probes', 'auth')],
    ['tests/parameters.spec.ts', idsIn('probes', 'parameters')],
    ['tests/closing/problem.spec.ts', idsIn('closing', 'problem')],
    ['tests/problem.cases.ts', idsIn('closing', 'problem')],
  ] as const) {
    // What may lock an account stands in a file of its own.
    const found = tests.idsJudgedWith(file);
    expect(found, file).toEqual(expect.arrayContaining(ids.filter((id) => id !== 'auth/near-miss')));
  }
  expect(tests.idsJudgedWith('src/judge/verdict.ts')).toEqual([]);
  const [weakening] = weakeningsIn(
    'tests/auth.spec.ts',
    "test(...requirement('auth/basic', async ({ table }) => { await table.judge({}); }));",
  );
  if (!weakening) throw new Error('there is nothing to weaken');
  expect(weakening.id).toBe('auth/basic');
  const [first] = partsTouchedBy(weakening, tests);
  expect(first).toMatchObject({ spec: 'faults' });
  const named = Object.values(faults).find(({ breaks }) => breaks === 'auth/basic');
  expect(first?.titled?.[0]).toBe(faultTitle(named?.name ?? ''));
});
