import { createServer } from 'node:net';
import { expect, test } from '@playwright/test';
import PostalMime from 'postal-mime';
import { selfSigned } from '../../reference/certificate.ts';
import type { Nexus } from '../../reference/nexus.ts';
import type { Smtp } from '../../reference/post.ts';
import { type Reference, type ReferenceOptions, startReference } from '../../reference/serve.ts';
import { portOf } from './octet-server.ts';
import { lookFor, withSink } from './sink-setup.ts';

/** What `use` makes of a reference; in the end it is closed. */
async function withReference<T>(options: ReferenceOptions, use: (reference: Reference) => Promise<T>): Promise<T> {
  const reference = await startReference(options);
  try {
    return await use(reference);
  } finally {
    await reference.close();
  }
}

async function reset({ baseUrl, environment }: Reference, userId = environment.NEXUS_USER_ID): Promise<number> {
  const account = `${environment.NEXUS_BASIC_USERNAME}:${environment.NEXUS_BASIC_PASSWORD}`;
  const headers = { Authorization: `Basic ${Buffer.from(account).toString('base64')}` };
  const target = `/v1/users/${userId}/password-reset?clientId=${environment.NEXUS_CLIENT_ID}`;
  return (await fetch(baseUrl + target, { method: 'POST', headers })).status;
}

/** The messages that reach a sink for one 204, once there are so many. */
function mailsOf(change: (nexus: Nexus) => Nexus, messages = 1) {
  return withSink({}, ({ smtp }, mailbox) =>
    withReference({ smtp, change }, async (reference) => {
      expect(await reset(reference)).toBe(204);
      const look = await lookFor(mailbox, messages);
      return Promise.all(
        look.messages.map(async ({ raw, recipients }) => ({
          recipients: recipients.map(({ address }) => address),
          ...(await PostalMime.parse(raw ?? '')),
        })),
      );
    }),
  );
}

test('a 204 sends an e-mail to the user, with a link to the reset page as text and as HTML', async () => {
  await withSink({}, ({ smtp }, mailbox) =>
    withReference({ smtp }, async (reference) => {
      expect(await reset(reference)).toBe(204);
      const { messages, doubts } = await lookFor(mailbox, 1);
      expect(doubts).toEqual([]);
      const [{ raw = new Uint8Array(), recipients = [] } = {}] = messages;
      const { NEXUS_USER_EMAIL: address = '' } = reference.environment;
      expect(recipients).toEqual([{ address, from: 'envelope' }]);

      const mail = await PostalMime.parse(raw);
      expect(mail.from).toEqual({ name: 'Nexus', address: 'no-reply@nexus.example' });
      expect(mail.to).toEqual([{ name: '', address }]);
      expect(mail.subject).toBe('Choose a new password');
      expect(mail.messageId).toMatch(/^<\S+@nexus\.example>$/);
      expect(Number.isNaN(Date.parse(mail.date ?? ''))).toBe(false);

      const [link = ''] = /http\S+/.exec(mail.text ?? '') ?? [];
      expect(mail.html).toContain(`<a href="${link}">`);
      const { origin, searchParams } = new URL(link);
      expect(origin).toBe(reference.baseUrl);
      expect(searchParams.get('token')?.length).toBeGreaterThanOrEqual(32);
      expect(searchParams.get('token')).toBe(reference.outbox[0]?.token);
      expect((await fetch(link)).status).toBe(200);
    }),
  );
});

test('a refusal sends no e-mail, and each 204 one of its own', async () => {
  await withSink({}, ({ smtp }, mailbox) =>
    withReference({ smtp }, async (reference) => {
      expect(await reset(reference, 'nobody')).toBe(404);
      const { NEXUS_USER_ID, NEXUS_TRIPWIRE_USER_ID, NEXUS_BYSTANDER_USER_ID } = reference.environment;
      const users = [NEXUS_USER_ID, NEXUS_TRIPWIRE_USER_ID, NEXUS_BYSTANDER_USER_ID];
      await Promise.all(users.map((user) => reset(reference, user)));
      const { messages } = await lookFor(mailbox, 3);
      expect(messages.flatMap(({ recipients }) => recipients.map(({ address }) => address)).sort()).toEqual([
        'bystander@nexus.example',
        'tripwire@nexus.example',
        'user@nexus.example',
      ]);
    }),
  );
});

test('the e-mail goes by STARTTLS where that is offered', async () => {
  await withSink({ certificate: selfSigned() }, ({ smtp }, mailbox) =>
    withReference({ smtp }, async (reference) => {
      await reset(reference);
      expect((await lookFor(mailbox, 1)).doubts).toEqual([]);
    }),
  );
});

test('one replaced behaviour makes another e-mail, more of them, or a later one', async () => {
  const twice = await mailsOf(
    (nexus) => ({
      ...nexus,
      posts: (letter, deliver) => {
        deliver(letter);
        setTimeout(deliver, 20, { ...letter, subject: 'Again' });
      },
    }),
    2,
  );
  expect(twice.map(({ subject }) => subject)).toEqual(['Choose a new password', 'Again']);

  const [toAnother] = await mailsOf((nexus) => ({
    ...nexus,
    composes: (...asked) => ({ ...nexus.composes(...asked), to: nexus.world.users.bystander.email }),
  }));
  expect(toAnother?.recipients).toEqual(['bystander@nexus.example']);

  const [elsewhere] = await mailsOf((nexus) => ({
    ...nexus,
    composes: (asked, link) => nexus.composes(asked, link.replace('127.0.0.1', 'evil.example')),
  }));
  expect(elsewhere?.text).toContain('http://evil.example');

  const [htmlAlone] = await mailsOf((nexus) => ({
    ...nexus,
    composes: (...asked) => {
      const { text: _, ...letter } = nexus.composes(...asked);
      return letter;
    },
  }));
  expect(htmlAlone?.headers.find(({ key }) => key === 'content-type')?.value).toMatch(/^text\/html/);
});

test('a reference that sends no e-mail declares so, and of one that does somebody else says where it is read', async () => {
  await withReference({}, async ({ environment }) => expect(environment.NEXUS_MAILBOX_URL).toBe('none'));
  await withSink({}, ({ smtp }) =>
    withReference({ smtp }, async ({ environment }) => expect(environment).not.toHaveProperty('NEXUS_MAILBOX_URL')),
  );
});

test('an e-mail that nobody takes delays no answer, and no end', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}));
  const port = await portOf(silent);
  const gone = createServer();
  const closedPort = await portOf(gone);
  gone.close();
  const nowhere: readonly Smtp[] = [
    { host: '127.0.0.1', port },
    { host: '127.0.0.1', port: closedPort },
  ];
  for (const smtp of nowhere) {
    await withReference({ smtp }, async (reference) => {
      expect(await reset(reference)).toBe(204);
      expect(await reset(reference)).toBe(204);
      expect(reference.outbox).toHaveLength(2);
    });
  }
  silent.close();
});
