import { expect } from '@playwright/test';
import { inProfile, type RequirementId, requirementIds, requirements, standingOf } from '../../requirements/index.ts';
import { profiles } from '../../requirements/types.ts';
import type { Configuration } from '../../src/configuration/resolve.ts';
import { select, unmatchedPatterns } from '../../src/run/selection.ts';
import { test, withEnvironment } from './configuration-setup.ts';

const reasonsOf = (configuration: Configuration) =>
  new Map(select(configuration).leftOut.map(({ id, reason }) => [id, reason]));
const reasons = (configuration: Configuration) => [...new Set(reasonsOf(configuration).values())].toSorted();
const bearerPair = { NEXUS_BEARER_TOKEN: 'an-opaque-token-0123', NEXUS_APPLICATION_TOKEN: 'an-application-token-0123' };

for (const profile of profiles) {
  test(`each requirement of ${profile} is either selected, or left out with a reason`, ({ configurationOf }) => {
    for (const changed of [{}, { NEXUS_ENVIRONMENT: 'production' }, { NEXUS_ONLY: 'auth/*' }]) {
      const sources = withEnvironment({ NEXUS_PROFILE: profile, ...changed });
      if (profile === 'certify' && 'NEXUS_ENVIRONMENT' in changed) continue;
      const { selected, leftOut } = select(configurationOf(sources));
      const all = [...selected, ...leftOut.map(({ id }) => id)];
      expect(all.toSorted()).toEqual(requirementIds.filter((id) => inProfile(id, profile)).toSorted());
      expect(leftOut.filter(({ reason }) => reason === '')).toEqual([]);
    }
  });
}

test('a pattern names exactly what it says', ({ configurationOf }) => {
  const { values, target } = configurationOf(withEnvironment({ NEXUS_PROFILE: 'smoke' }));
  const named = (NEXUS_ONLY: string) => {
    const { leftOut } = select({ target, values: { ...values, NEXUS_PROFILE: 'certify', NEXUS_ONLY } });
    const others = leftOut.filter(({ reason }) => reason === 'not named by NEXUS_ONLY').map(({ id }) => id);
    return requirementIds.filter((id) => !others.includes(id));
  };
  const inChapters = (...chapters: readonly string[]) =>
    requirementIds.filter((id) => chapters.includes(id.slice(0, id.indexOf('/'))));
  expect(named('auth/basic')).toEqual(['auth/basic']);
  expect(named('auth/*')).toEqual(inChapters('auth'));
  expect(named(' auth/* ,, operation/* ')).toEqual(inChapters('operation', 'auth'));
  expect(named('*')).toEqual(requirementIds);
  expect(named('auth')).toEqual([]);
  expect(named('auth/basi.')).toEqual([]);
  expect(named(',')).toEqual([]);
  expect(named('*-alone')).toEqual(['auth/bearer-alone', 'auth/application-token-alone']);
  expect(named('auth/basic#a-case')).toEqual(['auth/basic']);
  expect(named('*-alone#a-case,auth/basic')).toHaveLength(3);
});

test('a pattern that matches nothing is found', () => {
  expect(unmatchedPatterns('auth/*,auth/baisc, email/*')).toEqual(['auth/baisc']);
  expect(unmatchedPatterns('operation/answers-204')).toEqual([]);
  expect(unmatchedPatterns('auth/basic#any,auth/baisc#any')).toEqual(['auth/baisc#any']);
});

test('a requirement that is named by cases alone is judged by those, and any other by all of its cases', ({
  configurationOf,
}) => {
  const casesOf = (NEXUS_ONLY?: string) => select(configurationOf(withEnvironment({ NEXUS_ONLY }))).cases;
  expect(casesOf()).toEqual({});
  expect(casesOf('auth/*')).toEqual({});
  expect(casesOf('auth/no-bypass#doubled-slash, auth/no-bypass#trailing-*,auth/basic')).toEqual({
    'auth/no-bypass': ['auth/no-bypass#doubled-slash', 'auth/no-bypass#trailing-*'],
  });
  expect(casesOf('*-alone#x'), 'of each requirement that the pattern names').toEqual({
    'auth/bearer-alone': ['auth/bearer-alone#x'],
    'auth/application-token-alone': ['auth/application-token-alone#x'],
  });
  expect(casesOf('auth/no-bypass#x,auth/no-*'), 'named as a whole too').toEqual({});
  expect(casesOf('auth/basic#a#b')).toEqual({ 'auth/basic': ['auth/basic#a#b'] });
});

test('a requirement that is named by a case is selected, and no other', ({ configurationOf }) => {
  const only = configurationOf(withEnvironment({ NEXUS_ONLY: 'auth/no-credentials#x' }));
  expect(select(only).selected).toEqual(['auth/no-credentials']);
});

