import { expect, test } from '@playwright/test';
import type { Values } from '../../src/configuration/values.ts';
import { readLetter } from '../../src/letter/read.ts';
import type { Message } from '../../src/mailbox/mailbox.ts';
import { letterRecord } from '../../src/run/letters.ts';
import { octets } from './letter-setup.ts';

const values = {
  NEXUS_USER_EMAIL: 'user@nexus.example',
  NEXUS_TRIPWIRE_EMAIL: 'tripwire@nexus.example',
} as Values;

/** The record of a message that was handed over to that address. */
async function recordOf(
  lines: readonly string[],
  address = 'tripwire@nexus.example',
  changed: Partial<Values> = {},
  message: Partial<Message> = {},
) {
  const raw = octets(...lines);
  const id = `${Math.random()}`;
  const recipients = [{ address, from: 'envelope' }] as const;
  const given: Message = { id, sameAs: id, folder: 'INBOX', junk: false, raw, recipients, ...message };
  const known = { values: { ...values, ...changed }, seenAt: 0, startedAt: 0 };
  return letterRecord(given, await readLetter(raw), known);
}

const lines = (text: string, messageId = '<1@nexus.example>', ...more: readonly string[]) => [
  ...more,
  ...(messageId === '' ? [] : [`Message-ID: ${messageId}`]),
  'Subject: Choose a new password',
  '',
  text,
];

test('what was delivered twice is one message: its Message-ID, its content and whom it went to are alike', async () => {
  const { sameAs } = await recordOf(lines('a link'));
  const trace = ['Received: by mx (second try) id 2; now', 'Return-Path: <a@b.example>'];
  expect((await recordOf(lines('a link', undefined, ...trace))).sameAs, 'on another way').toBe(sameAs);
  for (const [how, other] of [
    ['with other content', recordOf(lines('another link'))],
    ['with another Message-ID', recordOf(lines('a link', '<2@nexus.example>'))],
    ['to somebody else', recordOf(lines('a link'), 'user@nexus.example')],
    ['without a Message-ID', recordOf(lines('a link', ''))],
  ] as const) {
    expect((await other).sameAs, how).not.toBe(sameAs);
  }
  const [one, two] = [await recordOf(lines('a link', '')), await recordOf(lines('a link', ''))];
  expect(one.sameAs, 'nothing says that these are one').not.toBe(two.sameAs);
  expect(sameAs).not.toContain('link');
});

test('nobody is whose address was made of an id that the run made up, and not who has some of it in another word', async () => {
  const of = async (address: string, NEXUS_UNKNOWN_USER_ID = '999999', NEXUS_MALFORMED_USER_ID = 'a') => {
    const { names } = await recordOf(lines('a link'), address, { NEXUS_UNKNOWN_USER_ID, NEXUS_MALFORMED_USER_ID });
    return names[0]?.whose;
  };
  const id = '0b7c1e9a-8f4d-4c3b-9a2e-5d6f7a8b9c0d';
  for (const address of [
    `${id}@x.example`,
    `${id.toUpperCase()}@x.example`,
    `user+${id}@x.example`,
    `${id}.u@x.example`,
  ]) {
    expect(await of(address, id), address).toBe('made-up');
  }
  expect(await of('not-a-user-id@x.example', id, 'not-a-user-id')).toBe('made-up');
  expect(await of('nexus-conformance@x.example')).toBe('made-up');
  expect(await of(`"nexus-conformance' or"@x.example`)).toBe('made-up');
  for (const [address, unknown] of [
    ['archive@corp.example'],
    ['999999@corp.example'],
    [`7${id}@x.example`, id],
    [`x@${id}.example`, id],
    ['nexus-conformance-archive@corp.example'],
    ['qa.nexus-conformance@corp.example'],
    ['none@corp.example', 'none'],
  ] as const) {
    expect(await of(address, unknown), address).toBe('stranger');
  }
});

test('a notice is what holds no link of its own and no code', async () => {
  const isNotice = async (text: string) => (await recordOf(lines(text))).isNotice;
  expect(await isNotice('Somebody asked for a new password. Was it you? See https://nexus.example/help')).toBe(true);
  expect(await isNotice('https://nexus.example/reset?token=k3J9sd82hKQ0aZx71LmN4')).toBeUndefined();
  expect(await isNotice('your code is 482913')).toBeUndefined();
});
