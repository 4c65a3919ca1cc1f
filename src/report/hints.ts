import type { RequirementId } from '../../requirements/index.ts';
import { type Exchange, type Field, fieldValues } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { controlHints, stackHints, statusHints } from './hints/answer-hints.ts';
import { authHints } from './hints/auth-hints.ts';
import { contractHints } from './hints/contract-hints.ts';
import type { Hint } from './hints/hint.ts';

/** The most telling first: the first that fits is told. */
export const hints: readonly Hint[] = [...stackHints, ...controlHints, ...authHints, ...contractHints, ...statusHints];

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
  return hints.find((hint) => judged.every((one) => fits(hint, id, one)))?.says;
}

/** The hints that explain this requirement and not any, with the statuses that they go with. */
export function hintsFor(id: RequirementId): readonly Hint[] {
  return hints.filter(({ of }) => of?.includes(id));
}

interface Judged {
  readonly finding: Finding;
  readonly exchange: Exchange | undefined;
}

function fits(hint: Hint, id: RequirementId, { finding, exchange }: Judged): boolean {
  const [, name = ''] = finding.case?.split('#') ?? [];
  return (
    (!hint.of || hint.of.includes(id)) &&
    (!hint.case || name.includes(hint.case)) &&
    (!hint.found || hint.found.test(finding.reason)) &&
    (!hint.got || hint.got.test(finding.got ?? '')) &&
    fitsRequest(hint, exchange) &&
    fitsAnswer(hint, exchange)
  );
}

function fitsRequest({ sent, respelled }: Hint, exchange: Exchange | undefined): boolean {
  if (respelled && exchange?.intent.plainTarget !== false) return false;
  if (!sent) return true;
  const { method, origin, target, fields } = exchange?.request ?? { fields: [] };
  const lines = [`${method} ${origin}${target}`, ...fields.map((line) => line.join(': '))];
  return sent.test(lines.join('\n'));
}

function fitsAnswer({ status, field, content }: Hint, exchange: Exchange | undefined): boolean {
  const { response } = exchange ?? {};
  const statusClass = `${String(response?.status).charAt(0)}xx`;
  return (
    (!status || status.some((wanted) => wanted === response?.status || wanted === statusClass)) &&
    (!field || holdsField(response?.fields ?? [], field)) &&
    (!content || content.test(response?.content ?? ''))
  );
}

function holdsField(fields: readonly Field[], [name, holds = /(?:)/]: NonNullable<Hint['field']>): boolean {
  return fieldValues(fields, name).some((value) => holds.test(value));
}