test('where the last failed are asked for nothing else is selected', ({ configurationOf }) => {
  const configuration = configurationOf(withEnvironment({}));
  const { selected, leftOut } = select({ ...configuration, lastFailed: ['auth/basic'] });
  expect(selected).toEqual(['auth/basic']);
  expect(leftOut.find(({ id }) => id === 'auth/bad-basic')?.reason).toBe('not among the last failed');
});

test('NEXUS_ONLY selects, NEXUS_SKIP leaves out, and the reason names the variable', ({ configurationOf }) => {
  const only = configurationOf(withEnvironment({ NEXUS_ONLY: 'auth/*', NEXUS_SKIP: 'auth/basic' }));
  expect(select(only).selected.every((id) => id.startsWith('auth/') && id !== 'auth/basic')).toBe(true);
  expect(reasonsOf(only).get('auth/basic')).toBe('named by NEXUS_SKIP (auth/basic)');
  expect(reasonsOf(only).get('operation/answers-204')).toBe('not named by NEXUS_ONLY');
});

test('what no run can judge is left out with its reason', ({ configurationOf }) => {
  const { leftOut } = select(
    configurationOf(withEnvironment({ NEXUS_PROFILE: 'certify', NEXUS_RESET_ORIGINS: undefined })),
  );
  for (const id of ['advice/rate-limited', 'advice/entitlement'] as const) {
    expect(leftOut).toContainEqual({ id, kind: 'excluded', reason: requirements[id].excluded });
  }
});

test('what is not built yet is not selected', ({ configurationOf }) => {
  const { selected } = select(
    configurationOf(withEnvironment({ NEXUS_PROFILE: 'certify', NEXUS_RESET_ORIGINS: undefined })),
  );
  expect(selected.filter((id) => standingOf(id) !== 'built')).toEqual([]);
});

test('production gets only what is harmless there, and more only with consent', ({ configurationOf }) => {
  const selectedWith = (changed: Readonly<Record<string, string>>) =>
    select(configurationOf(withEnvironment({ NEXUS_ENVIRONMENT: 'production', ...changed }))).selected;
  const places = (ids: readonly RequirementId[]) => [...new Set(ids.map((id) => requirements[id].environment))];
  expect(places(selectedWith({}))).toEqual(['production']);
  expect(places(selectedWith({ NEXUS_CONSENT: 'hostile' })).toSorted()).toEqual(['consent', 'production']);
  const staging = select(configurationOf(withEnvironment({}))).selected;
  expect(places(staging).toSorted()).toEqual(['consent', 'production', 'staging']);
});

test('production is told why something was left out', ({ configurationOf }) => {
  const production = configurationOf(withEnvironment({ NEXUS_ENVIRONMENT: 'production' }));
  expect(reasons(production)).toEqual(
    expect.arrayContaining(['needs NEXUS_CONSENT=hostile on production', 'runs on staging only']),
  );
});

test('a mail-free run leaves out what only a 204 can show', ({ configurationOf }) => {
  const configuration = configurationOf(withEnvironment({ NEXUS_PROFILE: 'gate', NEXUS_MAIL_FREE: 'true' }));
  for (const id of ['operation/answers-204', 'operation/needs-no-body', 'auth/no-bypass'] as const) {
    expect(reasonsOf(configuration).get(id), id).toBe('needs an e-mail, and NEXUS_MAIL_FREE is true');
  }
  expect(select(configuration).selected).toEqual(expect.arrayContaining(['auth/basic', 'auth/no-credentials']));
});

test('smoke leaves out a way in that is not configured, and says so', ({ configurationOf }) => {
  const basicOnly = configurationOf(withEnvironment({ NEXUS_PROFILE: 'smoke' }));
  expect(reasonsOf(basicOnly).get('auth/bearer-alone')).toBe('no Bearer and no ApplicationToken are configured');
  expect(select(basicOnly).selected).toEqual(expect.arrayContaining(['auth/basic', 'auth/no-credentials']));
  const basic = { NEXUS_BASIC_USERNAME: undefined, NEXUS_BASIC_PASSWORD: undefined };
  const pairOnly = configurationOf(withEnvironment({ NEXUS_PROFILE: 'smoke', ...basic, ...bearerPair }));
  expect(reasonsOf(pairOnly).get('auth/basic')).toBe('no Basic credentials are configured');
  expect(select(pairOnly).selected).toContain('auth/bearer-alone');
});

test('smoke does not leave out a way in that is half configured', ({ configurationOf }) => {
  const { NEXUS_BEARER_TOKEN } = bearerPair;
  const half = configurationOf(withEnvironment({ NEXUS_PROFILE: 'smoke', NEXUS_BEARER_TOKEN }));
  expect(select(half).selected).toContain('auth/bearer-and-application-token');
});

test('gate does not leave out a way in that is not configured', ({ configurationOf }) => {
  const { selected } = select(configurationOf(withEnvironment({ NEXUS_PROFILE: 'gate' })));
  expect(selected).toContain('auth/bearer-and-application-token');
});
