import type { Outcome } from '../model/finding.ts';
import { type Colour, inAscii, painted, type Terminal } from './terminal.ts';
import { outcomeWords } from './verdict-line.ts';

/** Where a run stands. Times are in milliseconds since the epoch. */
export interface Standing {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** The requirement, or the phase, that is under way. */
  readonly current: string;
  /** What it waits for where nothing happens. */
  readonly awaits: 'the runner' | 'an answer' | 'an e-mail';
  /** When something was last heard of: a test began, or an exchange was recorded. */
  readonly heardAt: number;
  /** The last pause that the run has made, or makes. */
  readonly pause: PauseUntil;
}

export interface PauseUntil {
  readonly why: string;
  readonly until: number;
  /** Milliseconds in all, of one that ends with what is waited for. */
  readonly atMost?: number;
}

/** A wait shorter than this is no news, in milliseconds. */
const shortestWait = 2000;

/** What the run waits for and how long, or `undefined` where it does not. */
export function waiting({ heardAt, pause, awaits }: Standing, now: number): string | undefined {
  const left = pause.until - now;
  if (left > 0 && pause.atMost !== undefined) {
    const passed = Math.floor((pause.atMost - left) / 1000);
    return `waiting for ${pause.why}, ${passed} s of ${Math.round(pause.atMost / 1000)} at most`;
  }
  if (left > 0) return `${pause.why}: a pause, ${Math.ceil(left / 1000)} s more`;
  const passed = now - Math.max(heardAt, pause.until);
  if (passed < shortestWait) return undefined;
  return `waiting for ${awaits}, ${Math.floor(passed / 1000)} s`;
}

/** The one line that moves on a terminal, cut to its width. */
export function movingLine(standing: Standing, now: number, terminal: Terminal): string {
  const { done, total, failed, current } = standing;
  const parts = [`${done}/${total}`, failed > 0 && `${failed} ${failedSoFar}`, current, waiting(standing, now)];
  const line = parts.filter(Boolean).join(' · ');
  return shown(line, terminal).slice(0, terminal.columns - 1);
}

/** The line that says, where nothing can move, that the run still lives. */
export function waitingLine({ done, total, current }: Standing, waits: string, terminal: Terminal): string {
  return shown(`… ${current} (${done} of ${total} done): ${waits}`, terminal);
}

export interface Judged {
  readonly id: string;
  readonly outcome: Outcome;
}

/** The end of the run may show a failure in another light, as where a firewall has banned it. */
const failedSoFar = 'failed so far';

/** A chapter that has been judged to its end: its counts and what failed. */
export function chapterLine(title: string, judged: readonly Judged[], terminal: Terminal): string {
  const having = (outcome: Outcome) => judged.filter((one) => one.outcome === outcome).map(({ id }) => id);
  const counts = outcomeWords.flatMap(([outcome, word]) => {
    const ids = having(outcome);
    if (ids.length === 0) return [];
    return [outcome === 'failed' ? `${ids.length} ${failedSoFar} (${ids.join(', ')})` : `${ids.length} ${word}`];
  });
  const [sign, colour] = signOf(judged);
  return `${painted(shown(sign, terminal), colour, terminal.colours)} ${shown(`${title}: ${counts.join(', ')}`, terminal)}`;
}

function signOf(judged: readonly Judged[]): readonly [sign: string, colour: Colour] {
  const some = (outcome: Outcome) => judged.some((one) => one.outcome === outcome);
  if (some('failed')) return ['✗', 'red'];
  if (some('inconclusive')) return ['?', 'yellow'];
  return some('warned') ? ['!', 'yellow'] : ['✓', 'green'];
}

function shown(text: string, { utf8 }: Terminal): string {
  return utf8 ? text : inAscii(text);
}
