import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { root } from './processes.ts';
import { firstLine, lastLine, test, withReport, written } from './setup.ts';

test('who names no target gets a pass that says it is of the embedded reference, in the files that a run writes and no others', async ({
  conformance,
  folder,
}) => {
  const foreign = { 'mine.txt': 'mine', 'kept/allure-results.txt': 'mine too' };
  mkdirSync(join(folder, 'out', 'kept'), { recursive: true });
  for (const [name, text] of Object.entries(foreign)) writeFileSync(join(folder, 'out', name), text);

  const run = await conformance([], { environment: withReport });

  expect(run.code).toBe(0);
  expect(lastLine(run.stdout)).toMatch(/^PASS gate embedded reference · \d+ passed 0 failed .* left out · \d+ s$/);
  expect(firstLine(run.stderr)).toBe('gate of the embedded reference (set NEXUS_BASE_URL to test your own)');
  expect(run.statement()).toMatchObject({ verdict: 'pass', exitCode: 0, target: { kind: 'reference' } });
  expect(run.exchanges().length).toBe(run.statement().observed.exchanges);
  expect(readdirSync(run.folder).toSorted(), 'nothing is left behind').toEqual(
    [...written, 'kept', 'mine.txt'].toSorted(),
  );
  expect(readdirSync(join(run.folder, 'allure-report'))).toEqual(['index.html']);
  expect(readFileSync(join(run.folder, 'junit.xml'), 'utf8')).toMatch(
    /<testsuites (?=[^>]*failures="0")(?=[^>]*errors="0")/,
  );
  for (const [name, text] of Object.entries(foreign)) {
    expect(readFileSync(join(run.folder, name), 'utf8'), name).toBe(text);
  }
});

test('a broken target fails, its operator sees what is wrong, and its statement keeps to the schema', async ({
  conformance,
}) => {
  const run = await conformance(['--fault', 'bearer-alone', '--profile', 'smoke', '--target', 'reference']);
  expect(run.code).toBe(1);
  expect(run.statement()).toMatchObject({ verdict: 'fail', exitCode: 1 });
  expect(lastLine(run.stdout)).toMatch(/^FAIL smoke embedded reference · .* · auth\/bearer-alone$/);
  expect(run.stdout).toMatch(/^✗ auth\/bearer-alone {3}MUST$/m);
  expect(run.stdout).toMatch(/^ +wanted +400, 401, 403 or 404$/m);
  expect(run.stdout).toMatch(/^ +got +204/m);
  expect(run.stdout).toMatch(/^ +> Authorization: Bearer ‹NEXUS_BEARER_TOKEN›$/m);
  expect(firstLine(run.stderr)).toContain('accepts a valid Bearer without ApplicationToken');
  expect(readFileSync(join(run.folder, 'junit.xml'), 'utf8')).toMatch(/<testsuites [^>]*(failures|errors)="1"/);

  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(join(root, 'schemas', 'statement.schema.json'), 'utf8')));
  validate(run.statement());
  expect(validate.errors ?? []).toEqual([]);
});
