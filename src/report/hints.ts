import type { RequirementId } from '../../requirements/index.ts';
import type { Scheme } from '../model/credential-states.ts';
import { type Exchange, type Field, fieldValues } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { controlCauses, stackCauses, statusCauses } from './hints/answer-hints.ts';
import { authCauses } from './hints/auth-hints.ts';
import { contractCauses } from './hints/contract-hints.ts';
import type { LikelyCause } from './hints/hint.ts';

/** The most telling first: the first that fits is told. */
const causes: readonly LikelyCause[] = [
  ...stackCauses,
  ...controlCauses,
  ...authCauses,
  ...contractCauses,
  ...statusCauses,
];

/** What is likely behind a finding, in one sentence; undefined where nothing sensible is known. */
export function likelyCause(finding: Finding, exchange: Exchange | undefined, id: RequirementId): string | undefined {
  return causes.find((cause) => fits(cause, finding, exchange, id))?.says;
}

/** The causes that explain this requirement and not any, with the statuses that they go with. */
export function causesNaming(id: RequirementId): readonly LikelyCause[] {
  return causes.filter(({ of }) => of?.includes(id));
}

function fits(cause: LikelyCause, { case: name, reason }: Finding, exchange: Exchange | undefined, id: RequirementId) {
  const explains = !cause.of || cause.of.includes(id);
  const isFound = !cause.found || cause.found.test(`${name ?? ''}: ${reason}`);
  return explains && isFound && fitsExchange(cause, exchange);
}

function fitsExchange({ status, field, content, sent, states }: LikelyCause, exchange: Exchange | undefined): boolean {
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

function holdsField(fields: readonly Field[], [name, holds = /(?:)/]: NonNullable<LikelyCause['field']>): boolean {
  return fieldValues(fields, name).some((value) => holds.test(value));
}
