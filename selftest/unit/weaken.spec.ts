import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@babel/parser';
import { expect, test } from '@playwright/test';
import { requirementIds } from '../../requirements/index.ts';
import { root } from '../../src/suite.ts';
import { faultTitle } from '../proof/titles.ts';
import { partsTouchedBy, readTests } from '../weaken/touched.ts';
import { weakeningsIn, weakeningsOf } from '../weaken/weakening.ts';

const weakened = (source: string): string[] =>
  weakeningsIn('tests/x.spec.ts', source).map(
    ({ start, end, text }) => source.slice(0, start) + text + source.slice(end),
  );

test('each expectation that can be taken out of a body is taken out', () => {
  expect(weakened('f(async () => { expectAccepted(await send()); });')).toEqual(['f(async () => { ; });']);
  expect(weakened('f((x) => expectRejection(x));')).toEqual(['f((x) => undefined);']);
  expect(weakened('g([200, 204]);')).toEqual(['g([204]);', 'g([200, ]);']);
  expect(weakened("g(['Origin', place]);")).toEqual([]);
  expect(weakened('if (a) throw b;')).toEqual(['if (true) throw b;', 'if (false) throw b;', 'if (a) ;']);
  expect(weakened('g(a && b);')).toEqual(['g(b);', 'g(a);']);
  expect(weakened('const f = () => ({ outcome: "failed" });')).toEqual(['const f = () => (undefined);']);
  expect(weakened('look({ oracle: sees });')).toEqual(['look({ oracle: () => undefined });']);
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
  const ids: readonly string[] = requirementIds;
  for (const [file, chapter] of [
    ['tests/auth.cases.ts', 'auth'],
    ['tests/parameters.spec.ts', 'parameters'],
  ] as const) {
    const found = tests.idsJudgedWith(file);
    expect(found, file).toEqual(expect.arrayContaining(ids.filter((id) => id.startsWith(`${chapter}/`)).slice(0, 3)));
  }
  expect(tests.idsJudgedWith('src/judge/verdict.ts')).toEqual([]);
  const [weakening] = weakeningsIn('tests/auth.spec.ts', "requirement('auth/basic', () => judge());");
  if (!weakening) throw new Error('there is nothing to weaken');
  const [first] = partsTouchedBy(weakening, tests);
  expect(first).toMatchObject({ spec: 'faults' });
  expect(first?.titled?.[0]).toBe(faultTitle('basic-refused'));
});
