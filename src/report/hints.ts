import type { RequirementId } from '../../requirements/index.ts';
import type { Scheme } from '../model/credential-states.ts';
import { type Exchange, type Field, fieldValues } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { controlHints, stackHints, statusHints } from './hints/answer-hints.ts';
import { authHints } from './hints/auth-hints.ts';
import { contractHints } from './hints/contract-hints.ts';
import type { Hint } from './hints/hint.ts';

/** The most telling first: the first that fits is told. */
export const hints: readonly Hint[] = [
  ...stackHints,
  ...controlHints,
  ...authHints,
  ...contractHints,
  ...statusHints,
];

/** What is likely behind a finding, in one sentence; undefined where nothing sensible is known. */
export function hintFor(finding: Finding, exchange: Exchange | undefined, id: RequirementId): string | undefined {
  return hints.find((hint) => fits(hint, finding, exchange, id))?.says;
}

/** The hints that explain this requirement and not any, with the statuses that they go with. */
export function hintsFor(id: RequirementId): readonly Hint[] {
  return hints.filter(({ of }) => of?.includes(id));
}

function fits(hint: Hint, { case: name = '', reason }: Finding, exchange: Exchange | undefined, id: RequirementId) {
  const explains = !hint.of || hint.of.includes(id);
  const isOfCase = !hint.case || name.includes(hint.case);
  const isFound = !hint.found || hint.found.test(reason);
  return explains && isOfCase && isFound && fitsExchange(hint, exchange);
}

function fitsExchange({ status, field, content, sent, states }: Hint, exchange: Exchange | undefined): boolean {
  const { intent, request, response } = exchange ?? {};
  const statusClass = `${String(response?.status).charAt(0)}xx`;
  const lines = [`${request?.method} ${request?.target}`, ...(request?.fields ?? []).map((line) => line.join(': '))];
  return (
    (!status || status.some((wanted) => wanted === response?.status || wanted === statusClass)) &&
    (!field || holdsField(response?.fields ?? [], field)) &&
    (!content || content.test(response?.content ?? '')) &&
    (!sent || sent.test(lines.join('\n'))) &&
    (!states || (Object.keys(states) as Scheme[]).every((scheme) => states[scheme] === intent?.states?.[scheme]))
  );
}

function holdsField(fields: readonly Field[], [name, holds = /(?:)/]: NonNullable<Hint['field']>): boolean {
  return fieldValues(fields, name).some((value) => holds.test(value));
}
