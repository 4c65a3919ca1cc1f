import type { Exchange } from '../exchange.ts';
import { failureMessage } from './failure.ts';
import { printable } from './printable.ts';
import type { Result, Statement } from './statement.ts';

/** What a person reads at the end of a run, above the verdict line: failures in full, the rest in a line each. */
export function summary({ requirements, reason, verdict }: Statement, exchanges: readonly Exchange[]): string {
  const having = (outcome: Result['outcome']) => requirements.filter((result) => result.outcome === outcome);
  const blocks = [
    ...having('failed').map((result) => `✗ ${failureMessage(result, exchanges)}`),
    ...listed('could not be judged', having('inconclusive')),
    ...listed('recommendations not followed', having('warned')),
    ...(verdict === 'pass' ? [] : [`${verdict}: ${printable(reason)}`]),
  ];
  return blocks.map((block) => `${block}\n\n`).join('');
}

function listed(title: string, results: readonly Result[]): string[] {
  if (results.length === 0) return [];
  const groups = new Map<string, string[]>();
  for (const { id, reason } of results) {
    const [first = ''] = (reason ?? '').split('\n');
    groups.set(first, [...(groups.get(first) ?? []), id]);
  }
  const lines = [...groups].flatMap(([reason, ids]) => [`  ${printable(reason)}`, ...ids.map((id) => `    ${id}`)]);
  return [[`${results.length} ${title}`, ...lines].join('\n')];
}
