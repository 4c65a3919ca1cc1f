import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect } from '@playwright/test';
import { SMTPServer } from 'smtp-server';
import { behind } from '../../reference/changes.ts';
import type { Smtp } from '../../reference/post.ts';
import { type ReferenceOptions, startReference } from '../../reference/serve.ts';
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

type Rows = Readonly<Record<string, string>>;

/** What became of the chapter: outcomes by the names of its requirements. */
const outcomesOf = ({ statement }: MailRun): Rows =>
  Object.fromEntries(emailsOf(statement).map(({ id, outcome }) => [id.replace('email/', ''), outcome]));

const emailsOf = ({ requirements }: MailRun['statement']) => requirements.filter(({ id }) => id.startsWith('email/'));

const allPassed: Rows = {
  arrives: 'passed',
  'only-to-the-user': 'passed',
  'none-on-refusal': 'passed',
  'offers-reset': 'passed',
  'exactly-one': 'passed',
  'secret-stays-in-the-email': 'passed',
};

/** All of the chapter was judged, and nothing was found. */
export function expectPass(run: MailRun): void {
  expect(reasonsOf(run)).toEqual({});
  expect(outcomesOf(run)).toEqual(allPassed);
  expect(run.statement).toMatchObject({ verdict: 'pass', exitCode: 0 });
}

/** Why what was not passed was not, by requirement: of the whole run. */
const reasonsOf = ({ statement }: MailRun): Rows =>
  Object.fromEntries(
    statement.requirements.flatMap(({ id, outcome, reason }) =>
      ['failed', 'warned', 'inconclusive'].includes(outcome) ? [[id, `${outcome}: ${reason}`]] : [],
    ),
  );

/** These could not be judged, for that reason; everything else was, and nothing was found. */
export function expectOpen(run: MailRun, names: readonly string[], reason: RegExp): void {
  const open = Object.fromEntries(names.map((name) => [`email/${name}`, expect.stringMatching(reason)]));
  expect(reasonsOf(run)).toEqual(open);
  const outcomes = Object.fromEntries(names.map((name) => [name, 'inconclusive']));
  expect(outcomesOf(run)).toEqual({ ...allPassed, ...outcomes });
  expect(run.statement).toMatchObject({ verdict: 'incomplete', exitCode: 3 });
}

/** The whole chapter could not be judged, for that reason. */
export const expectAllOpen = (run: MailRun, reason: RegExp): void => expectOpen(run, Object.keys(allPassed), reason);

/** Requests of a run by which its first ones are over, and its last ones are far. */
const middle = 60;

/** This is done once in the middle of a run, while a request waits for its answer. */
export function inTheMiddle(act: () => Promise<unknown>): NonNullable<ReferenceOptions['change']> {
  let asked = 0;
  return (nexus) =>
    behind(nexus, async (_, next) => {
      asked += 1;
      if (asked === middle) await act();
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
  await once(listening, 'listening');
  return {
    smtp: { host: '127.0.0.1', port: (listening.address() as AddressInfo).port },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
