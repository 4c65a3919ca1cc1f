import { expect } from '@playwright/test';
import { type Answer, redirect, resetForm, signInForm } from './pages.ts';
import { brief, newPassword, portal, test, user } from './setup.ts';

const done = `${portal}/welcome?from=reset`;

test('a plain form is filled in and sent, in every password field', async ({ site, follow }) => {
  const it = await site({ '/link': resetForm, '/reset': redirect(done) });
  const outcome = await follow(it);
  expect(outcome.handedIn).toBe(true);
  expect(outcome.obstacle).toBeUndefined();
  expect(outcome.finalNavigation).toEqual({ to: portal, standing: 'client', came: 'failed', afterChange: true });
  const [sent] = it.asked.filter(({ method }) => method === 'POST');
  expect(Object.fromEntries(sent?.form ?? [])).toEqual({ password: newPassword, confirmation: newPassword });
  expect(it.asked.filter(({ path }) => path === '/link')).toHaveLength(1);
});

const waysHome: readonly (readonly [title: string, pages: Readonly<Record<string, Answer>>])[] = [
  ['a status', { '/reset': { status: 302, headers: { Location: done } } }],
  ['a status after another one', { '/reset': redirect('/done'), '/done': redirect(done) }],
  ['a script', { '/reset': `Done.<script>setTimeout(() => { location.href = '${done}' }, 1200)</script>` }],
  ['a meta element', { '/reset': `Done.<meta http-equiv="refresh" content="1;url=${done}">` }],
  [
    'a form that sends itself',
    {
      '/reset': `<form method="post" action="${done}"><input name="code" type="hidden" value="1"></form><script>document.forms[0].submit()</script>`,
    },
  ],
  [
    'a button to continue',
    { '/reset': `<p>Your password was changed.</p><form action="${done}"><button>Continue</button></form>` },
  ],
  [
    'a link among others',
    {
      '/reset': `<header><a href="/">Home</a></header><p>Your password was changed.</p><a href="${done}">Back to the application</a> <a href="/account">Account</a> <a href="/privacy">Privacy</a>`,
    },
  ],
  ['a link that opens another window', { '/reset': `<p>Done.</p><a target="_blank" href="${done}">Continue</a>` }],
];
for (const [title, pages] of waysHome) {
  test(`the way back to the application may be ${title}`, async ({ site, follow }) => {
    const outcome = await follow(await site({ '/link': resetForm, ...pages }));
    expect(outcome.obstacle).toBeUndefined();
    expect(outcome.finalNavigation).toMatchObject({ to: portal, standing: 'client', afterChange: true });
  });
}

for (const [title, reset] of [
  ['a status', redirect('myapp://done?code=1')],
  ['a script', `<script>location.href = 'myapp://done'</script>`],
  ['a link', `<p>Done.</p><a href="myapp://done">Continue</a>`],
] as const) {
  test(`the way back may lead into an app, by ${title}`, async ({ site, follow }) => {
    const outcome = await follow(await site({ '/link': resetForm, '/reset': reset }), {
      clientOrigins: ['myapp://'],
      ...brief,
    });
    expect(outcome.obstacle).toBeUndefined();
    expect(outcome.finalNavigation).toEqual({ to: 'myapp:', standing: 'client', came: 'failed', afterChange: true });
  });
}

test('an application that can be loaded is, and where it sends its user is its own affair', async ({
  site,
  follow,
}) => {
  const accounts = { '/link': resetForm, '/login': signInForm };
  const client = await site({ '/': () => redirect(`${it.origin}/login`) });
  const it = await site({ ...accounts, '/reset': () => redirect(`${client.origin}/`) });
  const outcome = await follow(it, { clientOrigins: [client.origin] });
  expect(outcome.finalNavigation).toMatchObject({ to: client.origin, standing: 'client', came: 'loaded' });
  expect(outcome.navigations.at(-1)).toMatchObject({ to: it.origin });
});

test('a page before the form is left by its only way', async ({ site, follow }) => {
  const pages = { '/form': resetForm, '/reset': redirect(done) };
  for (const before of [
    '<p>Perform the following actions</p><a href="/form">Update password</a>',
    '<form action="/form"><button>Go</button></form>',
  ]) {
    const outcome = await follow(await site({ '/link': `${before}<footer><a href="/a">A</a></footer>`, ...pages }));
    expect(outcome.finalNavigation).toMatchObject({ to: portal });
  }
});

