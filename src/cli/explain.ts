import { requirementIds } from '../../requirements/index.ts';
import { nearestName } from '../configuration/nearest-name.ts';
import { explanation } from '../report/explanation.ts';
import { printable } from '../report/printable.ts';
import type { Asked } from './arguments.ts';
import { invocation } from './commands.ts';
import { refuse } from './refuse.ts';

/** Prints a requirement in full. */
export function explain({ argument }: Asked): number {
  const id = requirementIds.find((known) => known === argument);
  if (id !== undefined) {
    process.stdout.write(`${explanation(id)}\n`);
    return 0;
  }
  const nearest = nearestName(argument, requirementIds);
  const message = `"${printable(argument)}" is not the id of a requirement. Did you mean ${nearest?.name}? ${invocation} list shows all.`;
  return refuse('Nothing is explained.', [{ message }]);
}
