import type { Finding } from '../../model/finding.ts';
import { type AwaitedRecord, type MailRecord, mailOf } from '../../model/mail.ts';
import {
  allInShort,
  assertReadable,
  inShort,
  inWords,
  lettersOf,
  type Post,
  seconds,
  unknown,
  unseenBecause,
} from './reading.ts';

/** How long an e-mail may take, in milliseconds, and the addresses to which it goes. */
export interface Due {
  readonly allowedMs: number;
  readonly user: string;
  readonly tripwire: string;
}

/** Three times as long as an e-mail may take, it has not come. */
const isNever = ({ waited, cutShort }: AwaitedRecord, allowedMs: number): boolean =>
  cutShort === undefined && waited >= 3 * allowedMs;

/** After a 204 an e-mail to the user arrives: that of the token pair at the opening, that of Basic at the closing. */
export function arrived({ record, mail }: Post, due: Due): readonly (Finding | undefined)[] {
  const { mailbox } = assertReadable(mail);
  const awaited = mailOf(mail, 'awaited');
  return ['user' as const, 'tripwire' as const].flatMap((whose) => {
    const of = awaited.filter((one) => one.whose === whose);
    const [first, again] = of;
    if (!first) return [];
    if (first.letter !== undefined) return [inJunk(first, mail)];
    const doubt = doubtsOf(mail);
    if (doubt) return [doubt];
    const about = {
      exchange: first.exchange,
      wanted: `an e-mail to ${due[whose]} (${inWords[whose]})`,
      got: `none in ${seconds(first.waited)}, in ${mailbox}`,
    };
    if (whose === 'user') return [{ ...about, ...missing(first, due.allowedMs, { record, mail }) }];
    const other = isNever(first, due.allowedMs) ? again : undefined;
    return [{ ...about, ...lastWord(first, other, { record, mail }) }];
  });
}

/** What lies there has arrived. Who deploys it will want to know. */
function inJunk({ letter: id, exchange }: AwaitedRecord, mail: readonly MailRecord[]): Finding | undefined {
  const letters = mailOf(mail, 'letter');
  const sameAs = letters.find((one) => one.id === id)?.sameAs;
  const copies = letters.filter((one) => one.sameAs === sameAs);
  const [letter] = copies;
  if (!letter || !copies.every(({ junk }) => junk)) return undefined;
  return { outcome: 'observed', exchange, reason: `it has arrived, as spam: ${inShort(letter)}` };
}

function missing(awaited: AwaitedRecord, allowedMs: number, { record, mail }: Post): Finding {
  const exchange = record.find(({ id }) => id === awaited.exchange);
  const others = lettersOf(mail);
  const instead = others.length === 0 ? 'nor did any other' : `what came instead: ${allInShort(others)}`;
  const answered = `${exchange?.intent.title ?? 'a good request'} was answered 204 at ${exchange?.sentAt ?? ''}`;
  const reason = `${answered}, and no e-mail to the user came in ${seconds(awaited.waited)}; ${instead}`;
  if (isNever(awaited, allowedMs)) return { outcome: 'failed', reason };
  if (awaited.cutShort) {
    const noTime = `${reason}. No time was left to wait the ${seconds(3 * allowedMs)} after which it counts as never: raise NEXUS_DEADLINE_SECONDS (--deadline), or set NEXUS_MAILBOX_TIMEOUT_SECONDS to what an e-mail takes there at most`;
    return unknown(noTime, { cause: 'no-time-left', clears: 'later' });
  }
  return unknown(`${reason}: late is not never`, { clears: 'later' });
}

/** The tripwire user was never mailed before: no limit per user can be the reason. `again`: by the other way in, where it came after all. */
function lastWord(first: AwaitedRecord, again: AwaitedRecord | undefined, { record, mail }: Post): Finding {
  const titled = (id: string) => record.find((one) => one.id === id)?.intent.title ?? id;
  if (again?.letter !== undefined) {
    const reason = `${titled(first.exchange)}, was answered 204 and brought no e-mail; ${titled(again.exchange)}, brought one: one way in sends none`;
    return { outcome: 'failed', reason };
  }
  const fruitless = 'the closing request for the tripwire user was answered 204 and brought no e-mail';
  if (lettersOf(mail).length === 0) return unknown(`${fruitless} either`);
  const reason = `${fruitless}: the tripwire user may not exist, or NEXUS_TRIPWIRE_EMAIL may not be its address: check NEXUS_TRIPWIRE_USER_ID and NEXUS_TRIPWIRE_EMAIL`;
  return unknown(reason, { clears: 'operator' });
}

/** Why it shows nothing that a message is not there. */
export function doubtsOf(mail: readonly MailRecord[], when?: 'quiet' | 'end'): Finding | undefined {
  const look = mailOf(mail, 'look').findLast((one) => when === undefined || one.when === when);
  if (!look) return unknown('the mailbox was not looked into at the end of the run');
  if (look.doubts.length > 0) return unseenBecause(look.doubts.join('; '));
  if (look.pending > 0) return unknown(`${look.pending} message(s) were listed and not whole yet`, { clears: 'later' });
  return undefined;
}
