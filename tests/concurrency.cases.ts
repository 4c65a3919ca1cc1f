import { noCredentials } from '../src/client/credentials.ts';
import { type Answers, answeredAsBefore, causeOf, rejections } from '../src/judge/expectations.ts';
import type { Oracle } from '../src/judge/oracle.ts';
import { limitIn } from '../src/judge/user-limit.ts';
import { contract } from '../src/model/contract.ts';
import { type Exchange, isAnswered, isThrottled } from '../src/model/exchange.ts';
import { inconclusive } from '../src/model/finding.ts';
import type { Case } from '../src/run/check.ts';
import type { Fixtures } from '../src/run/fixtures.ts';
import type { NexusClient, Simultaneous } from '../src/run/nexus-client.ts';

type Talk = Pick<Fixtures, 'nexus' | 'record' | 'values' | 'check'>;

// The same request again.

/** The contract promises no idempotency: a user's second reset may be refused for coming too soon. */
const repetition: Answers = { passed: contract.successes, warned: [400, 403, 409] };

const onceMore: Case = { case: 'once-more', title: 'the same request once more' };
const fiveAtOnce: Case = { case: 'five-at-once', title: 'five of the same request at once' };

export const repetitions: readonly (Case & { readonly judge: (talk: Talk) => Promise<void> })[] = [
  { case: 'in-sequence', title: 'the same request, one after the other', judge: judgeSequence },
  { ...fiveAtOnce, judge: judgeFiveAtOnce },
];

/** In gate the opening's good requests for the user are the sequence. */
async function judgeSequence({ nexus, record, values, check }: Talk): Promise<void> {
  const limit = limitIn(record);
  if (limit && limit.status !== 429)
    check.found({ outcome: 'warned', reason: limit.reason, wanted: '204 or 429', got: `${limit.status}` });
  if (values.NEXUS_PROFILE === 'certify') {
    const request: Simultaneous = { ...onceMore, credentials: nexus.goodCredentials(), expects: 'acceptance' };
    for (const one of [request, request]) judgeRepetitions(check, await nexus.atOnce([one]));
    return;
  }
  nexus.acceptedAlternatives();
  for (const { accepted, exchange } of nexus.controls) {
    if (accepted) check.found();
    // What else is answered to other credentials is not about a repetition.
    else if ((exchange.response?.status ?? 0) >= 500) judgeRepetitions(check, [exchange]);
  }
}

/** By each of the alternatives in turn. */
async function judgeFiveAtOnce({ nexus, check }: Talk): Promise<void> {
  const by = nexus.acceptedAlternatives();
  const requests = Array.from({ length: 5 }, (_, at): Simultaneous => {
    const credentials = nexus.goodCredentials(by[at % by.length]);
    return { ...fiveAtOnce, credentials, expects: 'acceptance' };
  });
  judgeRepetitions(check, await nexus.atOnce(requests));
}

function judgeRepetitions(check: Fixtures['check'], exchanges: readonly Exchange[]): void {
  for (const exchange of exchanges) {
    // Whoever asks for patience has answered.
    if (isThrottled(exchange)) check.found();
    else if (exchange.intent.acceptedBy !== undefined) check.accepted(exchange);
    else check.answered(exchange, repetition);
  }
}

// Different callers at once.

export const callersAtOnce: Case = { case: 'callers', title: 'ten callers with credentials and ten without, at once' };

/** One caller with good credentials and one without any, as often as that; and what each of them is answered alone. */
interface Callers {
  readonly pairs: readonly (readonly [Simultaneous, Simultaneous])[];
  readonly alone: (exchange: Exchange) => readonly number[];
}

/** Where the answer about the unknown user tells, no e-mail follows, whatever the profile. */
function callersOf({ controls, acceptedAlternatives, goodCredentials }: NexusClient): Callers {
  const telling = controls.filter(({ mailFree }) => mailFree !== undefined);
  const by = telling.length > 0 ? telling.map(({ alternative }) => alternative) : acceptedAlternatives();
  const user = telling.length > 0 ? 'unknown' : 'user';
  const [good = 0] =
    telling.length > 0 ? telling.map(({ mailFree }) => mailFree?.response?.status) : contract.successes;
  const pairs = Array.from({ length: 10 }, (_, at) => {
    const credentials = goodCredentials(by[at % by.length]);
    const withThem = { case: 'callers-with-credentials', title: 'a caller with credentials among others', credentials };
    const without = { case: 'callers-without', title: 'a caller without credentials among others' };
    return [
      { ...withThem, user, expects: 'acceptance', ...(user === 'unknown' && { acceptedBy: good }) },
      { ...without, user, expects: 'refusal', credentials: noCredentials },
    ] as const;
  });
  const refusals = user === 'unknown' ? [401, 403] : rejections;
  return { pairs, alone: ({ intent }) => (intent.authenticated ? [good] : refusals) };
}

/** RFC 9110 §3.3: whatever else is under way, a request is understood by itself. */
export async function judgeCallers({ nexus, check }: Talk): Promise<void> {
  const { pairs, alone } = callersOf(nexus);
  const exchanges = [...(await nexus.atOnce(pairs.flat()))];
  // Who serves few at once may serve two.
  for (const pair of pairs) if (!isEnough(exchanges)) exchanges.push(...(await nexus.atOnce(pair)));
  const served = exchanges.filter(isServed);
  const [lacking] = exchanges.filter((exchange) => !isServed(exchange));
  if (!isEnough(exchanges) && lacking) {
    const reason = `of ${exchanges.length} requests at once ${served.length} were served, and not two of each kind`;
    const cause = lacking.noAnswer ? causeOf(lacking.noAnswer.kind) : 'throttled';
    throw inconclusive(cause, reason, { exchange: lacking.id });
  }
  const oracle: Oracle = (exchange) => answeredAsBefore(exchange, alone(exchange), 'among other callers');
  check.every(served, { concerned: () => true, oracle, none: 'none was served' });
}

const isServed = (exchange: Exchange): boolean => isAnswered(exchange) && !isThrottled(exchange);

/** Two of each kind. */
const isEnough = (exchanges: readonly Exchange[]): boolean =>
  [true, false].every(
    (authenticated) =>
      exchanges.filter((one) => isServed(one) && one.intent.authenticated === authenticated).length > 1,
  );
