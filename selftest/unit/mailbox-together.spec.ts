import { expect, test } from '@playwright/test';
import { ConfigurationError } from '../../src/configuration/misconfiguration.ts';
import type { Look, Mailbox } from '../../src/mailbox/mailbox.ts';
import { openMailbox } from '../../src/mailbox/open.ts';
import { together } from '../../src/mailbox/together.ts';
import { findingsOf, parts } from './mailbox-setup.ts';

function fake(name: string, look: Look, changed: Partial<Mailbox> = {}): Mailbox {
  return {
    kind: name,
    seesAllRecipients: true,
    isSink: true,
    dropsDuplicates: false,
    mark: async () => `mark of ${name}`,
    look: async (since) => (since === `mark of ${name}` ? look : Promise.reject(new Error(`${since} at ${name}`))),
    wake: async () => {},
    check: async function* () {
      yield { severity: 'note', words: `${name} is well` } as const;
    },
    close: async () => {},
    ...changed,
  };
}

const message = {
  id: '7',
  sameAs: 'same',
  folder: 'INBOX',
  junk: false,
  recipients: [{ address: 'a@x.example', from: 'header' }],
} as const;
const doubt = { kind: 'vanished', count: 1, words: 'one has gone' } as const;

test('several mailboxes are one: its messages are told apart, and its doubts say whose they are', async () => {
  const mailbox = together([
    { mailbox: fake('A', { messages: [message], doubts: [] }), whose: 'a@x.example' },
    {
      mailbox: fake('B', { messages: [message], doubts: [doubt] }, { isSink: false, dropsDuplicates: true }),
      whose: 'b@x.example',
    },
  ]);
  expect(mailbox).toMatchObject({ kind: 'A and B', seesAllRecipients: false, isSink: false, dropsDuplicates: true });
  const mark: unknown = JSON.parse(JSON.stringify(await mailbox.mark()));
  await mailbox.wake(1);
  expect(await mailbox.look(mark)).toEqual({
    messages: [
      { ...message, id: '1:7', sameAs: '1:same' },
      { ...message, id: '2:7', sameAs: '2:same' },
    ],
    doubts: [{ ...doubt, words: 'b@x.example: one has gone' }],
  });
});

test('a message that shows no recipient went to whose mailbox it is in, and is not in doubt', async () => {
  const hidden = { ...message, recipients: [] };
  const unassigned = { kind: 'unassigned', count: 1, words: '1 message shows no recipient' } as const;
  const mailbox = together([
    { mailbox: fake('A', { messages: [hidden], doubts: [unassigned] }), whose: 'a@x.example' },
    { mailbox: fake('B', { messages: [message], doubts: [] }), whose: 'b@x.example' },
  ]);
  const { messages, doubts } = await mailbox.look(await mailbox.mark());
  expect(doubts).toEqual([]);
  expect(messages.map(({ recipients }) => recipients)).toEqual([
    [{ address: 'a@x.example', from: 'trace' }],
    message.recipients,
  ]);
});

test('its check asks each of them, and names the addresses that have none', async () => {
  const mailbox = together([{ mailbox: fake('A', { messages: [], doubts: [] }), whose: 'a@x.example' }]);
  expect(await findingsOf(mailbox, ['a@X.example', 'c@x.example'])).toEqual([
    { severity: 'note', words: 'a@x.example: A is well' },
    { severity: 'problem', words: expect.stringContaining('no mailbox for c@x.example') },
  ]);
});

test('what names no mailbox is an error of the configuration', async () => {
  const error = await openMailbox('pop3://mail.example', parts()).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error).toMatchObject({ message: /NEXUS_MAILBOX_URL names a mailbox by none of/ });
});

test('the password of a URL is known as a secret before anything is sent', async () => {
  const given = parts();
  await openMailbox('http://reader:s%40cret-word@127.0.0.1:9', given);
  expect(given.redactor.redact('s@cret-word')).not.toContain('s@cret-word');
  const pair = Buffer.from('reader:s@cret-word').toString('base64');
  expect(given.redactor.redact(pair)).not.toContain(pair);
});
