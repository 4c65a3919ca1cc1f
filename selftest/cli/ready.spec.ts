import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { lastLine, test } from './setup.ts';

test('a file that was made for a certificate is judged by doctor for that, and without a mailbox there is none', async ({
  conformance,
  folder,
  reference,
}) => {
  const targets = join(folder, 'config', 'targets');
  const made = await conformance(['init', '--target', 'staging', '--profile', 'certify']);
  expect(made.code, made.stderr).toBe(0);
  const file = join(targets, readdirSync(targets)[0] ?? '');
  const template = readFileSync(file, 'utf8');

  const untouched = await conformance(['doctor', '--target', 'staging']);
  expect(untouched.code, untouched.stdout).toBe(2);

  // As somebody fills it in: each line that is there, and what is wanted besides.
  const { NEXUS_MAILBOX_URL: _, ...known } = { ...reference.environment };
  const lines = template.split('\n').map((line) => {
    const [, name = ''] = /^#? ?(NEXUS_[A-Z_]+)=/.exec(line) ?? [];
    const value = known[name];
    if (value === undefined) return line.startsWith('NEXUS_') && name !== 'NEXUS_PROFILE' ? `# ${line}` : line;
    delete known[name];
    return `${name}="${value}"`;
  });
  const rest = Object.entries(known).map(([name, value]) => `${name}="${value}"`);
  writeFileSync(file, [...lines, ...rest, ''].join('\n'));
  const filled = await conformance(['doctor', '--target', 'staging', '--wait', '600']);
  expect(filled.code, filled.stdout + filled.stderr).toBe(2);
  expect(lastLine(filled.stdout)).toMatch(/^not ready for certify: it cannot be judged as a whole/);
  expect(filled.stdout).toMatch(/certify {2}\d+ of \d+; set NEXUS_MAILBOX_URL \(\+\d+\)/);
  expect(filled.stderr, 'nobody waits for it').not.toContain('waiting');
});
