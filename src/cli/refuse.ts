import type { Misconfiguration } from '../configuration/misconfiguration.ts';
import { jsonWithoutOrders } from '../report/text.ts';
import type { Asked } from './arguments.ts';

/** Tells on stderr, and as JSON on stdout where that was asked for, why a command cannot do what it was to; returns its exit code. */
export function refuse(
  intention: string,
  problems: readonly Misconfiguration[],
  { json }: Pick<Asked, 'json'>,
): number {
  const lines = [intention, ...problems.map(({ message }) => `- ${message}`)];
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  if (json) printJson({ exitCode: 2, problems });
  return 2;
}

/** What a program reads: the whole of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${jsonWithoutOrders(JSON.stringify(value, undefined, 2))}\n`);
}
