import type { Misconfiguration } from '../configuration/misconfiguration.ts';

/** Tells on stderr why a command cannot do what it was asked for; comes back with its exit code. */
export function refuse(intention: string, problems: readonly Misconfiguration[]): number {
  const lines = [intention, ...problems.map(({ message }) => `- ${message}`)];
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  return 2;
}
