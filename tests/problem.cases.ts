import { answerOf } from '../src/judge/expectations.ts';
import { expectEvery } from '../src/judge/oracle.ts';
import type { Exchange } from '../src/model/exchange.ts';
import type { Bench } from '../src/run/fixtures.ts';
import type { Nexus } from '../src/run/nexus-client.ts';
import { ofUnknownUser, refusalOf, withoutClientId } from './parameters.cases.ts';

/**
 * The record with the operation's own plain errors in it: where no other requirement was there to ask for them, they are
 * asked for now.
 */
async function withOperationErrors({ nexus, record, values }: Bench): Promise<readonly Exchange[]> {
  const plain = values.NEXUS_UNKNOWN_USER_ID === undefined ? [withoutClientId] : [withoutClientId, ofUnknownUser];
  const isAsked = ({ name }: { readonly name: string }) =>
    record.some(({ intent }) => intent.operationLevel && intent.name.startsWith(`${name}, `));
  const refusals = await Promise.all(plain.filter((error) => !isAsked(error)).map(nexus.refusalsOf));
  const asked = refusals.flat().map(({ exchange }) => exchange);
  return [...record.filter(({ id }) => asked.every((exchange) => exchange.id !== id)), ...asked];
}

/** Looks back at every exchange of the run that the sentence is about. */
export async function expectEveryError(bench: Bench, look: Parameters<typeof expectEvery>[1]): Promise<void> {
  expectEvery(await withOperationErrors(bench), look);
}

/** How the operation refuses a request without clientId whose fields are these. */
export async function errorFor(
  nexus: Nexus,
  name: string,
  fields: Exchange['request']['fields'] = [],
): Promise<Exchange> {
  const { exchange } = await refusalOf(nexus, { ...withoutClientId, name, fields, operationLevel: true });
  answerOf(exchange);
  return exchange;
}
