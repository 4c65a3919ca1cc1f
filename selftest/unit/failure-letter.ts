import type { RequirementId } from '../../requirements/index.ts';
import { type Answered, expectEvery, type Oracle } from '../../src/judge/oracle.ts';
import type { Exchange, Field, Intent, SentRequest } from '../../src/model/exchange.ts';
import { answered } from './exchange-setup.ts';
import { applicationToken, bearer, recorded } from './failure-setup.ts';

/** One finding and what led to it, to be told in a letter. */
export interface Letter {
  readonly id: RequirementId;
  /** The expectation or oracle that finds it. */
  readonly judge: (exchange: Exchange) => unknown;
  readonly exchange: Exchange;
  /** The rest of the record. */
  readonly record?: readonly Exchange[];
}

/** What of an exchange is told. */
export interface Parts {
  readonly status?: number;
  readonly sent?: readonly Field[];
  readonly request?: Partial<SentRequest>;
  readonly intent?: Partial<Intent>;
  readonly fields?: readonly Field[];
  readonly content?: string;
}

export function exchangeOf(
  id: RequirementId,
  { status = 400, sent = [bearer, applicationToken], request, intent, ...answer }: Parts,
): Answered {
  const exchange = answered(status, { ...answer, id: `${id}#1` });
  return {
    ...exchange,
    ...recorded(exchange, { fields: sent, ...request }, { for: id, ...intent }),
    response: exchange.response,
  };
}

export function byOracle(id: RequirementId, oracle: Oracle, parts: Parts): Letter {
  const judge = (exchange: Exchange) => expectEvery([exchange], { concerned: () => true, oracle, none: 'nothing' });
  return { id, judge, exchange: exchangeOf(id, parts) };
}
