import { expect, test } from '@playwright/test';
import { leadsAstray, resetWorks, stillSignsIn } from '../../src/judge/mail/changes.ts';
import type { MailRecord, ResetRecord, SignInRecord } from '../../src/model/mail.ts';

const name = 'redirect-in-the-query';
const exchange = `email/no-open-redirect#${name}`;
const change = (more: Partial<ResetRecord>): ResetRecord => ({ kind: 'reset', name, exchange, strange: [], ...more });
const judged = (...mail: Parameters<typeof leadsAstray>[0]) => leadsAstray(mail, name, 'example.invalid');

test('a change that ends at the application leads nobody astray', () => {
  expect(judged(change({ final: 'https://portal.example' }))).toBeUndefined();
  expect(judged(change({ final: 'https://portal.example', strange: ['https://notexample.invalid'] }))).toBeUndefined();
});

test('a host that the request alone named is found at the end, on the way, and in a link that was not opened', () => {
  const astray = { outcome: 'failed', exchange, got: 'example.invalid' };
  expect(judged(change({ final: 'https://example.invalid' }))).toMatchObject(astray);
  expect(judged(change({ final: 'https://portal.example', strange: ['https://example.invalid:8443'] }))).toMatchObject(
    astray,
  );
  expect(judged(change({ obstacle: 'not declared', strange: ['example.invalid'] }))).toMatchObject(astray);
  expect(judged({ kind: 'link', name, exchange, hosts: ['portal.example', 'example.invalid'] })).toMatchObject(astray);
});

test('a change that came to no end shows nothing of where it leads', () => {
  const stuck = change({ obstacle: 'captcha: are you a robot?', clears: 'operator' });
  expect(judged(stuck)).toMatchObject({
    outcome: 'inconclusive',
    clears: 'operator',
    reason: expect.stringContaining('are you a robot?'),
  });
  expect(judged({ ...stuck, name: 'another' }), 'of another request').toBeUndefined();
});

const baseline = (isSink: boolean): MailRecord => ({
  kind: 'baseline',
  at: 0,
  mailbox: 'a mailbox of a test',
  seesAllRecipients: true,
  isSink,
  dropsDuplicates: false,
  mark: 0,
});
const forTheClient = (more: Partial<ResetRecord>): ResetRecord => change({ name: 'change-for-the-client', ...more });
const signIn = (password: SignInRecord['password'], outcome: SignInRecord['outcome']): MailRecord => ({
  kind: 'sign-in',
  password,
  outcome,
});

test('a link that is dead at its first opening is a failure, unless a scanner may have opened it', () => {
  const dead = forTheClient({ obstacle: 'dead-link: This link has expired', broken: 'dead-link' });
  expect(resetWorks([baseline(true), dead])).toMatchObject([
    { outcome: 'failed', exchange, reason: expect.stringContaining('This link has expired') },
  ]);
  expect(resetWorks([baseline(false), dead])).toMatchObject([{ outcome: 'inconclusive', clears: 'operator' }]);
  const ofAnother = forTheClient({ obstacle: 'dead-link: This link has expired' });
  expect(resetWorks([baseline(true), ofAnother]), 'it may be an older one').toMatchObject([
    { outcome: 'inconclusive' },
  ]);
});

test('a page or a form that fails on the server is a failure, and an obstacle is none', () => {
  const failing = forTheClient({ obstacle: 'error-page: answered 500: x', broken: 'server-error' });
  for (const isSink of [true, false]) {
    expect(resetWorks([baseline(isSink), failing])).toMatchObject([{ outcome: 'failed', exchange }]);
  }
  const stopped = forTheClient({ obstacle: 'captcha: are you a robot?' });
  expect(resetWorks([baseline(true), stopped])).toMatchObject([{ outcome: 'inconclusive' }]);
});

test('that the new password never signed in says nothing of the old one', () => {
  const after = signIn('after-a-request', 'refused');
  expect(stillSignsIn([signIn('new', 'refused'), after])).toMatchObject({ outcome: 'inconclusive' });
  expect(stillSignsIn([signIn('new', 'unknown'), after])).toMatchObject({ outcome: 'inconclusive' });
  expect(stillSignsIn([signIn('new', 'signed-in'), after])).toMatchObject({ outcome: 'failed' });
  expect(stillSignsIn([signIn('new', 'refused'), signIn('after-a-request', 'signed-in')])).toBeUndefined();
});
