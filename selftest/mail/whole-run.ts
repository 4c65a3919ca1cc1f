import { once as occurs } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect } from '@playwright/test';
import { SMTPServer } from 'smtp-server';
import { behind } from '../../reference/changes.ts';
import type { Smtp } from '../../reference/post.ts';
import { type ReferenceOptions, startReference } from '../../reference/serve.ts';
import { inProfile, requirementIds } from '../../requirements/index.ts';
import { needsMailbox } from '../../src/run/selection.ts';
import { judgeFully } from '../proof/judge.ts';
import type { MailRun } from '../proof/mail-run.ts';
import { type Dovecot, password, startDovecot, user } from './dovecot.ts';
import { type MailServer, startMaildev, startMailpit } from './servers.ts';

/** Where a reference sends its e-mails, and where a run reads them. */
export interface Post {
  readonly smtp: Smtp;
  /** For NEXUS_MAILBOX_URL. */
  readonly url: string;
}

export async function withMailpit<T>(
  use: (server: MailServer, post: Post) => Promise<T>,
  flags: readonly string[] = [],
): Promise<T> {
  const server = await startMailpit(flags);
  try {
    return await use(server, postOf(server, 'mailpit'));
  } finally {
    await server.stop();
  }
}

export async function withMaildev<T>(
  version: 2 | 3,
  use: (server: MailServer, post: Post) => Promise<T>,
  flags: readonly string[] = [],
): Promise<T> {
  const server = await startMaildev(version, flags);
  try {
    return await use(server, postOf(server, 'maildev'));
  } finally {
    await server.stop();
  }
}

const postOf = ({ port, smtp }: MailServer, kind: 'mailpit' | 'maildev'): Post => ({
  smtp: { host: '127.0.0.1', port: smtp },
  url: `${kind}+http://127.0.0.1:${port}`,
});

/** Judges a reference whose e-mails go there and are read there. */
export async function judgeBy(
  { smtp, url }: Post,
  options: ReferenceOptions = {},
  changed: Readonly<Record<string, string>> = {},
): Promise<MailRun> {
  const reference = await startReference({ ...options, smtp });
  try {
    const mailbox = { NEXUS_MAILBOX_URL: url, NEXUS_MAILBOX_TIMEOUT_SECONDS: '3' };
    const run = await judgeFully({ ...reference.environment, ...mailbox, ...changed });
    return { ...run, outbox: reference.outbox };
  } finally {
    await reference.close();
  }
}

/** What a gate judges by the mailbox, and what of that rests on that something did not come. */
export const byMail: readonly string[] = requirementIds.filter((id) => needsMailbox(id) && inProfile(id, 'gate'));
export const absences = [
  'http/safe-methods-send-nothing',
  'email/only-to-the-user',
  'email/none-on-refusal',
  'email/exactly-one',
];

/** All of it was judged, and nothing was found but, of some, what is only observed. */
export function expectPass(run: MailRun, observed: readonly string[] = []): void {
  expectOpen(run, [], /./, observed);
}

/** These could not be judged, for that reason; everything else was, and nothing was found. */
export function expectOpen(
  { statement }: MailRun,
  ids: readonly string[],
  reason: RegExp,
  observed: readonly string[] = [],
): void {
  const reached = statement.requirements.flatMap(({ id, outcome, reason: why }) =>
    ['failed', 'warned', 'inconclusive'].includes(outcome) ? [[id, `${outcome}: ${why}`]] : [],
  );
  const open = ids.map((id) => [id, expect.stringMatching(new RegExp(`^inconclusive: .*${reason.source}`))]);
  expect(Object.fromEntries(reached)).toEqual(Object.fromEntries(open));
  const passed = statement.requirements.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id);
  expect(passed).toEqual(expect.arrayContaining(byMail.filter((id) => ![...ids, ...observed].includes(id))));
  expect(statement.verdict).toBe(ids.length === 0 ? 'pass' : 'incomplete');
}

/** By their numbers, requests of a run: the second one for the user, and one that is far from its beginning and its end. */
export const early = 5;
const middle = 60;

/** This is done once in a run, while a request waits for its answer. */
export function once(act: () => Promise<unknown>, request = middle): NonNullable<ReferenceOptions['change']> {
  let asked = 0;
  return (nexus) =>
    behind(nexus, async (_, next) => {
      asked += 1;
      if (asked === request) await act();
      await next();
    });
}

/** A Dovecot with one account, and the e-mail of everybody in that folder of it. */
export async function withDovecot<T>(use: (server: Dovecot, post: Post) => Promise<T>, folder = 'INBOX'): Promise<T> {
  const server = await startDovecot();
  const { smtp, close } = await deliveringBy((octets) => server.deliver(octets, folder));
  try {
    return await use(server, { smtp, url: accountOf(server) });
  } finally {
    await close();
    await server.close();
  }
}

/** The URL of its account. */
export const accountOf = ({ port }: { readonly port: number }): string =>
  `imap://${encodeURIComponent(user)}:${password}@127.0.0.1:${port}`;

/** Each message goes into somebody's mailbox, with the trace that its delivery leaves, before the sender hears of it. */
export async function deliveringBy(
  deliver: (octets: string, recipient: string) => unknown,
): Promise<{ readonly smtp: Smtp; close(): Promise<void> }> {
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    closeTimeout: 1,
    async onData(stream, { envelope }, answer) {
      const octets = (await buffer(stream)).toString('latin1');
      for (const { address } of envelope.rcptTo) await deliver(`Delivered-To: ${address}\r\n${octets}`, address);
      answer();
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await occurs(listening, 'listening');
  return {
    smtp: { host: '127.0.0.1', port: (listening.address() as AddressInfo).port },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
