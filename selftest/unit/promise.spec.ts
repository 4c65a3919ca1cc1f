/** What doctor promises is what a run judges. */
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type Profile, profiles } from '../../requirements/types.ts';
import { resolveConfiguration } from '../../src/configuration/resolve.ts';
import { readSources } from '../../src/configuration/sources.ts';
import { canBeJudged, coverageOf } from '../../src/doctor/coverage.ts';
import { readinessOf, select } from '../../src/run/selection.ts';
import { judge } from '../proof/judge.ts';
import { type Environment, withReference } from './doctor-setup.ts';

/**
 * Rows that say less than one of their cases needs, such as both alternatives: where that is not configured the case, and
 * with it the requirement, is inconclusive. Each lacks then another requirement whose row does say it, so that whether a
 * profile is ready is told rightly all the same.
 */
const needMoreByCase = [
  'auth/bad-basic',
  'auth/basic-colon-and-charset',
  'auth/malformed-authorization',
  'auth/refused-with-other-faults',
  'auth/scheme-case-insensitive',
  'auth/two-authorization-lines',
  'http/auth-per-request',
  'parameters/repeated-client-id',
  'robustness/hostile-headers',
];

/** What an operator may set besides, or leave as it is. */
const choices: Readonly<Record<string, readonly string[]>> = {
  NEXUS_MAIL_FREE: ['true', 'false'],
  NEXUS_SKIP: ['problem/*', 'auth/no-*,operation/*', 'parameters/client-id-required'],
  NEXUS_ENVIRONMENT: ['local', 'staging', 'production'],
  NEXUS_CONSENT: ['hostile'],
  NEXUS_TOKEN_FORMAT: ['opaque', 'jwt'],
  NEXUS_STRICT_CLIENT: ['true', 'false'],
  NEXUS_NO_CLOCK: ['true', 'false'],
};

/** A certificate leaves nothing out. */
const notInCertify = ['NEXUS_MAIL_FREE', 'NEXUS_SKIP', 'NEXUS_ENVIRONMENT'];

/** The whole configuration with some of it left out, some of it said not to exist, and a wish or two. */
function configurations(whole: Environment, profile: Profile): fc.Arbitrary<Record<string, string>> {
  const names = Object.keys(whole).filter((name) => name !== 'NEXUS_BASE_URL' && name in whole);
  const some = (most: number) => fc.subarray(names, { maxLength: most });
  const allowed = Object.entries(choices).filter(([name]) => profile !== 'certify' || !notInCertify.includes(name));
  const wishes = Object.fromEntries(
    allowed.map(([name, values]) => [name, fc.option(fc.constantFrom(...values), { nil: undefined, freq: 3 })]),
  );
  return fc.tuple(some(4), some(3), fc.record(wishes)).map(([without, none, wished]) => {
    const all = {
      ...whole,
      ...Object.fromEntries(none.map((name) => [name, 'none'])),
      ...wished,
      NEXUS_PROFILE: profile,
      NEXUS_DEADLINE_SECONDS: '600',
    };
    const given = Object.entries(all).filter(([name, value]) => value !== undefined && !without.includes(name));
    return Object.fromEntries(given) as Record<string, string>;
  });
}

/** What is promised of a configuration; undefined where it is refused, as by doctor. */
function promiseOf(environment: Record<string, string>) {
  const places = { flags: {}, environment, workingFolder: import.meta.dirname, now: Date.now() };
  const resolution = resolveConfiguration(readSources(places));
  if (!('configuration' in resolution)) return undefined;
  const { configuration } = resolution;
  const ids = select(configuration).selected.filter((id) => readinessOf(id, configuration.values).kind !== 'missing');
  return { ids, coverage: coverageOf(configuration) };
}

for (const profile of profiles) {
  test(`what doctor promises of ${profile} is id by id what a run judges, whatever is left out of a configuration`, async () => {
    test.setTimeout(240_000);
    let [begun, refused] = [0, 0];
    await withReference(async ({ environment }) => {
      // A certificate refuses to have none.
      const whole = { ...environment, NEXUS_MAILBOX_URL: profile === 'certify' ? '' : 'none' };
      const property = fc.asyncProperty(configurations(whole, profile), async (configured) => {
        const promise = promiseOf(configured);
        if (promise === undefined) {
          refused += 1;
          return;
        }
        begun += 1;
        const { ids, coverage } = promise;
        expect(coverage.judgeable).toBe(ids.length);
        const { requirements, verdict } = await judge(configured);
        const judged = requirements.filter(({ outcome }) => outcome !== 'inconclusive').map(({ id }) => id);
        expect(
          judged.filter((id) => !ids.includes(id)),
          'judged, and not promised',
        ).toEqual([]);
        const broken = ids.filter((id) => !judged.includes(id) && !needMoreByCase.includes(id));
        expect(broken, 'promised, and not judged').toEqual([]);
        // This version has no certificate to give: some of the catalogue is not built.
        if (profile !== 'certify') expect(verdict === 'pass', 'ready').toBe(canBeJudged(coverage));
      });
      await fc.assert(property, { seed: 20_261_128, numRuns: 30, endOnFailure: true });
    });
    expect(begun, `${refused} were refused`).toBeGreaterThan(5);
  });
}
