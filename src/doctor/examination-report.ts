import type { Profile } from '../../requirements/types.ts';
import type { Check } from './check.ts';
import { type Coverage, coverageLine, type NoCoverage } from './coverage.ts';

/** All that the doctor found. */
export interface Examination {
  /** Null where the configuration does not say. */
  readonly target: string | null;
  readonly profile: Profile | null;
  readonly checks: readonly Check[];
  readonly coverage: readonly (Coverage | NoCoverage)[];
  readonly exitCode: 0 | 2 | 3 | 75;
}

/** Prints what was found on stdout and comes back with the exit code. */
export function report(examination: Examination, json: boolean): number {
  process.stdout.write(json ? `${JSON.stringify(examination, undefined, 2)}\n` : reportText(examination));
  return examination.exitCode;
}

const nameWidth = 'configuration'.length;

/** A line a check, what to do below it; then what each profile could judge; the last line says whether a run may begin. */
function reportText({ checks, coverage, ...whole }: Examination): string {
  const lines = [
    ...checks.flatMap(({ name, state, says, wayOut }) => [
      `${state.padEnd(8)} ${name.padEnd(nameWidth)}  ${says}`,
      ...(wayOut === undefined ? [] : [`${' '.repeat(nameWidth + 11)}> ${wayOut}`]),
    ]),
    ...(coverage.length > 0 ? ['', 'What could be judged of the requirements that are built:'] : []),
    ...coverage.map((of) => `  ${coverageLine(of)}`),
    '',
    conclusion(whole, checks),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const meanings: Readonly<Record<Examination['exitCode'], (profile: string) => string>> = {
  0: (profile) => `ready for ${profile}`,
  2: (profile) => `not ready for ${profile}: it cannot be judged as a whole as it is configured`,
  3: (profile) => `not ready for ${profile}: there are problems, or no alternative was seen to be accepted`,
  75: (profile) => `not ready for ${profile}: the target was not reached, or is not ready; --wait SECONDS waits for it`,
};

function conclusion({ profile, target, exitCode }: Omit<Examination, 'checks' | 'coverage'>, checks: readonly Check[]) {
  const problems = checks.filter(({ state }) => state === 'problem').length;
  const said = meanings[exitCode](profile ?? 'any profile');
  return `${said}${target === null ? '' : ` (${target})`}${problems > 0 ? `; problems above: ${problems}` : ''}`;
}
