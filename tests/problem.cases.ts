import { causeOf } from '../src/judge/expectations.ts';
import type { Exchange } from '../src/model/exchange.ts';
import { inconclusive } from '../src/model/finding.ts';
import type { Fixtures } from '../src/run/fixtures.ts';
import type { Change, NexusClient } from '../src/run/nexus-client.ts';
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

/** As real clients ask (RFC 9110 §12.5.3): the usual request takes no coding. */
const fields: Change['fields'] = [['Accept-Encoding', 'gzip, br']];
const errorAsClientsAsk: Change = {
  ...ofUnknownUser,
  case: 'as-clients-ask-for-unknown-user',
  title: 'an unknown user, by a client that takes gzip and br',
  fields,
};
export const refusalAsClientsAsk: Change = {
  case: 'as-clients-ask-without-credentials',
  title: 'no credentials, by a client that takes gzip and br',
  fields,
};

/** How the operation refuses a request: a faulty one with good credentials, where no others are named. */
export async function errorOf(
  nexus: NexusClient,
  fault: Change,
  credentials = nexus.goodCredentials(),
): Promise<Exchange> {
  const { exchange } = await nexus.refusalOf(credentials, fault);
  const { noAnswer } = exchange;
  if (noAnswer) throw inconclusive(causeOf(noAnswer.kind), noAnswer.message, { exchange: exchange.id });
  return exchange;
}

/**
 * The record with the operation's own plain errors in it, and beyond smoke one as real clients ask for it: where no other
 * requirement was there to ask for them, they are asked for now.
 */
export async function withOperationErrors({
  nexus,
  record,
  values,
}: Pick<Fixtures, 'nexus' | 'record' | 'values'>): Promise<readonly Exchange[]> {
  const unknown = values.NEXUS_UNKNOWN_USER_ID !== undefined;
  const plain = unknown ? [withoutClientId, ofUnknownUser] : [withoutClientId];
  const isAsked = ({ case: name }: Change) =>
    record.some(
      ({ intent: { operationLevel, case: asked } }) => operationLevel && `${asked}-by-`.startsWith(`${name}-by-`),
    );
  const refusals = await Promise.all(plain.filter((error) => !isAsked(error)).map(nexus.refusalsOf));
  const asked = refusals.flat().map(({ exchange }) => exchange);
  if (unknown && values.NEXUS_PROFILE !== 'smoke' && !isAsked(errorAsClientsAsk)) {
    asked.push(await errorOf(nexus, errorAsClientsAsk));
  }
  return [...record.filter(({ id }) => asked.every((exchange) => exchange.id !== id)), ...asked];
}
