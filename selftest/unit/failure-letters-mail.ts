import type { RequirementId } from '../../requirements/index.ts';
import { arrived } from '../../src/judge/mail/arrival.ts';
import { offersReset } from '../../src/judge/mail/means.ts';
import { noneOnRefusal, onlyToTheUser } from '../../src/judge/mail/recipients.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { LetterRecord, MailRecord, Named, Whose } from '../../src/model/mail.ts';
import { answered } from './exchange-setup.ts';
import type { Letter } from './failure-letter.ts';
import { basic, controls, recorded } from './failure-setup.ts';

const [pair] = controls();
const later = (exchange: Exchange, milliseconds: number): Exchange => ({
  ...exchange,
  sentAt: new Date(Date.parse(pair.sentAt) + milliseconds).toISOString(),
});
const refused = (name: string, milliseconds: number) =>
  later(
    recorded(
      answered(401),
      {},
      { purpose: 'auth/no-credentials', case: name, title: `no credentials, ${name}`, user: 'tripwire' },
    ),
    milliseconds,
  );
const closing = later(
  recorded(
    answered(204),
    { fields: [basic] },
    { purpose: 'closing', case: 'tripwire', title: 'Basic, for the tripwire user', user: 'tripwire' },
  ),
  9000,
);

const baseline: MailRecord = {
  kind: 'baseline',
  at: 0,
  mailbox: 'Mailpit 1.33 at mail.staging.example',
  seesAllRecipients: true,
  isSink: false,
  dropsDuplicates: false,
  mark: 0,
};
const look = (when: 'quiet' | 'end'): MailRecord => ({
  kind: 'look',
  when,
  at: 0,
  quietFor: 10_000,
  doubts: [],
  pending: 0,
});
const named = (whose: Whose, by: Named['by']): Named => ({ whose, by, address: `${whose}@mail.example` });

function message(id: string, whose: Whose, milliseconds: number): LetterRecord {
  return {
    kind: 'letter',
    id,
    sameAs: id,
    folder: 'INBOX',
    junk: false,
    seenAt: Date.parse(pair.sentAt) + milliseconds,
    names: [named(whose, 'envelope'), named(whose, 'header')],
    subject: 'Reset your password',
    links: ['https://login.example/reset?token=…'],
    isEarlier: false,
  };
}

function about(
  id: RequirementId,
  record: readonly [Exchange, ...Exchange[]],
  judge: (record: readonly Exchange[]) => readonly (Finding | undefined)[],
): Letter {
  const [exchange, ...others] = record;
  return { id, judge: (check) => check.found(...judge(record)), exchange, record: others };
}

const due = { allowedMs: 300_000, user: 'user@mail.example', tripwire: 'tripwire@mail.example' };
const inVain = { kind: 'awaited', whose: 'user', exchange: pair.id, waited: 900_400 } as const;

/** Those about what came by e-mail, and what did not. */
export const mailLetters: Readonly<Record<string, Letter>> = {
  arrived: about('email/arrives', [pair], (record) => arrived({ record, mail: [baseline, inVain, look('end')] }, due)),
  'arrived elsewhere': about('email/arrives', [pair], (record) =>
    arrived({ record, mail: [baseline, message('1', 'stranger', 800), inVain, look('end')] }, due),
  ),
  'arrived by one way': about('email/arrives', [closing, pair], (record) => {
    const mail: readonly MailRecord[] = [
      baseline,
      { kind: 'awaited', whose: 'tripwire', exchange: closing.id, waited: 900_000 },
      { kind: 'awaited', whose: 'tripwire', exchange: pair.id, waited: 700, letter: '1' },
    ];
    return arrived({ record, mail }, due);
  }),
  noneOnRefusal: about('email/none-on-refusal', [refused('again', 2000), refused('once', 1000)], (record) => {
    const all = [message('1', 'tripwire', 3000), message('2', 'tripwire', 3000)];
    return noneOnRefusal({ record, mail: [baseline, ...all, look('quiet')] }, false);
  }),
  onlyToTheUser: about('email/only-to-the-user', [pair], () => {
    const both = { ...message('1', 'user', 700), names: [named('user', 'envelope'), named('bystander', 'header')] };
    return onlyToTheUser([baseline, both, look('quiet'), look('end')]);
  }),
  offersReset: about('email/offers-reset', [pair], () => {
    const wrong = [{ letter: '1', words: 'the query token of the link to login.example is empty' }];
    const means = { kind: 'means', of: ['1', '2'], fresh: [], ambiguous: false, wrong, leaks: [] } as const;
    return offersReset([baseline, message('1', 'user', 700), message('2', 'tripwire', 9700), means]);
  }),
};
