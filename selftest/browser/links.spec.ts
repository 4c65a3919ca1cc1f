import { expect } from '@playwright/test';
import { openBrowser } from '../../src/browser/launch.ts';
import { resetInBrowser } from '../../src/browser/reset.ts';
import { tunnels } from '../cli/proxy.ts';
import { makeCertificates, tlsFront } from '../unit/network-setup.ts';
import { redirect, resetForm } from './pages.ts';
import { brief, network, newPassword, portal, taskFor, test, token } from './setup.ts';

test('a link to a host that nobody declared is not opened', async ({ site, reset }) => {
  const it = await site({ '/link': resetForm });
  const outcome = await reset(it, { allowedOrigins: ['https://accounts.example'] });
  expect(outcome).toEqual({
    kind: 'refused-link',
    host: new URL(it.origin).host,
    reason: 'undeclared',
    words: `the link leads to ${new URL(it.origin).host}, which is not declared: where it is right, add ${it.origin} to NEXUS_RESET_ORIGINS`,
  });
  expect(it.asked).toEqual([]);
});

test('a link that leads on to a host that nobody declared ends there', async ({ site, follow }) => {
  const outcome = await follow(await site({ '/link': redirect('https://accounts.example/reset') }));
  expect(outcome).toMatchObject({
    handedIn: false,
    finalNavigation: { to: 'https://accounts.example', came: 'refused' },
  });
});

test('a link may lead on through hosts that are declared', async ({ site, follow }) => {
  const accounts = await site({ '/form': resetForm, '/reset': redirect(`${portal}/`) });
  const clicks = await site({ '/link': redirect(`${accounts.origin}/form`) });
  const outcome = await follow(clicks, { allowedOrigins: [clicks.origin, accounts.origin] });
  expect(outcome.finalNavigation).toMatchObject({ to: portal });
});

test('a page that cannot be loaded is told without the link', async ({ site, reset }) => {
  const it = await site({});
  it.close();
  const outcome = await reset(it);
  expect(outcome).toEqual({
    kind: 'broken',
    words: `the reset page at ${it.origin} could not be loaded: ERR_CONNECTION_REFUSED`,
  });
});

test('the picture of the page shows nothing of what is secret', async ({ site, follow }) => {
  const it = await site({
    '/link': resetForm,
    '/reset': ({ form }) =>
      `<p>No: ${form.get('password')} for <b>${seen.shift()}</b></p>
       <form><input value="${form.get('password')}" size="60"><input type="password" value="${form.get('password')}"></form>`,
  });
  const seen = ['a-token-0123456789', 'another-token-9876543210123'];
  const pictures = [];
  for (const [secret, password] of [
    [seen[0], newPassword],
    [seen[1], `${newPassword}-longer`],
  ] as const) {
    const { screenshot } = await follow(it, { link: `${it.origin}/link?t=${secret}`, newPassword: password, ...brief });
    pictures.push(screenshot?.toString('base64'));
  }
  expect(pictures[0]).toMatch(/^iVBOR/);
  expect(pictures[1]).toBe(pictures[0]);
});

test('an outcome holds neither the link nor a password, but for the addresses to sign in at', async ({
  site,
  follow,
}) => {
  const it = await site({ '/link': resetForm, '/reset': redirect(`${portal}/done?code=${token}`) });
  const { screenshot: _, signInPages: __, ...outcome } = await follow(it);
  expect(JSON.stringify(outcome)).not.toMatch(new RegExp(`${token}|${newPassword}`));
});

test('a private authority is trusted for whom it signed, where it is named, and for nobody else', async ({
  site,
  resetBrowser,
}, info) => {
  const certificates = makeCertificates(info.outputPath('certificates'));
  test.skip(certificates === undefined, 'the command openssl is missing');
  if (certificates === undefined) return;
  const it = await site({ '/link': resetForm, '/reset': redirect(`${portal}/`) });
  const front = await tlsFront(Number(new URL(it.origin).port), certificates, false);
  const origin = `https://127.0.0.1:${front.port}`;
  const task = { ...taskFor(it), link: `${origin}/link?token=${token}`, allowedOrigins: [origin] };
  const without = await resetInBrowser(resetBrowser, task);
  expect(without).toMatchObject({
    kind: 'broken',
    words: expect.stringContaining('ERR_CERT_AUTHORITY_INVALID; NEXUS_CA_FILE'),
  });
  const client = await site({ '/link': resetForm, '/reset': redirect(`${origin}/welcome`) });
  const home = await resetInBrowser(resetBrowser, { ...taskFor(client), clientOrigins: [origin] });
  expect(home, 'an application need not be trusted to be led to').toMatchObject({
    finalNavigation: { to: origin, standing: 'client', afterChange: true },
  });
  expect(home).not.toHaveProperty('obstacle');
  const trusts = async (ca: string, insecureTls = false) => {
    const opened = await openBrowser({
      network: { ...network, ca, insecureTls },
      origins: [portal, origin],
      timeoutMs: 30_000,
    });
    if ('unusable' in opened) throw new Error(opened.unusable);
    const outcome = await resetInBrowser(opened.browser, task);
    await opened.browser.close();
    return outcome.kind;
  };
  expect(await trusts(certificates.authority.cert)).toBe('followed');
  expect(await trusts(certificates.stranger.cert)).toBe('broken');
  expect(await trusts(certificates.stranger.cert, true)).toBe('followed');
  front.close();
});

test('the way leads through a proxy that asks for a password', async ({ site, opened: here }, info) => {
  test.skip('unusable' in here, 'unusable' in here ? here.unusable : '');
  const certificates = makeCertificates(info.outputPath('certificates'));
  test.skip(certificates === undefined, 'the command openssl is missing');
  if (certificates === undefined) return;
  const it = await site({ '/link': resetForm, '/reset': redirect('myapp://done') });
  const front = await tlsFront(Number(new URL(it.origin).port), certificates, false);
  const origin = `https://127.0.0.1:${front.port}`;
  const way = await tunnels();
  const { username, password, host } = new URL(way.url);
  const task = {
    ...taskFor(it),
    link: `${origin}/link?token=${token}`,
    allowedOrigins: [origin],
    clientOrigins: ['myapp:'],
  };
  const outcomeWith = async (word: string) => {
    const proxy = { url: `http://${host}/`, username, password: word, namedBy: 'NEXUS_PROXY_URL' };
    const ways = { ca: certificates.authority.cert, insecureTls: true, proxies: [{ origin, proxy }] };
    const opened = await openBrowser({ network: ways, origins: [origin], timeoutMs: 30_000 });
    if ('unusable' in opened) throw new Error(opened.unusable);
    const outcome = await resetInBrowser(opened.browser, task);
    await opened.browser.close();
    return outcome;
  };
  expect(await outcomeWith(password)).toMatchObject({ kind: 'followed', finalNavigation: { to: 'myapp:' } });
  expect(await outcomeWith('another')).toMatchObject({
    kind: 'broken',
    words: expect.stringContaining('the proxy wants another'),
  });
  for (const server of [way, front]) server.close();
});
