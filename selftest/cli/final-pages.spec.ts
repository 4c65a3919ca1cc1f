/** Where the changes of passwords ended can be seen in the report, of each requirement that was judged by them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { findBrowser, isProgram } from '../../src/browser/find.ts';
import { longEnough, test, withReport } from './setup.ts';

const judged = [
  'email/reset-works',
  'email/redirects-to-client',
  'email/client-decides-redirect',
  'email/no-open-redirect',
];
const beginningOfPng = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

interface Shown {
  readonly testCaseId?: string;
  readonly attachments?: readonly { readonly type: string; readonly source: string }[];
  readonly steps?: readonly Shown[];
}

const attachmentsOf = ({ attachments = [], steps = [] }: Shown): Required<Shown>['attachments'] => [
  ...attachments,
  ...steps.flatMap(attachmentsOf),
];

test('the final pages of the changes are in the Allure report', async ({ conformance }) => {
  test.setTimeout(longEnough);
  const here = { platform: process.platform, environment: process.env, ofPlaywright: undefined, isProgram };
  const found = findBrowser(undefined, here);
  test.skip('missing' in found, 'missing' in found ? found.missing : '');
  const asked = { ...withReport, NEXUS_TARGET: 'reference', NEXUS_PROFILE: 'certify', NEXUS_ONLY: judged.join(',') };
  const run = await conformance([], { environment: asked });
  const outcomes = run.statement().requirements.map(({ id, outcome, reason }) => [id, outcome, reason]);
  expect(outcomes).toEqual(judged.map((id) => [id, 'passed', null]));
  const results = join(run.folder, 'allure-results');
  for (const name of readdirSync(results).filter((file) => file.endsWith('-result.json'))) {
    const result = JSON.parse(readFileSync(join(results, name), 'utf8')) as Shown;
    if (!judged.includes(result.testCaseId ?? '')) continue;
    const [picture] = attachmentsOf(result).filter(({ type }) => type === 'image/png');
    expect(picture, result.testCaseId).toBeDefined();
    const octets = readFileSync(join(results, picture?.source ?? ''));
    expect(octets.subarray(0, beginningOfPng.length)).toEqual(beginningOfPng);
  }
  expect(existsSync(join(run.folder, 'allure-report', 'index.html'))).toBe(true);
});
