import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { needs, oauth } from '../../config/needs.ts';
import { variable, variableNames } from '../../config/variables.ts';
import { profiles } from '../../requirements/types.ts';
import { copyFirst, exampleFile } from '../../src/cli/example-file.ts';
import { helpText } from '../../src/cli/help.ts';
import { statedDefaults } from '../../src/configuration/defaults.ts';
import { parseEnvFile } from '../../src/configuration/env-file.ts';
import { didYouMean, nearestName } from '../../src/configuration/nearest-name.ts';
import { readValues } from '../../src/configuration/values.ts';
import { configurationPage } from '../../tools/docs/configuration-page.ts';

test('a line of an env file that would lose part of a secret is refused', () => {
  for (const line of [
    'NEXUS_X=pa#ss',
    'NEXUS_X=abc # comment',
    'NEXUS_X="pa"ss#x',
    'NEXUS_X="open',
    "export NEXUS_X='open",
    'NEXUS_X',
  ]) {
    const { entries, misconfigurations } = parseEnvFile(`# first\n${line}\nNEXUS_Y="closed"`, '.env');
    const found = { variable: 'NEXUS_X', message: expect.stringContaining('.env, line 2') };
    expect(misconfigurations, line).toEqual([found]);
    expect(misconfigurations[0]?.message).not.toContain('ss');
    expect(entries).toEqual({ NEXUS_Y: 'closed' });
  }
});

test('an env file is read as its author wrote it', () => {
  const text = [
    '\uFEFFNEXUS_A=plain',
    'NEXUS_B="pa#ss" # comment',
    'export NEXUS_C=\'"quoted"\'',
    'NEXUS_D=',
    '#NEXUS_E=commented',
    'OTHER=a#b',
    'NEXUS_F = a"b',
  ].join('\r\n');
  expect(parseEnvFile(text, '.env')).toEqual({
    entries: { NEXUS_A: 'plain', NEXUS_B: 'pa#ss', NEXUS_C: '"quoted"', NEXUS_D: '', NEXUS_F: 'a"b' },
    misconfigurations: [],
  });
});

test('a variable that is set twice in a file is refused', () => {
  expect(parseEnvFile('NEXUS_X=1\nNEXUS_X=2', '.env').misconfigurations).toEqual([
    { variable: 'NEXUS_X', message: expect.stringContaining('twice') },
  ]);
});

test('the example file is what the variables say, and can be read back', () => {
  const written = readFileSync(new URL('../../config/targets/staging.env.example', import.meta.url), 'utf8');
  expect(written, 'run: npm run docs').toBe(exampleFile('gate', copyFirst));
  const uncommented = exampleFile('certify', copyFirst).replace(/^# (?=NEXUS_\w+=)/gm, '');
  const { entries, misconfigurations } = parseEnvFile(uncommented, 'example');
  expect(misconfigurations).toEqual([]);
  for (const [name, value] of Object.entries(entries)) {
    const { secret, example } = variable(variableNames.find((known) => known === name) ?? 'NEXUS_TARGET');
    const stated = name === 'NEXUS_PROFILE' ? 'certify' : example;
    expect(value, name).toBe(secret ? '' : stated);
  }
  const widest = Math.max(...uncommented.split('\n').map((line) => line.length));
  expect(widest).toBeLessThanOrEqual(100);
});

test('an example file shows what its profile needs first, and everything else below as comments', () => {
  for (const profile of profiles) {
    const [first = '', rest = ''] = exampleFile(profile, copyFirst).split(/^# ==== .*$/m);
    const needed = variableNames.filter((name) => variable(name).neededBy.includes(profile) && !variable(name).later);
    for (const name of needed) expect(first, `${profile} needs it`).toMatch(new RegExp(`^${name}=`, 'm'));
    expect(rest).not.toMatch(/^(?!#|$)/m);
  }
  const [smoke = ''] = exampleFile('smoke', copyFirst).split('# ====');
  for (const name of needs.credentials.flat().filter((one) => !oauth.some((other) => other === one))) {
    expect(smoke, 'one alternative, whichever').toContain(`\n# ${name}=`);
  }
  expect(smoke).toContain('Needed by: smoke (one alternative), gate, certify.');
  expect(smoke, 'a UUID has an unknown one').toContain('certify, where it has\n# no default.');
});

test('what was filled in stands first, as it was written', () => {
  const filledIn = { NEXUS_BASIC_PASSWORD: "NEXUS_BASIC_PASSWORD='a#b'", NEXUS_SKIP: 'export NEXUS_SKIP=http/*' };
  const withFile = { ...filledIn, NEXUS_BEARER_TOKEN_FILE: 'NEXUS_BEARER_TOKEN_FILE=/run/secrets/token' };
  const [first = ''] = exampleFile('gate', copyFirst, withFile).split('# ====');
  for (const line of Object.values(withFile)) expect(first).toContain(`\n${line}\n`);
  expect(first).not.toContain('NEXUS_BEARER_TOKEN=');
});

test('what no feature uses yet is in no help, document or example file', () => {
  const later = variableNames.filter((name) => variable(name).later);
  const texts = [
    helpText('variables'),
    helpText('run'),
    configurationPage(),
    ...profiles.map((profile) => exampleFile(profile, copyFirst)),
  ];
  for (const text of texts) expect(later.filter((name) => text.includes(name))).toEqual([]);
});

test('every example and every default is of its own kind', () => {
  const examples = Object.fromEntries(
    variableNames.map((name) => [name, { text: variable(name).example, origin: 'example' }]),
  );
  expect(readValues(examples).misconfigurations).toEqual([]);
  for (const profile of profiles) expect(readValues(statedDefaults(profile)).misconfigurations).toEqual([]);
});

test('for every need there is a way to meet it that the variables ask for', () => {
  const asked = variableNames.filter((name) => variable(name).neededBy.length > 0);
  for (const [need, sets] of Object.entries(needs)) {
    expect(
      sets.filter((set) => set.every((name) => asked.includes(name))),
      need,
    ).not.toEqual([]);
  }
});

test('a name is corrected to the nearest one', () => {
  expect(nearestName('kitten', ['mitten', 'sitting'])).toEqual({ name: 'mitten', distance: 1 });
  expect(nearestName('kitten', ['sitting'])).toEqual({ name: 'sitting', distance: 3 });
  expect(nearestName('', ['ab'])).toEqual({ name: 'ab', distance: 2 });
  expect(nearestName('x', [])).toBeUndefined();
  expect(didYouMean('kiten', ['mitten', 'sitting'])).toBe(' Did you mean mitten?');
  expect(didYouMean('kitten', ['sitting'])).toBe('');
});
