import type { Exchange } from '../../model/exchange.ts';
import type { Finding } from '../../model/finding.ts';
import { type AwaitedRecord, type MailRecord, mailOf } from '../../model/mail.ts';
import { assertReadable, inShort, lettersOf, type Post, seconds, unknown, unseenBecause } from './reading.ts';

/** What keeps an e-mail from being sent, or from being seen, in the order in which it is worth looking. */
export const likelyCauses = [
  'the queue or its worker does not run, or the mail server refuses it (ASP.NET Core: the default IEmailSender sends nothing; Django: EMAIL_BACKEND is the console or dummy one; Spring: spring.mail.host; Keycloak: the realm has no SMTP; Auth0: no provider, only its own for tests)',
  'the user has no address on file, an unverified one, or one on a suppression list (SES, Mailgun, SendGrid keep them)',
  'the template fails, and the failure is only in the log of the worker',
].join('; ');

/** Three times as long as an e-mail may take, it has not come. */
const isNever = ({ waited, cutShort }: AwaitedRecord, allowedMs: number): boolean =>
  cutShort === undefined && waited >= 3 * allowedMs;

/** After a 204 an e-mail to the user arrives: that of the token pair at the opening, that of Basic at the closing. */
export function arrived({ record, mail }: Post, allowedMs: number): readonly (Finding | undefined)[] {
  assertReadable(mail);
  const awaited = mailOf(mail, 'awaited');
  return ['user' as const, 'tripwire' as const].flatMap((whose) => {
    const of = awaited.filter((one) => one.whose === whose);
    const [first, again] = of;
    if (!first) return [];
    if (first.letter !== undefined) return [undefined];
    const doubt = doubtsOf(mail);
    if (whose === 'tripwire') return [doubt ?? lastWord(first, isNever(first, allowedMs) ? again : undefined, record)];
    return [doubt ?? missing(first, allowedMs, { record, mail })];
  });
}

function missing(awaited: AwaitedRecord, allowedMs: number, { record, mail }: Post): Finding {
  const exchange = record.find(({ id }) => id === awaited.exchange);
  const others = lettersOf(mail).map(inShort);
  const instead = others.length === 0 ? 'no e-mail at all came' : `what came instead: ${others.join('; ')}`;
  const about = {
    exchange: awaited.exchange,
    wanted: 'an e-mail to the user',
    got: `none in ${seconds(awaited.waited)}`,
  };
  if (!isNever(awaited, allowedMs)) {
    const reason = awaited.cutShort
      ? `no e-mail to the user in ${seconds(awaited.waited)}, and no time was left to wait longer (NEXUS_MAILBOX_TIMEOUT_SECONDS, --deadline); ${instead}`
      : `no e-mail to the user in ${seconds(awaited.waited)}: late is not never; ${instead}`;
    return unknown(reason, { ...about, cause: awaited.cutShort ? 'no-time-left' : 'mailbox', clears: 'later' });
  }
  return {
    ...about,
    outcome: 'failed',
    reason: `${exchange?.intent.title ?? 'a good request'} was answered 204 at ${exchange?.sentAt ?? ''}, and no e-mail to the user came in ${seconds(awaited.waited)}; ${instead}. Likely: ${likelyCauses}`,
  };
}

/** The tripwire user was never mailed before: no limit per user can be the reason. `again`: by the other way in, where it came after all. */
function lastWord(first: AwaitedRecord, again: AwaitedRecord | undefined, record: readonly Exchange[]): Finding {
  const titled = (id: string) => record.find((one) => one.id === id)?.intent.title ?? id;
  const about = {
    exchange: first.exchange,
    wanted: 'an e-mail to the tripwire user',
    got: `none in ${seconds(first.waited)}`,
  };
  if (again?.letter !== undefined) {
    const reason = `${titled(first.exchange)} was answered 204 and no e-mail came; the same by the other option brought one at once: one way in sends none`;
    return { ...about, outcome: 'failed', reason };
  }
  const reason =
    'the closing request for the tripwire user was answered 204 and brought no e-mail: the tripwire user may not exist, or NEXUS_TRIPWIRE_EMAIL is not its address: check NEXUS_TRIPWIRE_USER_ID and NEXUS_TRIPWIRE_EMAIL';
  return unknown(reason, { ...about, clears: 'operator' });
}

/** Why it shows nothing that a message is not there. */
export function doubtsOf(mail: readonly MailRecord[], when?: 'quiet' | 'end'): Finding | undefined {
  const look = mailOf(mail, 'look').findLast((one) => when === undefined || one.when === when);
  if (!look) return unknown('the mailbox was not looked into at the end of the run');
  if (look.doubts.length > 0) return unseenBecause(look.doubts.join('; '));
  if (look.pending > 0) return unknown(`${look.pending} message(s) were listed and not whole yet`, { clears: 'later' });
  return undefined;
}
