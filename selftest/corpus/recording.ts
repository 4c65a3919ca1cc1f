import { readFileSync, writeFileSync } from 'node:fs';
import type { Environment } from '../../reference/environment.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import type { Result, Statement } from '../../src/report/statement.ts';

/** A run as it was once: what was configured, what was sent and answered, and what that was judged to be. */
export interface Recording {
  /** The whole configuration; stand-ins where there were secrets. */
  readonly environment: Environment;
  readonly ending: Pick<Statement, 'verdict' | 'exitCode' | 'reason'>;
  readonly exchanges: readonly Exchange[];
  readonly results: readonly JudgedResult[];
}

export type JudgedResult = Pick<Result, 'id' | 'outcome' | 'findings'>;

/** The first line of a file. A run is told by what is otherwise than in another one, so that files stay small. */
type Head = Pick<Recording, 'environment' | 'ending'> & { readonly like?: string };

/** Each further line. */
type Difference =
  | { readonly exchange: Exchange }
  | { readonly result: JudgedResult }
  | { readonly noExchange: string }
  | { readonly noResult: string };

const fileOf = (name: string): URL => new URL(`./runs/${name}.ndjson`, import.meta.url);

export function readRecording(name: string): Recording {
  const [head, ...lines] = readFileSync(fileOf(name), 'utf8').trimEnd().split('\n');
  const { like, environment, ending } = JSON.parse(head ?? '') as Head;
  const differences = lines.map((line) => JSON.parse(line) as Difference);
  const base = like === undefined ? undefined : readRecording(like);
  const exchanges = byId(base?.exchanges);
  const results = byId(base?.results);
  for (const difference of differences) {
    if ('exchange' in difference) exchanges.set(difference.exchange.id, difference.exchange);
    if ('result' in difference) results.set(difference.result.id, difference.result);
    if ('noExchange' in difference) exchanges.delete(difference.noExchange);
    if ('noResult' in difference) results.delete(difference.noResult);
  }
  return { environment, ending, exchanges: inOrder(exchanges.values()), results: inOrder(results.values()) };
}

/** `like` names a recording that is written already. */
export function writeRecording(name: string, recording: Recording, like?: string): void {
  const { environment, ending } = recording;
  const base = like === undefined ? undefined : readRecording(like);
  const head: Head = { ...(like !== undefined && { like }), environment, ending };
  const exchanges = differing(recording.exchanges, base?.exchanges);
  const results = differing(recording.results, base?.results);
  const lines: readonly (Head | Difference)[] = [
    head,
    ...results.changed.map((result) => ({ result })),
    ...results.absent.map((noResult) => ({ noResult })),
    ...exchanges.changed.map((exchange) => ({ exchange })),
    ...exchanges.absent.map((noExchange) => ({ noExchange })),
  ];
  writeFileSync(fileOf(name), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

interface Identified {
  readonly id: string;
}

const byId = <T extends Identified>(all: readonly T[] = []) => new Map(all.map((one) => [one.id, one]));

const naturally = new Intl.Collator('en', { numeric: true });

/** `auth/basic#2` before `auth/basic#10`. */
export function inOrder<T extends Identified>(all: Iterable<T>): readonly T[] {
  return [...all].toSorted((one, other) => naturally.compare(one.id, other.id));
}

function differing<T extends Identified>(all: readonly T[], base: readonly T[] = []) {
  const [now, before] = [byId(all), byId(base)];
  return {
    changed: all.filter((one) => JSON.stringify(one) !== JSON.stringify(before.get(one.id))),
    absent: base.filter(({ id }) => !now.has(id)).map(({ id }) => id),
  };
}
