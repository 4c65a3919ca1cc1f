import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { redirect, resetForm } from './pages.ts';
import { newPassword, test, token } from './setup.ts';

const program = join(import.meta.dirname, 'plain.ts');

async function run(link: string, environment: Readonly<Record<string, string>> = {}): Promise<string> {
  const env = { ...process.env, ...environment };
  const args = ['--import', 'tsx', program, link, newPassword];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
  expect(`${stdout}${stderr}`).not.toMatch(new RegExp(`${token}|${newPassword}`));
  return stdout;
}

test('it works in any process', async ({ resetBrowser, site }) => {
  expect(resetBrowser.kind).toMatch(/^Chromium \d/);
  const it = await site({ '/link': resetForm, '/reset': redirect('myapp://done') });
  expect(JSON.parse(await run(`${it.origin}/link?token=${token}`))).toMatchObject({ to: 'myapp:', standing: 'client' });
});

test("where Playwright's own log is switched on, nothing is opened", async ({ site }) => {
  const it = await site({ '/link': resetForm });
  expect(await run(`${it.origin}/link?token=${token}`, { DEBUG: 'pw:*' })).toContain('DEBUG');
  expect(it.asked).toEqual([]);
});
