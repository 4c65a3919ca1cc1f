import { expect, test } from '@playwright/test';
import type { RequirementId } from '../../requirements/index.ts';
import type { Values } from '../../src/configuration/values.ts';
import { operationPath } from '../../src/model/contract.ts';
import { beyondMostEmails, emailsAtMost } from '../../src/run/emails.ts';
import { foldedUserIds } from '../../src/run/folded.ts';

const values = {
  NEXUS_PROFILE: 'certify',
  NEXUS_USER_ID: 'Kris.Simms',
  NEXUS_MAILBOX_URL: 'smtp://127.0.0.1:2525',
  NEXUS_BASIC_USERNAME: 'caller',
  NEXUS_BASIC_PASSWORD: 'not-secret',
} as Values;
const ids = (changed: Partial<Values> = {}) =>
  foldedUserIds({ ...values, ...changed }).map(({ spelling }) => spelling?.(''));
const only: readonly RequirementId[] = ['email/only-to-the-user'];
const emails = (changed: Partial<Values> = {}) => emailsAtMost({ ...values, ...changed }, only, false);

test('in certify an id with s, k or i is asked about with what folds into each of them, in UTF-8 and percent-encoded', () => {
  expect(ids()).toEqual(['Kri%C5%BF.Simms', '%E2%84%AAris.Simms', 'Kr%C4%B1s.Simms'].map(operationPath));
  expect(ids({ NEXUS_USER_ID: 'anna' })).toEqual([]);
  expect(ids({ NEXUS_USER_ID: '0b7c1e9a-8f4d-4c3b-9a2e-5d6f7a8b9c0d' }), 'no UUID has one').toEqual([]);
  expect(ids({ NEXUS_PROFILE: 'gate' })).toEqual([]);
});

test('each of these is an e-mail that is announced, where a mailbox is watched', () => {
  const without = emails({ NEXUS_USER_ID: 'anna' });
  expect(emails()).toBe(without + 3);
  expect(emails({ NEXUS_PROFILE: 'gate' })).toBe(without);
  expect(emails({ NEXUS_MAILBOX_URL: 'none' })).toBe(without);
  expect(emails({ NEXUS_MAIL_FREE: true })).toBe(0);
});

test('where NEXUS_MAX_EMAILS has no e-mails for them, what looks at whom they go to is left out by name', () => {
  expect(beyondMostEmails({ ...values, NEXUS_MAX_EMAILS: 2 + 3 }, only)).toEqual([]);
  expect(beyondMostEmails({ ...values, NEXUS_MAX_EMAILS: 2 + 2 }, only)).toEqual(only);
  expect(beyondMostEmails({ ...values, NEXUS_USER_ID: 'anna', NEXUS_MAX_EMAILS: 2 }, only)).toEqual([]);
});
