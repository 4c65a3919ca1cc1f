import type { RequirementId } from '../../requirements/index.ts';
import { inShort } from '../judge/expectations.ts';
import type { Exchange, Field } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { type Hint, hints } from './hint-table.ts';

/**
 * What is likely behind findings that are alike, in one sentence that fits every one of them; undefined where nothing sensible
 * is known.
 */
export function hintFor(
  id: RequirementId,
  findings: readonly Finding[],
  record: readonly Exchange[],
): string | undefined {
  const judged = findings.map((finding) => ({ finding, exchange: record.find((one) => one.id === finding.exchange) }));
  return hints.find((hint) => judged.every((one) => fits(hint, id, one, record)))?.says;
}

/** What is likely behind answers, whatever was asked and judged: by what stands in them alone. */
export function hintForAnswers(exchanges: readonly Exchange[]): string | undefined {
  return ofAnswers.find((hint) => exchanges.every((exchange) => fitsAnswer(hint, exchange)))?.says;
}

const ofAnswers = hints.filter(({ says, status, answer, ...more }) => Object.keys(more).length === 0);

/** Whether it is the status of the answer that is wrong, and not something in it. */
export const isOfStatus = (finding: Finding, exchange: Exchange): boolean => finding.got === inShort(exchange);

/** The hints that explain this requirement and not any, with the statuses that they go with. */
export function hintsFor(id: RequirementId): readonly Hint[] {
  return hints.filter(({ of }) => of?.includes(id));
}

interface Judged {
  readonly finding: Finding;
  readonly exchange: Exchange | undefined;
}

function fits(hint: Hint, id: RequirementId, { finding, exchange }: Judged, record: readonly Exchange[]): boolean {
  const [, name = ''] = finding.case?.split('#') ?? [];
  return (
    (!hint.of || hint.of.includes(id)) &&
    (!hint.case || name.includes(hint.case)) &&
    (!hint.found || hint.found.test(finding.reason)) &&
    (!hint.got || hint.got.test(finding.got ?? '')) &&
    (!hint.good || (exchange?.intent.authenticated === true && isOfStatus(finding, exchange))) &&
    (!hint.elsewhere || record.some((other) => isSameCallerAccepted(other, exchange))) &&
    fitsRequest(hint, exchange) &&
    fitsAnswer(hint, exchange)
  );
}

function isSameCallerAccepted({ intent, response }: Exchange, exchange: Exchange | undefined): boolean {
  return (
    response?.status === 204 &&
    intent.authenticated &&
    intent.alternative === exchange?.intent.alternative &&
    intent.user !== exchange?.intent.user
  );
}

const lines = (fields: readonly Field[]): string[] => fields.map((line) => line.join(': '));

function fitsRequest({ sent, respelled }: Hint, exchange: Exchange | undefined): boolean {
  if (respelled && exchange?.intent.plainTarget !== false) return false;
  if (!sent) return true;
  if (!exchange) return false;
  const { method, origin, target, fields } = exchange.request;
  return sent.test([`${method} ${origin}${target}`, ...lines(fields)].join('\n'));
}

function fitsAnswer({ status, answer }: Hint, exchange: Exchange | undefined): boolean {
  const { response } = exchange ?? {};
  const statusClass = `${String(response?.status).charAt(0)}xx`;
  if (status && !status.some((wanted) => wanted === response?.status || wanted === statusClass)) return false;
  if (!answer) return true;
  return response !== undefined && answer.test([...lines(response.fields), '', response.content].join('\n'));
}
