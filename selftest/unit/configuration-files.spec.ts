import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { needs } from '../../config/needs.ts';
import { variable, variableNames } from '../../config/variables.ts';
import { profiles } from '../../requirements/types.ts';
import { statedDefaults } from '../../src/configuration/defaults.ts';
import { parseEnvFile } from '../../src/configuration/env-file.ts';
import { copyFirst, exampleFile } from '../../src/configuration/example-file.ts';
import { nearestName } from '../../src/configuration/nearest-name.ts';
import { readValues } from '../../src/configuration/values.ts';

test('an env file loses part of a secret silently', () => {
  for (const line of [
    'NEXUS_X=pa#ss',
    'NEXUS_X=abc # comment',
    'NEXUS_X="pa"ss#x',
    'NEXUS_X="open',
    "export NEXUS_X='open",
    'NEXUS_X',
  ]) {
    const { entries, problems } = parseEnvFile(`# first\n${line}\nNEXUS_Y="closed"`, '.env');
    expect(problems, line).toEqual([{ variable: 'NEXUS_X', message: expect.stringContaining('.env, line 2') }]);
    expect(problems[0]?.message).not.toContain('ss');
    expect(entries).toEqual({ NEXUS_Y: 'closed' });
  }
});

test('an env file is read differently from what its author wrote', () => {
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
    problems: [],
  });
});

test('the first of two values is dropped silently', () => {
  expect(parseEnvFile('NEXUS_X=1\nNEXUS_X=2', '.env').problems).toEqual([
    { variable: 'NEXUS_X', message: expect.stringContaining('twice') },
  ]);
});

test('the example file is out of date, or cannot be read back', () => {
  const written = readFileSync(new URL('../../config/targets/staging.env.example', import.meta.url), 'utf8');
  expect(written, 'write it again: npx tsx src/configuration/write-example.ts').toBe(exampleFile('gate', copyFirst));
  const uncommented = exampleFile('certify', copyFirst).replace(/^# (?=NEXUS_\w+=)/gm, '');
  const { entries, problems } = parseEnvFile(uncommented, 'example');
  expect(problems).toEqual([]);
  for (const [name, value] of Object.entries(entries)) {
    const { secret, example } = variable(variableNames.find((known) => known === name) ?? 'NEXUS_TARGET');
    expect(value, name).toBe(secret ? '' : example);
  }
  const widest = Math.max(...uncommented.split('\n').map((line) => line.length));
  expect(widest).toBeLessThanOrEqual(100);
});

test('an example or a default is not of its own kind', () => {
  const examples = Object.fromEntries(
    variableNames.map((name) => [name, { text: variable(name).example, origin: 'example' }]),
  );
  expect(readValues(examples).problems).toEqual([]);
  for (const profile of profiles) expect(readValues(statedDefaults(profile)).problems).toEqual([]);
});

test('a need cannot be met because nothing asks for its variables', () => {
  const asked = variableNames.filter((name) => variable(name).neededBy.length > 0);
  for (const [need, sets] of Object.entries(needs)) {
    expect(
      sets.filter((set) => set.every((name) => asked.includes(name))),
      need,
    ).not.toEqual([]);
  }
});

test('a name is corrected to one that is farther away', () => {
  expect(nearestName('kitten', ['mitten', 'sitting'])).toEqual({ name: 'mitten', distance: 1 });
  expect(nearestName('kitten', ['sitting'])).toEqual({ name: 'sitting', distance: 3 });
  expect(nearestName('', ['ab'])).toEqual({ name: 'ab', distance: 2 });
  expect(nearestName('x', [])).toBeUndefined();
});
