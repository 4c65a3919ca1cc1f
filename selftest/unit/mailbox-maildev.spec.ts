import type { RequestListener } from 'node:http';
import { expect, test } from '@playwright/test';
import { completeElements, listedIn } from '../../src/mailbox/maildev-message.ts';
import { listen } from '../implementations/backend.ts';
import { mailboxErrorOf, withMailbox } from './mailbox-setup.ts';

test('of a list that was cut somewhere the elements are read that are all there', () => {
  const text = JSON.stringify([{ id: 'a', text: '}],{"\\' }, { id: 'b', to: [{ address: 'ü' }] }, { id: 'c' }]);
  const whole = [1, 2, 3].map((count) => JSON.stringify(JSON.parse(text).slice(0, count)));
  for (let end = 0; end < text.length; end += 1) {
    const elements = completeElements(text.slice(0, end));
    const count = whole.filter((one) => end >= one.length - 1).length;
    expect(elements, text.slice(0, end)).toBe(count === 0 ? '[]' : whole[count - 1]);
  }
});

test('the recipients are those of the envelope, or of To and Cc where MailDev has made that up', () => {
  const message = { id: 'a', to: [{ address: 'to@x.example' }], cc: [{ address: 'cc@x.example' }] };
  const envelope = { to: [{ address: 'sent@x.example' }], host: '[127.0.0.1]' };
  const recipientsOf = (one: object) => listedIn(JSON.stringify([one]))?.[0]?.recipients;
  expect(recipientsOf({ ...message, envelope })).toEqual([{ address: 'sent@x.example', from: 'envelope' }]);
  for (const host of ['restored', 'undefined']) {
    expect(recipientsOf({ ...message, envelope: { ...envelope, host } })).toEqual([
      { address: 'to@x.example', from: 'header' },
      { address: 'cc@x.example', from: 'header' },
    ]);
  }
  for (const answer of ['', '{}', '[{}]', '[1]']) expect(listedIn(answer)).toBeUndefined();
});

/** A MailDev 3 without events, whose list is the answer of `list` to what is to be left out. */
async function withScripted<T>(
  list: (skip: number) => readonly object[],
  use: (url: string) => Promise<T>,
): Promise<T> {
  const server: RequestListener = ({ url = '' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://x.example');
    if (pathname === '/api/config') response.end('{"version":"3.0.0","isOutgoingEnabled":false}');
    else if (pathname === '/api/email') response.end(JSON.stringify(list(Number(searchParams.get('skip')))));
    else if (pathname.endsWith('/source')) response.end('Subject: s\r\n\r\ntext');
    else response.writeHead(404).end('{"error":"Not found"}');
  };
  const { baseUrl, close } = await listen(server);
  try {
    return await use(`maildev+${baseUrl}`);
  } finally {
    await close();
  }
}

const long = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `m-${index}`, text: 'x'.repeat(1_000_000) }));

test('a list that is longer than what is read of an answer is read in parts, anew where something is deleted between two', async () => {
  let messages = long(12);
  let asked = 0;
  const list = (skip: number) => {
    asked += 1;
    const answer = messages.slice(skip);
    // After the first part: those that follow move to where it has been looked.
    if (asked === 2) messages = messages.slice(2);
    return answer;
  };
  await withScripted(list, (url) =>
    withMailbox(url, async (mailbox) => {
      expect(await mailbox.mark()).toMatchObject({ ids: messages.map(({ id }) => id) });
      expect(messages).toHaveLength(10);
    }),
  );
});

test('a single entry that is longer than what is read is an error, and not a shorter list', async () => {
  await withScripted(
    () => [{ id: 'a', text: 'x'.repeat(5_000_000) }],
    (url) =>
      withMailbox(url, async (mailbox) => {
        expect(await mailboxErrorOf(mailbox.mark())).toMatchObject({ reason: 'limit', message: /delete it/ });
      }),
  );
});

test('without events what is there is seen, and what is not there stays in doubt', async () => {
  const messages: object[] = [];
  await withScripted(
    (skip) => messages.slice(skip),
    (url) =>
      withMailbox(url, async (mailbox) => {
        const mark = await mailbox.mark();
        messages.push({ id: 'new', envelope: { to: [{ address: 'user@x.example' }] } });
        await mailbox.wake(100);
        expect(await mailbox.look(mark)).toMatchObject({ messages: [{ id: 'new' }], doubts: [{ kind: 'restarted' }] });
      }),
  );
});

test('whose a message is that shows no recipient is in doubt', async () => {
  const messages: object[] = [];
  await withScripted(
    (skip) => messages.slice(skip),
    (url) =>
      withMailbox(url, async (mailbox) => {
        const mark = await mailbox.mark();
        messages.push({ id: 'new', envelope: { to: [], host: 'restored' }, to: [] });
        const { doubts } = await mailbox.look(mark);
        expect(doubts.map(({ kind }) => kind)).toEqual(['restarted', 'unassigned']);
      }),
  );
});

test('a server that is neither of the two is told as none', async () => {
  const { baseUrl, close } = await listen((_, response) => response.writeHead(404).end('Cannot GET'));
  try {
    await withMailbox(`maildev+${baseUrl}`, async (mailbox) => {
      const error = await mailboxErrorOf(mailbox.mark());
      expect(error).toMatchObject({
        reason: 'other mailbox',
        message: /answers \/config with 404, and not as MailDev does/,
      });
    });
  } finally {
    await close();
  }
});
