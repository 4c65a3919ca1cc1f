import { writeFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { redirect, resetForm, signInForm } from './pages.ts';
import { brief, newPassword, portal, test, token, user } from './setup.ts';

/** A page that nobody finds the way on without help. */
const odd =
  '<div contenteditable id="word">?</div><a href="/a">A</a><a href="/b">B</a><form method="post" action="/reset"><input type="hidden" name="password"></form>';

const good = `export default async function (page, task) {
  if (task.kind === 'set-password') {
    await page.evaluate((word) => { document.forms[0].password.value = word; document.forms[0].submit(); }, task.newPassword);
    return;
  }
  await page.goto(new URL('/login', page.url()).href);
  await page.fill('[name=username]', task.userEmail);
  await page.fill('[name=password]', task.password);
  await page.click('button');
}`;

test('a module of the vendor sets the password where nothing else would', async ({ site, follow }, info) => {
  const script = info.outputPath('good.mjs');
  writeFileSync(script, good);
  const it = await site({ '/link': odd, '/reset': redirect(`${portal}/`) });
  const outcome = await follow(it, { script });
  expect(outcome.handedIn).toBe(true);
  expect(outcome.finalNavigation).toMatchObject({ to: portal, standing: 'client' });
  expect(it.asked.find(({ path }) => path === '/reset')?.form.get('password')).toBe(newPassword);
});

test('it signs in, and what came of it is read from the page', async ({ site, signIn }, info) => {
  const script = info.outputPath('good.mjs');
  writeFileSync(script, good);
  const it = await site({
    '/start': 'Hello.',
    '/login': signInForm,
    '/sign-in': ({ form }) => (form.get('password') === newPassword ? redirect(`${portal}/`) : signInForm),
  });
  const pages = [{ href: `${it.origin}/start`, known: 'link' }] as const;
  expect(await signIn(it, { pages, script })).toEqual({ kind: 'signed-in' });
  expect(await signIn(it, { pages, script, password: user.password })).toEqual({ kind: 'refused' });
});

test('it is kept from leaving for elsewhere', async ({ site, follow }, info) => {
  const script = info.outputPath('leaves.mjs');
  writeFileSync(
    script,
    `export default async (page) => { await page.goto('https://example.invalid/').catch(() => {}); };`,
  );
  const outcome = await follow(await site({ '/link': odd }), { script, ...brief });
  expect(outcome.finalNavigation).toMatchObject({ to: 'https://example.invalid', came: 'refused' });
});

const broken: readonly (readonly [title: string, module: string, words: RegExp])[] = [
  ['does not parse', 'export default (', /cannot be loaded/],
  ['exports nothing', 'export const reset = 1;', /exports no function by default: it would export/],
  [
    'throws',
    `export default async (page, task) => { throw new Error('no ' + task.newPassword + ' at ' + page.url()); };`,
    /failed in set-password: no ‹new password› at http:\/\/127/,
  ],
  [
    'waits for what does not come',
    `export default (page, task) => page.fill('#none', task.newPassword, { timeout: 500 });`,
    /failed in set-password: page\.fill: Timeout/,
  ],
  ['does not end', 'export default () => new Promise(() => {});', /did not end set-password within 3 s/],
];
for (const [title, module, words] of broken) {
  test(`a module that ${title} is told by the variable's name, without a secret`, async ({ site, reset }, info) => {
    const script = info.outputPath('reset-page.mjs');
    writeFileSync(script, module);
    const outcome = await reset(await site({ '/link': resetForm }), { script, timeoutMs: 3000 });
    expect(outcome).toEqual({ kind: 'broken', words: expect.stringMatching(words) });
    expect(JSON.stringify(outcome)).toContain('NEXUS_RESET_PAGE_SCRIPT (reset-page.mjs)');
    expect(JSON.stringify(outcome)).not.toMatch(new RegExp(`${newPassword}|${token}`));
  });
}

test('a module that is not there is told', async ({ site, reset }, info) => {
  const outcome = await reset(await site({ '/link': resetForm }), { script: info.outputPath('none.mjs') });
  expect(outcome).toMatchObject({
    kind: 'broken',
    words: expect.stringMatching(/NEXUS_RESET_PAGE_SCRIPT \(none.mjs\) cannot be loaded/),
  });
});
