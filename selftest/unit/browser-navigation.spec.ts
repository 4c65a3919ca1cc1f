import { expect, test } from '@playwright/test';
import { refusalOf, standingOf } from '../../src/browser/destination.ts';
import { createState, finalOf, type Navigation } from '../../src/browser/navigation.ts';
import { destinationOf } from '../../src/model/url.ts';

const places = { allowedOrigins: ['https://accounts.example'], clientOrigins: ['https://portal.example', 'myapp://'] };

test('addresses are compared by origin, those of apps by scheme', () => {
  expect(destinationOf('https://portal.example:443/a?b')).toBe('https://portal.example');
  expect(destinationOf('myapp://done?x')).toBe('myapp:');
  expect(destinationOf('nowhere')).toBeUndefined();
});

for (const [address, standing] of [
  ['https://accounts.example/x', 'allowed'],
  ['https://portal.example/', 'client'],
  ['myapp://done', 'client'],
  ['otherapp:done', 'app'],
  ['https://accounts.example:8443/', 'refused'],
  ['http://accounts.example/', 'refused'],
  ['https://accounts.example.evil.example/', 'refused'],
  ['https://accounts.example@evil.example/', 'refused'],
] as const) {
  test(`${address} is ${standing}`, () => {
    expect(standingOf(address, places)).toBe(standing);
  });
}

test('a link is opened on a declared host by https, or on loopback', () => {
  expect(refusalOf('https://accounts.example/r?t=1', places)).toBeUndefined();
  expect(refusalOf('https://portal.example/r?t=1', places)).toBeUndefined();
  const local = { ...places, allowedOrigins: ['http://127.0.0.1:8080'] };
  expect(refusalOf('http://127.0.0.1:8080/r', local)).toBeUndefined();
  const plain = { ...places, allowedOrigins: ['http://accounts.example'] };
  expect(refusalOf('http://accounts.example/r?t=1', plain)).toMatchObject({
    reason: 'plain http',
    host: 'accounts.example',
  });
  expect(refusalOf('https://clicks.example:81/r?t=1', places)).toMatchObject({
    reason: 'undeclared',
    host: 'clicks.example:81',
  });
  expect(refusalOf('myapp://reset?t=1', places)).toMatchObject({ reason: 'no web page', host: '' });
});

const request = (url: string, id = '1') => ({ requestId: id, networkId: id, frameId: 'main', request: { url } });

test('what is asked for is written down in order, with where a redirect leads', () => {
  const state = createState(places);
  expect(state.answerTo(request('https://accounts.example/r'))).toBe('continue');
  expect(state.isUnderWay).toBe(true);
  state.change();
  const responseHeaders = [{ name: 'Location', value: 'myapp://done' }];
  state.answerTo({ ...request('https://accounts.example/r'), responseStatusCode: 303, responseHeaders });
  expect(state.navigations).toEqual([
    { to: 'https://accounts.example', standing: 'allowed', came: 'loaded', afterChange: false },
    { to: 'myapp:', standing: 'client', came: 'failed', afterChange: true },
  ]);
  expect(state.isUnderWay).toBe(false);
});

test('what may not be asked for is not sent, and what fails leaves the page as it is', () => {
  const state = createState(places);
  state.answerTo(request('https://accounts.example/r', '1'));
  state.answerTo({ ...request('https://accounts.example/r', '1'), responseStatusCode: 200 });
  expect(state.answerTo(request('https://example.invalid/', '2'))).toBe('abort');
  expect(state.answerTo(request('https://portal.example/', '3'))).toBe('continue');
  const failed = { ...request('https://portal.example/', '3'), responseErrorReason: 'NameNotResolved' };
  expect(state.answerTo(failed)).toBe('abort');
  expect(state.navigations.map(({ came }) => came)).toEqual(['loaded', 'refused', 'failed']);
  expect(state.status).toBe(200);
});

test('the last application that was asked for after the change is where a flow ended, else the last of all', () => {
  const to = (name: string, standing: Navigation['standing'], afterChange: boolean): Navigation => ({
    to: name,
    standing,
    came: 'loaded',
    afterChange,
  });
  const early = to('a', 'client', false);
  const flow = [early, to('b', 'client', true), to('c', 'client', true), to('d', 'allowed', true)];
  expect(finalOf(flow)?.to).toBe('c');
  expect(finalOf([early, to('d', 'allowed', true)])?.to).toBe('d');
  expect(finalOf([])).toBeUndefined();
});
