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

/** How the operation refuses a faulty request with good credentials. */
export async function errorOf(nexus: NexusClient, fault: Change): Promise<Exchange> {
  const { exchange } = await nexus.refusalOf(nexus.goodCredentials(), fault);
  const { noAnswer } = exchange;
  if (noAnswer) throw inconclusive(causeOf(noAnswer.kind), noAnswer.message, { exchange: exchange.id });
  return exchange;
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
