import { expect, test } from '@playwright/test';
import { leadsAstray } from '../../src/judge/mail/changes.ts';
import type { ResetRecord } from '../../src/model/mail.ts';

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
