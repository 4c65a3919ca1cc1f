import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Oracle } from '../../src/judge/oracle.ts';
import { atLevel } from '../../src/judge/verdict.ts';
import type { Answered, Exchange, Field, Intent, SentRequest } from '../../src/model/exchange.ts';
import { failureMessage } from '../../src/report/failure.ts';
import { type Check, collect } from '../../src/run/check.ts';
import { answered } from './exchange-setup.ts';
import { applicationToken, bearer, controls, recorded } from './failure-setup.ts';

/** One finding and what led to it, to be told in a letter. */
export interface Letter {
  readonly id: RequirementId;
  /** Finds something in the exchange, as the requirement's body does. */
  readonly judge: (check: Check, exchange: Exchange) => void;
  readonly exchange: Exchange;
  /** What was sent before: the good requests, unless it is something else. */
  readonly record?: readonly Exchange[];
}

export function letterOf({ id, judge, exchange, record = controls() }: Letter): string {
  const { check, findings } = collect(id);
  judge(check, exchange);
  const told = findings().map((finding) => atLevel(requirements[id].level, finding));
  return `${failureMessage({ id, findings: told }, [...record, exchange])}\n`;
}

/** What of an exchange is told. */
export interface Parts {
  readonly status?: number;
  readonly sent?: readonly Field[];
  readonly request?: Partial<SentRequest>;
  readonly fields?: readonly Field[];
  readonly content?: string;
}

/** What is sent is a good request, unless it is something else. */
export function exchangeOf(
  intent: Pick<Intent, 'purpose' | 'case' | 'title'> & Partial<Intent>,
  { status = 400, sent = [bearer, applicationToken], request, ...answer }: Parts,
): Answered {
  return recorded(answered(status, answer), { fields: sent, ...request }, intent);
}

/** By a requirement that looks at everything that was answered. */
export function byOracle(id: RequirementId, oracle: Oracle, exchange: Exchange): Letter {
  return {
    id,
    judge: (check) => check.every([exchange], { concerned: () => true, oracle, none: 'nothing' }),
    exchange,
  };
}
