import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import {
  chapterOf,
  chapters,
  inProfile,
  type RequirementId,
  requirementIds,
  requirements,
  standingOf,
} from '../../requirements/index.ts';
import { profiles } from '../../requirements/types.ts';
import { shellWord } from '../../src/report/shell.ts';
import { tests } from '../../src/run/requirement.ts';
import { requirementsPage } from '../../tools/docs/requirements-page.ts';
import '../../tests/index.ts';

/** Their ids, so that a failure names them. */
const idsOf = (belongs: (id: RequirementId) => boolean): RequirementId[] => requirementIds.filter(belongs);

test('the registry is the chapters, one after the other, and every id stands in the chapter that it names', async () => {
  const ids: string[] = [];
  for (const { name } of chapters) {
    const [chapter = {}, ...others] = Object.values<object>(await import(`../../requirements/${name}.ts`));
    expect(others, `${name} is all that its file exports`).toEqual([]);
    expect(Object.keys(chapter), name).toEqual(idsOf((id) => chapterOf(id) === name));
    expect(Object.keys(chapter), `${name} has requirements`).not.toEqual([]);
    ids.push(...Object.keys(chapter));
  }
  expect(requirementIds).toEqual(ids);
});

test('each profile has all requirements of the smaller ones and more, and certify has all', () => {
  const idsIn = profiles.map((profile) => idsOf((id) => inProfile(id, profile)));
  for (const [index, ids] of idsIn.entries()) {
    const smaller = idsIn[index - 1] ?? [];
    expect(ids, profiles[index]).toEqual(expect.arrayContaining(smaller));
    expect(ids.length, profiles[index]).toBeGreaterThan(smaller.length);
  }
  expect(idsIn.at(-1)).toEqual(requirementIds);
});

test('smoke holds only what may run on production', () => {
  expect(idsOf((id) => inProfile(id, 'smoke') && requirements[id].environment !== 'production')).toEqual([]);
});

test('an id can be typed as it is: as a flag of a shell, and as the name of a file in any letter case', () => {
  expect(idsOf((id) => shellWord(id) !== id || id !== id.toLowerCase())).toEqual([]);
  expect(idsOf((id) => id !== `${chapterOf(id)}/${id.split('/').at(-1)}`)).toEqual([]);
});

test('every sentence says its level and ends with a full stop', () => {
  expect(
    idsOf((id) => {
      const { sentence, level, class: protects } = requirements[id];
      // Advice is no demand of RFC 2119, so its keyword stands in lower case.
      const keyword = protects === 'advisory' ? level.toLowerCase() : level;
      return !new RegExp(`\\b${keyword}\\b`).test(sentence) || !sentence.endsWith('.');
    }),
  ).toEqual([]);
});

test('advice is a chapter and a class of its own, and demands nothing', () => {
  expect(idsOf((id) => (requirements[id].class === 'advisory') !== (chapterOf(id) === 'advice'))).toEqual([]);
  expect(idsOf((id) => requirements[id].class === 'advisory' && requirements[id].level === 'MUST')).toEqual([]);
});

test('no text of a requirement has internal abbreviations', () => {
  const abbreviation = /\b(U[0-2x]|C[12x]|M[0-2]|TT-B|Ux|Cx|FAIL|WARN|INC|OPEN|REJ)\b/;
  expect(idsOf((id) => abbreviation.test(JSON.stringify(requirements[id])))).toEqual([]);
});

test('a closing requirement without needs announces no e-mail', () => {
  expect(
    idsOf((id) => {
      const { phase, needs, emails } = requirements[id];
      return phase === 'closing' && needs.length === 0 && emails > 0;
    }),
  ).toEqual([]);
});

test('a requirement has a body exactly where it is built', () => {
  const built = idsOf((id) => standingOf(id) === 'built');
  expect([...tests.keys()].toSorted()).toEqual(built.toSorted());
});

/** The requirements whose bodies stand in the specs of a folder. */
function bodiesIn(folder: string): readonly string[] {
  const place = new URL(`../../${folder}/`, import.meta.url);
  const specs = readdirSync(place).filter((name) => name.endsWith('.spec.ts'));
  const sources = specs.map((name) => readFileSync(new URL(name, place), 'utf8'));
  return sources.flatMap((source) => Array.from(source.matchAll(/\brequirement\('([^']+)'/g), ([, id = '']) => id));
}

test('every spec in tests is imported by tests/index.ts, for none else is run', () => {
  const folder = new URL('../../tests/', import.meta.url);
  const specs = ['.', './closing'].flatMap((part) =>
    readdirSync(new URL(part, folder)).flatMap((name) => (name.endsWith('.spec.ts') ? `${part}/${name}` : [])),
  );
  const imported = readFileSync(new URL('index.ts', folder), 'utf8').match(/(?<=^import ').*(?=';$)/gm);
  expect(imported?.toSorted()).toEqual(specs.toSorted());
});

test('what looks back stands in tests/closing, and what sends stands in tests', () => {
  const bodiesOf = (phase: 'probes' | 'closing') => [...tests.keys()].filter((id) => requirements[id].phase === phase);
  expect(bodiesIn('tests/closing').toSorted()).toEqual(bodiesOf('closing').toSorted());
  expect(bodiesIn('tests').toSorted()).toEqual(bodiesOf('probes').toSorted());
});

test('docs/requirements.md is what the registry says', () => {
  const written = readFileSync(new URL('../../docs/requirements.md', import.meta.url), 'utf8');
  expect(written.replaceAll('\r\n', '\n'), 'run: npm run docs').toBe(requirementsPage());
});
