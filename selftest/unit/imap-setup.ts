import { test as base } from '@playwright/test';
import { beginNow, clockFrom } from '../../src/client/clock.ts';
import { createRedactor } from '../../src/client/redaction.ts';
import { type ImapAddress, type OpenImapDeps, openImap } from '../../src/mailbox/imap.ts';
import type { Look, Mailbox, MailboxFinding } from '../../src/mailbox/mailbox.ts';
import { type ScriptedImap, scriptedImap } from '../mail/scripted-imap.ts';

export const password = 'pa55-w0rd-of-the-mailbox';

/** Polls often, and is as patient as a real run. */
export const pace = { answerMs: 10_000, readingMs: 60_000, pollMs: 20 };

type How = { readonly address?: Partial<ImapAddress> } & Partial<OpenImapDeps>;

/** The mailbox that a server on 127.0.0.1 keeps. */
export function mailboxOn(port: number, { address, ...deps }: How = {}): Mailbox {
  return openImap(
    { scheme: 'imap', host: '127.0.0.1', port, user: 'somebody@example.com', password, ...address },
    {
      network: { insecureTls: false, proxies: [] },
      redactor: createRedactor(),
      clock: clockFrom(beginNow()),
      pace,
      ...deps,
    },
  );
}

interface Fixtures {
  /** Of the server, besides IMAP4rev1. */
  readonly capabilities: string;
  /** It has two folders, which are empty. */
  readonly server: ScriptedImap;
  readonly mailbox: Mailbox;
}

export const test = base.extend<Fixtures>({
  capabilities: ['', { option: true }],
  server: async ({ capabilities }, use) => {
    const server = await scriptedImap({ capabilities });
    server.addFolder('INBOX');
    server.addFolder('Archive');
    await use(server);
    server.close();
  },
  mailbox: async ({ server }, use) => {
    const mailbox = mailboxOn(server.port);
    await use(mailbox);
    await mailbox.close();
  },
});

export async function findingsOf(mailbox: Mailbox, addresses: readonly string[] = []): Promise<MailboxFinding[]> {
  const findings: MailboxFinding[] = [];
  for await (const finding of mailbox.check(addresses)) findings.push(finding);
  return findings;
}

/** A message that shows where it ends. */
export const wholeMessage = (subject: string, to = 'somebody@example.com'): string =>
  [
    `Delivered-To: ${to}`,
    `Subject: ${subject}`,
    'Content-Type: multipart/alternative; boundary="b 1"',
    '',
    '--b 1',
    '',
    'a text',
    '--b 1--',
    '',
  ].join('\r\n');

export const singlePart = (text: string): string => `To: somebody@example.com\r\nSubject: one part\r\n\r\n${text}`;

/** What a look came to, in short. */
export function inShort({ messages, doubts }: Look) {
  return {
    whole: messages.filter(({ raw }) => raw).map(({ folder, raw }) => `${folder}: ${subjectOf(raw)}`),
    unfinished: messages.filter(({ raw }) => !raw).map(({ folder }) => folder),
    doubts: doubts.map(({ kind, count }) => (count === 1 ? kind : `${count} ${kind}`)),
  };
}

const subjectOf = (raw: Uint8Array | undefined): string | undefined =>
  /^Subject: (.*)$/m.exec(Buffer.from(raw ?? '').toString())?.[1]?.trim();
