import { noCredentials } from '../src/client/credentials.ts';
import { goodQuery } from '../src/client/stimulus.ts';
import type { Values } from '../src/configuration/values.ts';
import { causeOf } from '../src/judge/expectations.ts';
import { contract } from '../src/model/contract.ts';
import { type Exchange, isAnswered, isThrottled } from '../src/model/exchange.ts';
import { inconclusive } from '../src/model/finding.ts';
import type { Case } from '../src/run/check.ts';
import type { Change, NexusClient } from '../src/run/nexus-client.ts';

export const withoutTls: Change = {
  case: 'plain-http',
  title: 'plain HTTP, without credentials',
  user: 'made-up',
  plaintext: true,
};

export const trace: Change = { case: 'trace', title: 'TRACE without credentials', method: 'TRACE' };

/** A GET that asks to be taken for the POST of the operation, each in the way of some frameworks. */
export const overrides = ({ NEXUS_CLIENT_ID }: Values): readonly Change[] => [
  {
    case: 'x-http-method-override',
    title: 'GET with X-HTTP-Method-Override: POST',
    method: 'GET',
    fields: [['X-HTTP-Method-Override', contract.method]],
  },
  {
    case: 'other-override-fields',
    title: 'GET with POST in other fields that override the method',
    method: 'GET',
    fields: [
      ['X-HTTP-Method', contract.method],
      ['X-Method-Override', contract.method],
    ],
  },
  {
    case: 'override-in-the-query',
    title: 'GET with _method=POST in the query',
    method: 'GET',
    query: `${goodQuery(NEXUS_CLIENT_ID ?? '')}&_method=${contract.method}`,
  },
];

export const pairs: Case = { case: 'pairs', title: 'requests without credentials, about a user and about nobody' };
export const known: Change = { case: 'known-user', title: 'no credentials, about a user who exists' };
export const unknown: Change = { case: 'unknown-user', title: 'no credentials, about nobody', user: 'unknown' };

/** So many that what differs by chance is not alike in all of them. */
const asked = 20;
const enough = 10;

export async function answersAbout(nexus: NexusClient, who: Change): Promise<readonly Exchange[]> {
  const refusals = await Promise.all(Array.from({ length: asked }, () => nexus.refusalOf(noCredentials, who)));
  const exchanges = refusals.map(({ exchange }) => exchange);
  const served = exchanges.filter((exchange) => isAnswered(exchange) && !isThrottled(exchange));
  const [lacking] = exchanges.filter((exchange) => !served.includes(exchange));
  if (served.length >= enough || !lacking) return served;
  const cause = lacking.noAnswer ? causeOf(lacking.noAnswer.kind) : 'throttled';
  throw inconclusive(cause, `${served.length} of ${asked} requests were answered`, { exchange: lacking.id });
}
