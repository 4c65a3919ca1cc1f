import { type Answers, causeOf } from '../src/judge/expectations.ts';
import { documentedTypes } from '../src/judge/problem/media-type.ts';
import type { Alternative } from '../src/model/contract.ts';
import type { Exchange, ReceivedResponse } from '../src/model/exchange.ts';
import { inconclusive, notApplicable } from '../src/model/finding.ts';
import type { Fixtures } from '../src/run/fixtures.ts';
import type { Change, NexusClient } from '../src/run/nexus-client.ts';
import { takingCodings } from './auth.cases.ts';
import { ofUnknownUser, withoutClientId } from './parameters.cases.ts';

export const noProblem = 'the operation answered no problem object in JSON or XML';

export const errorInXml: Change = {
  ...withoutClientId,
  case: 'error-in-xml',
  title: 'an error in XML',
  fields: [['Accept', 'application/problem+xml']],
};

export const sameErrorTwice: readonly Change[] = [
  { ...withoutClientId, case: 'an-error', title: 'an error' },
  { ...withoutClientId, case: 'same-error-again', title: 'the same error once more' },
];

/** How the operation refuses a request: a faulty one with good credentials, where no others are named. */
export async function errorOf(
  nexus: NexusClient,
  fault: Change,
  credentials = nexus.goodCredentials(),
): Promise<Exchange> {
  const { exchange } = await nexus.refusalOf(credentials, fault);
  responseOf(exchange);
  return exchange;
}

function responseOf({ response, noAnswer, id: exchange }: Exchange): ReceivedResponse {
  if (response) return response;
  throw inconclusive(causeOf(noAnswer?.kind), noAnswer?.message ?? 'there was no answer', { exchange });
}

interface Asking {
  readonly name: string;
  /** Not sent where absent. */
  readonly accept?: string;
  /** Statuses besides the usual one: 406 says that it is not offered (RFC 9110 §15.5.7). */
  readonly also: readonly number[];
}

const asking: readonly Asking[] = [
  ...documentedTypes.map((accept) => ({ name: accept.replace(/\W/g, '-'), accept, also: [406] })),
  { name: 'any-type', accept: '*/*', also: [] },
  // A firewall refuses who sends no Accept.
  { name: 'no-accept', also: [403, 406] },
  { name: 'unknown-json-type', accept: 'application/vnd.nexus-conformance+json', also: [406] },
  { name: 'xml-preferred', accept: 'application/json;q=0.5, application/xml', also: [406] },
];

/** An error of the operation, asked for with another Accept than the usual one. */
interface Negotiation extends Change {
  readonly alternative: Alternative;
  /** How the same alternative is answered with the usual one. */
  readonly usual: Exchange;
  readonly also: readonly number[];
}

/** Each error once for each Accept; the alternatives take turns, and each of them gets both errors. */
export async function negotiations(nexus: NexusClient): Promise<readonly Negotiation[]> {
  const alternatives = nexus.acceptedAlternatives();
  const errors = [withoutClientId, ofUnknownUser];
  const usual = await Promise.all(errors.map(nexus.refusalsOf));
  return asking.flatMap(({ name, accept, also }, at) =>
    errors.flatMap((error, which) => {
      const turn = (at + which) % alternatives.length;
      const [alternative, refusal] = [alternatives[turn], usual[which]?.[turn]];
      if (!alternative || !refusal) return [];
      // As most clients ask who say nothing of types.
      const codings = accept === '*/*' ? takingCodings : [];
      const asked: Partial<Change> =
        accept === undefined
          ? { title: `${error.title}, without Accept`, lines: (all) => all.filter(([field]) => field !== 'Accept') }
          : { title: `${error.title}, with Accept: ${accept}`, fields: [['Accept', accept], ...codings] };
      return { ...error, ...asked, case: `${error.case}-as-${name}`, alternative, usual: refusal.exchange, also };
    }),
  );
}

/** What is no error of the operation in its usual form is asked for no further. */
export function asUsual(usual: Exchange, also: readonly number[]): Answers {
  const { status } = responseOf(usual);
  if (status < 400 || status >= 500) throw notApplicable(`answered ${status} to the usual Accept: that is no error`);
  return { passed: [status, ...also], usual: status };
}

/**
 * The record with the operation's own plain errors in it: where no other requirement was there to ask for them, they are
 * asked for now.
 */
export async function withOperationErrors({
  nexus,
  record,
  values,
}: Pick<Fixtures, 'nexus' | 'record' | 'values'>): Promise<readonly Exchange[]> {
  const plain = values.NEXUS_UNKNOWN_USER_ID === undefined ? [withoutClientId] : [withoutClientId, ofUnknownUser];
  const isAsked = ({ case: name }: Change) =>
    record.some(({ intent }) => intent.operationLevel && intent.case.startsWith(`${name}-by-`));
  const refusals = await Promise.all(plain.filter((error) => !isAsked(error)).map(nexus.refusalsOf));
  const asked = refusals.flat().map(({ exchange }) => exchange);
  return [...record.filter(({ id }) => asked.every((exchange) => exchange.id !== id)), ...asked];
}