test('a link that calls the change off is not pressed', async ({ site, follow }) => {
  const it = await site({
    '/link': '<a href="/off">This was not me</a> <a href="/form">Go</a>',
    '/form': resetForm,
    '/reset': redirect(done),
  });
  expect((await follow(it)).finalNavigation).toMatchObject({ to: portal });
  expect(it.asked.map(({ path }) => path)).not.toContain('/off');
});

test('a form that a script makes, and sends in the background, is one as well', async ({ site, follow }) => {
  const it = await site({
    '/link': `<main></main><script>setTimeout(() => {
      document.querySelector('main').innerHTML = '<input type=password placeholder="New password"><button>Save</button>';
      document.querySelector('button').onclick = async () => {
        await fetch('/api', { method: 'POST', body: new URLSearchParams({ p: document.querySelector('input').value }) });
        window.open('${done}');
      };
    }, 700)</script>`,
    '/api': 'ok',
  });
  expect((await follow(it)).finalNavigation).toMatchObject({ to: portal });
  expect(it.asked.find(({ path }) => path === '/api')?.form.get('p')).toBe(newPassword);
});

test('a form that asks for the address and the old password is given them', async ({ site, follow }) => {
  const it = await site({
    '/link': `<form method="post" action="/reset"><input type="email" name="email">
      <input type="password" name="current-password" autocomplete="current-password">
      <input type="password" name="new-password"><input type="submit" value="Save"></form>`,
    '/reset': redirect(done),
  });
  await follow(it);
  const [sent] = it.asked.filter(({ method }) => method === 'POST');
  expect(Object.fromEntries(sent?.form ?? [])).toEqual({
    email: user.email,
    'current-password': user.password,
    'new-password': newPassword,
  });
});

test('a page to sign in on, in between, is given the new password', async ({ site, follow }) => {
  const it = await site({
    '/link': resetForm,
    '/reset': redirect('/login'),
    '/login': signInForm,
    '/sign-in': ({ form }) => (form.get('password') === newPassword ? redirect(done) : signInForm),
  });
  const outcome = await follow(it);
  expect(outcome.finalNavigation).toMatchObject({ to: portal });
  expect(outcome.signInPages[0]).toEqual({ href: `${it.origin}/login`, known: 'page' });
});

test('a redirect to somewhere else is kept from being sent, and told', async ({ site, follow }) => {
  const ways = [redirect('https://example.invalid/x'), `<script>location = 'https://example.invalid/y'</script>`];
  for (const reset of ways) {
    const outcome = await follow(await site({ '/link': resetForm, '/reset': reset }));
    expect(outcome.finalNavigation).toEqual({
      to: 'https://example.invalid',
      standing: 'refused',
      came: 'refused',
      afterChange: true,
    });
  }
});

test('where nothing leads on, the flow ends on the page that it is on', async ({ site, follow }) => {
  const it = await site({ '/link': resetForm, '/reset': '<p>Your password was changed.</p>' });
  const outcome = await follow(it, brief);
  expect(outcome.obstacle).toBeUndefined();
  expect(outcome.finalNavigation).toMatchObject({ to: it.origin, standing: 'allowed', afterChange: true });
});

test('a form to sign in at the head of the page is left alone, and a banner above the button kept nobody', async ({
  site,
  follow,
}) => {
  const it = await site({
    '/link': `<header><form action="/sign-in"><input name="user"><input type="password" name="p"><button>Log in</button></form></header>
      ${resetForm}<div style="position:fixed;inset:0;background:#fff8">Cookies! <button>Accept all</button></div>`,
    '/reset': redirect(done),
  });
  expect((await follow(it)).finalNavigation).toMatchObject({ to: portal });
});

test('an application that has the form itself is arrived at by what follows, and not by its form', async ({
  site,
  follow,
}) => {
  const form = resetForm.replace('<form', '<p role="alert">Too short</p><form');
  const it = await site({ '/link': resetForm, '/reset': form });
  const held = { allowedOrigins: ['https://accounts.example'], clientOrigins: [it.origin] };
  expect((await follow(it, held)).obstacle).toEqual({ kind: 'password-policy', words: 'Too short' });
  const other = await site({ '/link': resetForm, '/reset': redirect('/'), '/': '<p>Welcome.</p>' });
  const outcome = await follow(other, { ...held, clientOrigins: [other.origin], ...brief });
  expect(outcome.obstacle).toBeUndefined();
  expect(outcome.finalNavigation).toEqual({ to: other.origin, standing: 'client', came: 'loaded', afterChange: true });
});
