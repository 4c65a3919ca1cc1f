import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Source } from '../../requirements/types.ts';
import type { Exchange } from '../exchange.ts';
import { inShort } from '../judge/expectations.ts';
import type { Finding } from '../judge/finding.ts';
import { printable } from './printable.ts';

/** What a reader needs of a requirement's result, whichever road it came by. */
export interface Told {
  readonly id: string;
  readonly findings: readonly Finding[];
}

/** A letter to somebody who has never heard of us: what is demanded, what the target did, how to look again. */
export function failureMessage({ id, findings }: Told, exchanges: readonly Exchange[]): string {
  const { level, statement, sources } = requirements[id as RequirementId];
  return [
    `${id}   ${level}`,
    `  "${statement}"   ${sources.map(sourceInWords).join('; ')}`,
    ...findings.flatMap((finding) => ['', ...findingLines(finding, exchanges)]),
    '',
    `  again    npm run conformance -- --only ${id}`,
    `  more     docs/requirements.md#${id.replace('/', '-')}`,
  ].join('\n');
}

const sourceInWords = ({ document, section }: Source): string => `${document}, ${section}`;

function findingLines(
  { case: name, reason, wanted, got, exchange: id }: Finding,
  exchanges: readonly Exchange[],
): string[] {
  const exchange = exchanges.find((candidate) => candidate.id === id);
  return [
    ...(name === undefined ? [] : [`  case     ${printable(name)}`]),
    `  found    ${printable(reason)}`,
    ...(wanted === undefined ? [] : [`  wanted   ${wanted}`]),
    ...(got === undefined ? [] : [`  got      ${printable(got)}`]),
    ...(exchange ? exchangeLines(exchange) : []),
  ];
}

/** The exchange as `>` and `<` lines, so that no line begins with what a target sent. */
export function exchangeLines({ request, response, ...rest }: Exchange): string[] {
  const sent = [`${request.method} ${request.target}`, ...request.fields.map(([name, value]) => `${name}: ${value}`)];
  const content = response?.content ? ['', ...response.content.slice(0, 2000).split('\n')] : [];
  const received = response
    ? [`${response.status}`, ...response.fields.map(([name, value]) => `${name}: ${value}`), ...content]
    : [inShort({ request, ...rest })];
  return [...sent.map((line) => `    > ${printable(line)}`), ...received.map((line) => `    < ${printable(line)}`)];
}
