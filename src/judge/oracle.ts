import { type Answered, type Exchange, isAnswered } from '../model/exchange.ts';
import { type Finding, grouped } from '../model/finding.ts';

/** Looks back at one answered exchange and says what is wrong with it, if anything. Pure. */
export type Oracle = (exchange: Answered) => Finding | undefined;

export const withStatus =
  (...statuses: readonly number[]) =>
  ({ response }: Answered): boolean =>
    statuses.includes(response.status);

/** An oracle, which exchanges it concerns, and what is said where there are none. */
export interface Look {
  readonly concerned: (exchange: Answered) => boolean;
  readonly oracle: Oracle;
  readonly none: string;
}

/** What a look at the whole record found, and whether there was anything to look at. */
export interface LookedBack {
  readonly judged: number;
  readonly findings: readonly Finding[];
}

/**
 * Holds an oracle against every recorded exchange that it concerns. Where it concerns none there is nothing to judge. What
 * is found alike in many exchanges is said once, with their number.
 */
export function lookBack(record: readonly Exchange[], { concerned, oracle, none }: Look): LookedBack {
  const judged = record.filter(isAnswered).filter(concerned);
  if (judged.length === 0) return { judged: 0, findings: [{ outcome: 'not-applicable', reason: none }] };
  const findings = judged.flatMap((exchange) => {
    const finding = oracle(exchange);
    return finding ? [{ ...finding, exchange: exchange.id }] : [];
  });
  return {
    judged: judged.length,
    findings: grouped(findings, ({ reason }) => [reason]).map(([, alike]) => once(alike)),
  };
}

function once([first, ...others]: readonly [Finding, ...Finding[]]): Finding {
  if (others.length === 0) return first;
  return { ...first, reason: `${first.reason} (in ${others.length + 1} exchanges, first ${first.exchange})` };
}
