import { expect, test } from '@playwright/test';
import { needs } from '../../config/needs.ts';
import { type VariableName, variable, variableNames } from '../../config/variables.ts';
import { startReference } from '../../reference/serve.ts';
import { inProfile, requirementIds, requirements } from '../../requirements/index.ts';
import { type Profile, profiles } from '../../requirements/types.ts';
import { judge } from '../proof/judge.ts';

const isNeededBy = (profile: Profile) => (name: VariableName) => variable(name).neededBy.includes(profile);
const waysIn = needs.credentials.flat();

/** What a MUST of the profile needs, by the registry; where there are several ways to meet a need, by the first. */
function neededByRegistry(profile: Profile): VariableName[] {
  const musts = requirementIds.filter((id) => inProfile(id, profile) && requirements[id].level === 'MUST');
  const wanted = musts.flatMap((id) => requirements[id].needs).flatMap((need) => needs[need][0]);
  // Smoke leaves a way in out, as long as nothing of it is configured.
  return variableNames.filter((name) => wanted.includes(name) && !(profile === 'smoke' && waysIn.includes(name)));
}

for (const profile of profiles) {
  test(`the column of ${profile} asks for what its MUSTs need`, () => {
    const known = variableNames.filter((name) => Object.values(needs).flat(2).includes(name));
    const said = known.filter(isNeededBy(profile));
    if (profile === 'certify') expect(said).toEqual(expect.arrayContaining(neededByRegistry(profile)));
    else expect(said).toEqual(neededByRegistry(profile));
  });
}

/** All of `environment` that the column names, with the address that everything begins with. */
function only(environment: Readonly<Record<string, string>>, names: readonly string[]) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => names.includes(name)));
}

for (const [index, way] of needs.credentials.entries()) {
  test(`smoke passes with its column and way in ${index + 1} alone`, async () => {
    const reference = await startReference();
    const configured = only(reference.environment, [...variableNames.filter(isNeededBy('smoke')), ...way]);
    test.skip(
      way.some((name) => configured[name] === undefined),
      'the reference has no such way in',
    );
    const statement = await judge({ ...configured, NEXUS_PROFILE: 'smoke' });
    await reference.close();
    expect(statement).toMatchObject({ verdict: 'pass', exitCode: 0 });
  });
}

test('gate passes with its column alone', async () => {
  const reference = await startReference();
  const configured = only(reference.environment, variableNames.filter(isNeededBy('gate')));
  const statement = await judge({ ...configured, NEXUS_PROFILE: 'gate' });
  await reference.close();
  expect(statement).toMatchObject({ verdict: 'pass', exitCode: 0 });
});

test('smoke passes without causing an e-mail', async () => {
  const reference = await startReference();
  const statement = await judge({ ...reference.environment, NEXUS_PROFILE: 'smoke', NEXUS_MAIL_FREE: 'true' });
  const mails = reference.outbox.length;
  await reference.close();
  expect(statement).toMatchObject({ verdict: 'pass', exitCode: 0 });
  expect(mails).toBe(0);
});
