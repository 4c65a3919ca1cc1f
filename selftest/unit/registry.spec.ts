import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import {
  chapterOf,
  chapters,
  inProfile,
  type RequirementId,
  requirementIds,
  requirements,
} from '../../requirements/index.ts';
import { type Level, profiles, type RequirementClass } from '../../requirements/types.ts';
import { requirementsPage } from '../../tools/docs/requirements-page.ts';

function count(belongs: (id: RequirementId) => boolean): number {
  return requirementIds.filter(belongs).length;
}

/** Ids of the requirements that have a fault, so that a failure names them. */
function offenders(isWrong: (id: RequirementId) => boolean): RequirementId[] {
  return requirementIds.filter(isWrong);
}

test('there are 100 requirements, and each chapter has its number of them', () => {
  expect(requirementIds).toHaveLength(100);
  const sizes = chapters.map(({ name }) => [name, count((id) => chapterOf(id) === name)]);
  expect(Object.fromEntries(sizes)).toEqual({
    operation: 4,
    parameters: 12,
    auth: 27,
    problem: 10,
    http: 20,
    email: 10,
    robustness: 8,
    advice: 9,
  });
});

test('the ids stand in the order of their chapters', () => {
  const order = chapters.map(({ name }) => name);
  const places = requirementIds.map((id) => order.indexOf(chapterOf(id)));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('each class has its number of MUST, SHOULD and MAY', () => {
  const expected: Record<RequirementClass, Record<Level, number>> = {
    contract: { MUST: 29, SHOULD: 7, MAY: 5 },
    protocol: { MUST: 24, SHOULD: 8, MAY: 0 },
    effect: { MUST: 9, SHOULD: 1, MAY: 0 },
    robustness: { MUST: 8, SHOULD: 0, MAY: 0 },
    advisory: { MUST: 0, SHOULD: 9, MAY: 0 },
  };
  for (const [name, levels] of Object.entries(expected)) {
    for (const [level, number] of Object.entries(levels)) {
      const counted = count((id) => requirements[id].class === name && requirements[id].level === level);
      expect(counted, `${name} ${level}`).toBe(number);
    }
  }
});

test('each profile has its number of requirements', () => {
  const sizes = profiles.map((profile) => [profile, count((id) => inProfile(id, profile))]);
  expect(Object.fromEntries(sizes)).toEqual({ smoke: 25, gate: 72, certify: 100 });
});

test('smoke holds only what may run on production', () => {
  expect(offenders((id) => inProfile(id, 'smoke') && requirements[id].environment !== 'production')).toEqual([]);
});

test('an id has only lower-case letters, digits, hyphens and one slash', () => {
  expect(offenders((id) => !/^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
});

test('every sentence says its level and ends with a full stop', () => {
  expect(
    offenders((id) => {
      const { statement, level, class: protects } = requirements[id];
      // Advice is no demand of RFC 2119, so its keyword stands in lower case.
      const keyword = protects === 'advisory' ? level.toLowerCase() : level;
      return !new RegExp(`\\b${keyword}\\b`).test(statement) || !statement.endsWith('.');
    }),
  ).toEqual([]);
});

test('no text of a requirement has internal abbreviations', () => {
  const abbreviation = /\b(U[0-2x]|C[12x]|M[0-2]|TT-B|Ux|Cx|FAIL|WARN|INC|OPEN|REJ)\b/;
  expect(offenders((id) => abbreviation.test(JSON.stringify(requirements[id])))).toEqual([]);
});

test('a closing requirement without needs announces no e-mail', () => {
  expect(
    offenders((id) => {
      const { phase, needs, emails } = requirements[id];
      return phase === 'closing' && needs.length === 0 && emails > 0;
    }),
  ).toEqual([]);
});

test('exactly four chapters are built, and robustness/no-server-error', () => {
  const isBuilt = (id: RequirementId) => requirements[id].built !== false;
  expect(count(isBuilt)).toBe(54);
  expect(
    offenders((id) => isBuilt(id) && !/^(operation|parameters|auth|problem)\/|^robustness\/no-server-error$/.test(id)),
  ).toEqual([]);
});

test('docs/requirements.md is what the registry says', () => {
  const written = readFileSync(new URL('../../docs/requirements.md', import.meta.url), 'utf8');
  expect(written.replaceAll('\r\n', '\n'), 'run: npm run docs').toBe(requirementsPage());
});
