import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { type Answer, redirect, resetForm, signInForm } from './pages.ts';
import { brief, newPassword, portal, test, token } from './setup.ts';

const opened: readonly (readonly [title: string, page: Answer, kind: string, words: RegExp])[] = [
  [
    'a link that has expired',
    '<p>This link has expired. Please ask for a new one.</p><a href="/">Home</a>',
    'dead-link',
    /^This link has expired/,
  ],
  ['a link that was used', { status: 410, html: '<p>The token was already used.</p>' }, 'dead-link', /already used/],
  ['a link that has expired, in German', '<p>Der Link ist abgelaufen.</p>', 'dead-link', /abgelaufen/],
  ['an error without content', { status: 404 }, 'error-page', /^answered 404/],
  ['an error', { status: 500, html: '<h1>Oops</h1>' }, 'error-page', /^answered 500/],
  [
    'a code of a second factor',
    '<form><label>Verification code <input name="code"></label><button>Verify</button></form>',
    'one-time-code',
    /./,
  ],
  ['a page to sign in on', signInForm, 'sign-in-first', /./],
  [
    'a puzzle',
    '<p>Are you human?</p><div class="h-captcha" style="width:300px;height:80px">I am</div>',
    'captcha',
    /./,
  ],
  ['nothing to go on by', '<p>Hello.</p>', 'no-way-on', /./],
];
for (const [title, page, kind, words] of opened) {
  test(`${title} is an obstacle, in the page's own words`, async ({ site, follow }) => {
    const outcome = await follow(await site({ '/link': page }), brief);
    expect(outcome.obstacle).toEqual({ kind, words: expect.stringMatching(words) });
    expect(outcome.handedIn).toBe(false);
  });
}

test('a password that is refused shows by the form that comes back, and its words', async ({ site, follow }) => {
  const again = resetForm.replace('<form', '<p role="alert">Use at least 40 characters.</p><form');
  const outcome = await follow(await site({ '/link': resetForm, '/reset': again }));
  expect(outcome.obstacle).toEqual({ kind: 'password-policy', words: 'Use at least 40 characters.' });
  expect(outcome.handedIn).toBe(true);
});

test('the same where a script says so, and where it takes its time', async ({ site, follow }) => {
  const script = `<script>document.forms[0].onsubmit = (event) => {
    event.preventDefault();
    document.querySelector('h1').textContent = 'Saving';
    fetch('/slow').then(() => document.body.append('Too much like the last one'));
  }</script>`;
  const outcome = await follow(await site({ '/link': resetForm + script, '/slow': () => sleep(2000, 'x') }));
  expect(outcome.obstacle?.kind).toBe('password-policy');
  expect(outcome.obstacle?.words).toContain('Too much like the last one');
});

test('a puzzle beside the form is one only where the form does not get through', async ({ site, follow }) => {
  const form = `${resetForm}<div class="g-recaptcha" style="width:300px;height:80px">I am not a robot</div>`;
  const through = await follow(await site({ '/link': form, '/reset': redirect(`${portal}/`) }));
  expect(through.obstacle).toBeUndefined();
  const stuck = await follow(await site({ '/link': form, '/reset': { status: 400, html: form } }));
  expect(stuck.obstacle?.kind).toBe('captcha');
});

test('a code that is asked for after the change is an obstacle', async ({ site, follow }) => {
  const code = '<form><input autocomplete="one-time-code" name="x"><button>Go</button></form>';
  const outcome = await follow(await site({ '/link': resetForm, '/reset': code }));
  expect(outcome.obstacle?.kind).toBe('one-time-code');
});

test('a page that never ends is told as too slow', async ({ site, follow }) => {
  const busy = `<p>1</p><script>setInterval(() => { document.querySelector('p').textContent = Math.random() }, 50)</script>`;
  const outcome = await follow(await site({ '/link': resetForm, '/reset': busy }), { timeoutMs: 6000 });
  expect(outcome.obstacle?.kind).toBe('too-slow');
});

test('so is one that answers to nobody any more', async ({ site, follow }) => {
  const it = await site({ '/link': resetForm, '/reset': '<p>Done.</p><script>while (true);</script>' });
  expect((await follow(it, { timeoutMs: 8000 })).obstacle?.kind).toBe('too-slow');
});

test('a page that cannot be loaded after the change is told', async ({ site, follow }) => {
  const gone = await site({});
  gone.close();
  const it = await site({ '/link': resetForm, '/reset': redirect(gone.origin) });
  const outcome = await follow(it, { allowedOrigins: [it.origin, gone.origin] });
  expect(outcome.obstacle).toEqual({ kind: 'error-page', words: `${gone.origin} could not be loaded` });
});

test('the words of a page are short, and hold no secret', async ({ site, follow }) => {
  const again = (text: string) => resetForm.replace('<form', `<p role="alert">${text}</p><form`);
  const it = await site({
    '/link': resetForm,
    '/reset': again(
      `${newPassword} is too weak, see https://accounts.example/help?token=${token} ${'and more '.repeat(90)}`,
    ),
  });
  const { obstacle } = await follow(it);
  expect(obstacle?.words).toMatch(/^‹new password› is too weak, see https:\/\/accounts\.example and more/);
  expect(obstacle?.words.length).toBeLessThanOrEqual(201);
});

test('a page whose form leads nowhere when it is sent is told so, with what helps', async ({ site, follow }) => {
  const button = '<a href="#" role="button" onclick="return false">Save</a>';
  const it = await site({ '/link': `<h1>New password</h1><div><input type="password" name="p">${button}</div>` });
  const { obstacle } = await follow(it, brief);
  expect(obstacle).toMatchObject({ kind: 'no-way-on', words: expect.stringContaining('NEXUS_RESET_PAGE_SCRIPT') });
});
