/**
 * A faulty target tells in its answer what is secret in the e-mail, and the e-mail comes later. So there is one rule: as long as an
 * e-mail of the run is due and has not been read, an answer that may hold its secret is shown without whatever looks like one. Once
 * it is read its secret is masked by value, wherever it stands, and nothing is withheld.
 */
import { isOrdinary, mayTell, withTexts } from '../client/masked-answer.ts';
import type { Values } from '../configuration/values.ts';
import { lettersOf } from '../judge/mail/reading.ts';
import { contract } from '../model/contract.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import { type MailRecord, mailed } from '../model/mail.ts';
import { isMailWatched } from './emails.ts';
import type { Ledger } from './ledger.ts';
import { traceField } from './letters.ts';

const withheld = '‹withheld: e-mail unread›';

/** A token or a code holds a digit or is long, and stands between characters of another kind. */
const secretLike = /[\w~+/=%.-]+/g;
const mayBeSecret = (word: string): boolean => word.length >= (/\d/.test(word) ? 4 : 16);
const hidden = (text: string): string => text.replace(secretLike, (word) => (mayBeSecret(word) ? withheld : word));

/** Answers that may hold what an e-mail does that is due and has not been read: as many are due as requests were accepted. */
export function unreadIn(exchanges: readonly Exchange[], mail: readonly MailRecord[]): readonly Exchange[] {
  const answers = exchanges
    .filter(isMailed)
    .filter(mayTell)
    .map((exchange) => ({ at: Date.parse(exchange.sentAt), exchange }));
  const letters = lettersOf(mail).filter(({ names }) => names.some(({ whose }) => mailed.some((one) => one === whose)));
  const all = [...answers, ...letters.map(({ seenAt }) => ({ at: seenAt, exchange: undefined }))];
  let unread: Exchange[] = [];
  let due = 0;
  for (const { exchange } of all.sort((one, other) => one.at - other.at)) {
    if (exchange) unread.push(exchange);
    due = exchange ? due + Number(isAccepted(exchange)) : Math.max(0, due - 1);
    if (due === 0) unread = [];
  }
  return unread;
}

const isMailed = ({ intent }: Exchange): boolean => mailed.some((user) => user === intent.user);

const isAccepted = ({ request, response }: Exchange): boolean =>
  response !== undefined && request.method.toUpperCase() === contract.method;

/** How what is on record is shown to anybody, and kept for good. */
export interface Showing {
  /** The same object where nothing is withheld. */
  exchange(exchange: Exchange): Exchange;
  /** For words of ours, which may quote what such an answer says for itself. */
  text(text: string): string;
}

/** By what has been read so far. */
export function showing({ ledger, values }: { readonly ledger: Ledger; readonly values: Values }): Showing {
  const unread = new Set(isMailWatched(values) ? unreadIn(ledger.exchanges(), ledger.mail()) : []);
  const told = [...unread].flatMap(toldBy).join('\n');
  return {
    exchange: (exchange) => (unread.has(exchange) ? withholding(exchange) : exchange),
    text: (text) =>
      text.replace(secretLike, (word) => (mayBeSecret(word) && told.includes(bare(word)) ? withheld : word)),
  };
}

/** Without the full stop, the slash or the like of our own words around it. */
const bare = (word: string): string => word.replace(/^[^\w]+|[^\w]+$/g, '');

const isShown = (field: Field): boolean => isOrdinary(field) || traceField.test(field[0]);

function toldBy({ response, noAnswer }: Exchange): readonly string[] {
  if (!response) return quotesIn(noAnswer?.message);
  const fields = [...response.fields, ...response.interim.flatMap((one) => one.fields)];
  const values = fields.filter((field) => !isShown(field)).map(([, value]) => value);
  const quotes = response.breaches?.flatMap(({ message }) => quotesIn(message)) ?? [];
  return [...values, ...quotes, response.reason, response.content, response.trailing];
}

/** All else in a message is ours. */
const quoted = /".*"/s;
const quotesIn = (message = ''): readonly string[] => message.match(quoted) ?? [];

/** The same exchange without what may be a secret in its answer. */
const withholding = (exchange: Exchange): Exchange => ({
  ...exchange,
  ...withTexts(exchange, {
    text: hidden,
    message: (message) => message.replace(quoted, hidden),
    field: (field) => (isShown(field) ? field : [field[0], hidden(field[1])]),
  }),
});
