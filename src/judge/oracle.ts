import type { Exchange, ReceivedResponse } from '../model/exchange.ts';
import { conclude, type Finding, notApplicable } from '../model/finding.ts';

/** An exchange that was answered. */
export type Answered = Exchange & { readonly response: ReceivedResponse };

/** Looks back at one answered exchange and says what is wrong with it, if anything. Pure. */
export type Oracle = (exchange: Answered) => Finding | undefined;

export function isAnswered(exchange: Exchange): exchange is Answered {
  return exchange.response !== undefined;
}

export const withStatus =
  (...statuses: readonly number[]) =>
  ({ response }: Answered): boolean =>
    statuses.includes(response.status);

/**
 * Holds an oracle against every recorded exchange that it concerns. Where it concerns none there is nothing to judge:
 * not applicable, in the words of `none`. What is found alike in many exchanges is said once, with their number.
 */
export function expectEvery(
  record: readonly Exchange[],
  { concerned, oracle, none }: { concerned: (exchange: Answered) => boolean; oracle: Oracle; none: string },
): void {
  const judged = record.filter(isAnswered).filter(concerned);
  if (judged.length === 0) throw notApplicable(none);
  const findings = judged.flatMap((exchange) => {
    const finding = oracle(exchange);
    return finding ? [{ ...finding, exchange: exchange.id }] : [];
  });
  conclude(groupedByReason(findings));
}

function groupedByReason(findings: readonly Finding[]): Finding[] {
  const reasons = [...new Set(findings.map(({ reason }) => reason))];
  return reasons.flatMap((reason) => {
    const [first, ...others] = findings.filter((finding) => finding.reason === reason);
    if (!first) return [];
    const said = others.length > 0 ? `${reason} (in ${others.length + 1} exchanges, first ${first.exchange})` : reason;
    return [{ ...first, reason: said }];
  });
}
