import { expect } from '@playwright/test';
import { type Pages, redirect, resetForm, signInForm } from './pages.ts';
import { brief, newPassword, portal, test, user } from './setup.ts';

/** A site whose user signs in with the new password. */
const accounts: Pages = {
  '/link': resetForm,
  '/reset': '<p>Your password was changed.</p><p><a href="/login">Log in</a> <a href="/home">Home</a></p>',
  '/login': signInForm,
  '/sign-in': ({ form }) =>
    form.get('password') === newPassword && form.get('username') === user.email
      ? redirect('/account')
      : { status: 401, html: `<p class="error">Wrong password</p>${signInForm}` },
  '/account': '<h1>Welcome back</h1>',
};

test('a link on the pages leads to where one signs in', async ({ site, follow, signIn }) => {
  const it = await site(accounts);
  const { signInPages: pages, signIn: inTheFlow } = await follow(it, brief);
  expect(inTheFlow).toBe('signed-in');
  expect(pages).toContainEqual({ href: `${it.origin}/login`, known: 'link' });
  expect(await signIn(it, { pages })).toEqual({ kind: 'signed-in' });
  expect(await signIn(it, { pages, password: user.password })).toEqual({ kind: 'refused' });
});

test('the page that the change ends on may be the one to sign in on', async ({ site, follow, signIn }) => {
  const it = await site({
    ...accounts,
    '/reset': redirect('/login'),
    '/sign-in': ({ form }) => (form.get('password') === newPassword ? redirect(`${portal}/`) : signInForm),
  });
  const { signInPages: pages } = await follow(it);
  expect(pages[0]).toEqual({ href: `${it.origin}/login`, known: 'page' });
  expect(await signIn(it, { pages })).toEqual({ kind: 'signed-in' });
  expect(await signIn(it, { pages, password: user.password })).toEqual({ kind: 'refused' });
});

test('where no page has a way to sign in, the application is asked for it', async ({ site, follow, signIn }) => {
  const it = await site({ ...accounts, '/reset': () => redirect(`${client.origin}/welcome`) });
  const client = await site({ '/welcome': 'Welcome.', '/': () => redirect(`${it.origin}/login`) });
  const clientOrigins = [client.origin];
  const { signInPages: pages } = await follow(it, { clientOrigins });
  expect(pages).toEqual([{ href: `${client.origin}/`, known: 'application' }]);
  expect(await signIn(it, { pages, clientOrigins })).toEqual({ kind: 'signed-in' });
});

test('an address that is asked for first, and the password on a page of its own, are a sign-in too', async ({
  site,
  signIn,
}) => {
  const it = await site({
    ...accounts,
    '/login': '<form method="post" action="/next"><input type="email" name="username"><button>Sign in</button></form>',
    '/next': `<form method="post" action="/sign-in"><input type="hidden" name="username" value="${user.email}"><input type="password" name="password" autocomplete="current-password"><button>Go</button></form>`,
  });
  const pages = [{ href: `${it.origin}/login`, known: 'page' }] as const;
  expect(await signIn(it, { pages })).toEqual({ kind: 'signed-in' });
  expect(await signIn(it, { pages, password: user.password })).toEqual({ kind: 'refused' });
});

test('a sign-in by a script is refused in its words', async ({ site, signIn }) => {
  const script = `<script>document.forms[0].onsubmit = async (event) => {
    event.preventDefault();
    await fetch('/no');
    document.body.append('Please try another one');
  }</script>`;
  const it = await site({ '/login': signInForm + script, '/no': { status: 401, html: 'x' } });
  expect(await signIn(it, { pages: [{ href: `${it.origin}/login`, known: 'page' }] })).toEqual({ kind: 'refused' });
});

test('no page to sign in on is told, with the way out', async ({ site, follow, signIn }) => {
  const it = await site({ '/link': resetForm, '/reset': '<p>Done.</p>' });
  const { signInPages: pages } = await follow(it, brief);
  expect(await signIn(it, { pages })).toEqual({
    kind: 'no-sign-in-page',
    words: expect.stringContaining('NEXUS_RESET_PAGE_SCRIPT'),
  });
});

const unclear = [
  ['a second factor', '<form><label>One-time code <input name="c"></label></form>', 'one-time-code'],
  ['too many requests', { status: 429, html: `Slow down.${signInForm}` }, 'error-page'],
  ['an error of the server', { status: 500, html: 'Oops' }, 'error-page'],
  ['another host that nobody declared', redirect('https://example.invalid/'), 'no-way-on'],
] as const;
for (const [title, answer, kind] of unclear) {
  test(`${title} after a sign-in says neither yes nor no`, async ({ site, signIn }) => {
    const it = await site({ '/login': signInForm, '/sign-in': answer });
    const outcome = await signIn(it, { pages: [{ href: `${it.origin}/login`, known: 'page' }] });
    expect(outcome).toMatchObject({ kind: 'obstacle', obstacle: { kind } });
  });
}
