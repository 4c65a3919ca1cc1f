import { expect, test } from '@playwright/test';
import { issueBearer } from '../../reference/bearer.ts';
import { linkOf } from '../../reference/reset-page.ts';
import { type Reference, startReference } from '../../reference/serve.ts';
import { createWorld, type World } from '../../reference/world.ts';

let now: number;
let world: World;
let reference: Reference;

const start = (variant?: string): Promise<Reference> =>
  startReference({
    now: () => now,
    change: (nexus) => {
      ({ world } = nexus);
      return nexus;
    },
    ...(variant !== undefined && { variant }),
  });

test.beforeEach(async () => {
  now = Date.now();
  reference = await start();
});
test.afterEach(() => reference.close());

/** Asks for a reset and gives the link to the page. */
async function requestedLink({ user = world.users.user, client = world.clients.first } = {}): Promise<string> {
  const { userId, password } = world.accounts.main;
  const target = `/v1/users/${user.id}/password-reset?clientId=${client.id}`;
  const headers = { Authorization: `Basic ${Buffer.from(`${userId}:${password}`).toString('base64')}` };
  const { status } = await fetch(reference.baseUrl + target, { method: 'POST', headers });
  expect(status).toBe(204);
  return linkOf(reference.baseUrl, reference.outbox.at(-1)?.token ?? '');
}

const submit = (path: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
  fetch(new URL(path, reference.baseUrl), { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

/** Does what a browser does with the form of the page. */
async function choose(link: string, password: string, repeated = password): Promise<Response> {
  const page = await (await fetch(link)).text();
  const [, action = ''] = /<form method="post" action="([^"]*)">/.exec(page) ?? [];
  const [, token = ''] = /name="token" value="([^"]*)"/.exec(page) ?? [];
  return submit(action, { token, password, repeated });
}

const signIn = (email: string, password: string): Promise<Response> => submit('/sign-in', { email, password });

const chosen = 'a new password, with "<quotes>"';

test('a link leads to a page with a form for the new password, and to where it is used', async () => {
  const page = await fetch(await requestedLink());
  expect(page.status).toBe(200);
  const text = await page.text();
  expect(text).toContain('<title>Choose a new password - Nexus</title>');
  for (const name of ['password', 'repeated']) {
    expect(text).toMatch(new RegExp(`<label for="${name}">.*\\n<input id="${name}" name="${name}" type="password"`));
  }
  expect(text).toContain('<a href="/sign-in">');
});

test('the user changes the password, and is taken to the application of the clientId', async () => {
  const { user, tripwire } = world.users;
  const before = reference.environment.NEXUS_USER_PASSWORD ?? '';
  const others = world.passwords.get(tripwire.id) ?? '';
  expect((await signIn(user.email, before)).status).toBe(200);
  for (const client of Object.values(world.clients)) {
    const changed = await choose(await requestedLink({ client }), chosen);
    expect(changed.status).toBe(303);
    expect(changed.headers.get('location')).toBe(`${client.origin}/`);
  }
  const welcome = await signIn(user.email, chosen);
  expect(welcome.status).toBe(200);
  expect(await welcome.text()).toContain('<h1>You are signed in</h1>');
  expect((await signIn(user.email, before)).status, 'the old password').toBe(401);
  expect((await signIn(tripwire.email, chosen)).status, 'another user').toBe(401);
  expect((await signIn(tripwire.email, others)).status, 'another user, as before').toBe(200);
});

test('a link works once, however often it is looked at before', async () => {
  const link = await requestedLink();
  for (let count = 0; count < 3; count += 1) expect((await fetch(link)).status).toBe(200);
  expect((await choose(link, chosen)).status).toBe(303);
  expect((await fetch(link)).status).toBe(404);
  const { searchParams } = new URL(link);
  const again = { token: searchParams.get('token') ?? '', password: 'another one', repeated: 'another one' };
  expect((await submit('/reset-password', again)).status).toBe(404);
  expect((await signIn(world.users.user.email, chosen)).status).toBe(200);
});

test('a link works for an hour', async () => {
  const link = await requestedLink();
  now += 3_599_000;
  expect((await fetch(link)).status).toBe(200);
  now += 1000;
  expect((await fetch(link)).status).toBe(404);
  const token = new URL(link).searchParams.get('token') ?? '';
  expect((await submit('/reset-password', { token, password: chosen, repeated: chosen })).status).toBe(404);
});

test('each link is another one, and what is none changes nothing', async () => {
  const links = [await requestedLink(), await requestedLink()];
  expect(new Set(links).size).toBe(2);
  for (const token of ['', 'x', `${new URL(links[0] ?? '').searchParams.get('token')}x`, 'constructor']) {
    expect((await fetch(linkOf(reference.baseUrl, token))).status).toBe(404);
    expect((await submit('/reset-password', { token, password: chosen, repeated: chosen })).status).toBe(404);
  }
});

test('passwords that differ or are too short are asked for again, and the link is still good', async () => {
  const link = await requestedLink();
  for (const [password, repeated, words] of [
    [chosen, 'something else', 'are not the same'],
    ['1234567', '1234567', 'at least 8 characters'],
    ['', '', 'at least 8 characters'],
  ] as const) {
    const page = await choose(link, password, repeated);
    expect(page.status).toBe(400);
    expect(await page.text()).toMatch(new RegExp(`role="alert">[^<]*${words}`));
  }
  expect((await choose(link, chosen)).status).toBe(303);
});

test('nobody is signed in without the right password, and what was typed is shown escaped', async () => {
  const { email } = world.users.user;
  for (const [who, password] of [
    [email, ''],
    ['', ''],
    ['nobody@nexus.example', chosen],
  ] as const) {
    expect((await signIn(who, password)).status).toBe(401);
  }
  const form = await (await signIn('"><script>alert(1)</script>', chosen)).text();
  expect(form).toContain('value="&quot;&gt;&lt;script&gt;');
  expect(form).not.toContain('<script>');
});

test('no page is kept, or tells others its address', async () => {
  const link = await requestedLink();
  for (const page of [await fetch(link), await fetch(linkOf(reference.baseUrl, 'x')), await choose(link, chosen)]) {
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
  }
});

test('users have passwords of their own, new at each start', async () => {
  const other = await createWorld();
  const passwords = [...world.passwords.values(), ...other.passwords.values()];
  expect(new Set(passwords).size).toBe(6);
  for (const password of passwords) expect(password.length).toBeGreaterThanOrEqual(32);
});

test('a variant revokes the tokens of whoever has changed the password, and of nobody else', async () => {
  await reference.close();
  reference = await start('reset-revokes-tokens');
  const { user } = world.users;
  const tokens = {
    own: await issueBearer(world.bearerKey, { scope: 'users:reset', expiresIn: 3600, subject: user.id }),
    caller: world.bearers.valid,
  };
  const ask = (token: string) => {
    const target = `/v1/users/${user.id}/password-reset?clientId=${world.clients.first.id}`;
    const headers = { Authorization: `Bearer ${token}`, ApplicationToken: world.applicationToken };
    return fetch(reference.baseUrl + target, { method: 'POST', headers });
  };
  for (const token of Object.values(tokens)) expect((await ask(token)).status).toBe(204);
  expect((await choose(await requestedLink(), chosen)).status).toBe(303);
  const refused = await ask(tokens.own);
  expect(refused.status).toBe(401);
  expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
  expect((await ask(tokens.caller)).status).toBe(204);
});
