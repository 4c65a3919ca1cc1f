import type { Profile } from '../../requirements/types.ts';
import { contract } from '../model/contract.ts';
import { credentialStates, type Scheme, type StateName, type StateOf, type Truth } from '../model/credential-states.ts';

export type RowVerdict = 'accept' | 'reject' | 'open';

/** One combination of credential states and what the contract's `security` says of it. */
export interface Row {
  /** `TT-B<i>A<j>S<k>`: the states' indices. */
  readonly name: string;
  readonly states: StateOf;
  readonly verdict: RowVerdict;
  readonly authorizationLines: number;
}

/** What the operator declares and a row's value depends on. */
export interface Declared {
  /** With a required scope a Bearer of another scope certainly does not satisfy. */
  readonly requiredScope: boolean;
}

const schemes = Object.keys(credentialStates) as readonly Scheme[];
const letters: Readonly<Record<Scheme, string>> = { Bearer: 'B', ApplicationToken: 'A', Basic: 'S' };

function truthOf(states: StateOf, scheme: Scheme, { requiredScope }: Declared): Truth {
  if (requiredScope && states[scheme] === 'wrong-scope') return 0;
  return (credentialStates[scheme] as Readonly<Record<string, Truth>>)[states[scheme]] ?? 0;
}

const present = (states: StateOf) => schemes.filter((scheme) => states[scheme] !== 'absent');

function authorizationLines(states: StateOf): number {
  return present(states).filter((scheme) => contract.authorizationSchemes.includes(scheme)).length;
}

/**
 * What `security` says of a combination. The first rule that applies decides:
 * - R1: no alternative can be satisfied: reject (OpenAPI: all schemes of one alternative).
 * - R2: whether one is satisfied is undetermined: open.
 * - R3: one is satisfied, but there are two Authorization lines: open; the sender broke RFC 9110 §5.3.
 * - R4: one is satisfied, and beside it stands material that is not itself valid: open; OpenAPI says authorised,
 *   RFC 9110 §11.4 lets a server answer 401 to any request that contains invalid credentials.
 * - R5: one is satisfied: accept.
 */
export function verdictOf(
  states: StateOf,
  declared: Declared,
  security: readonly (readonly Scheme[])[] = contract.security,
): RowVerdict {
  const truth = (scheme: Scheme) => truthOf(states, scheme, declared);
  const satisfaction = (alternative: readonly Scheme[]) => Math.min(...alternative.map(truth));
  const satisfied = Math.max(...security.map(satisfaction));
  if (satisfied === 0) return 'reject'; // R1
  if (satisfied < 1) return 'open'; // R2
  if (authorizationLines(states) > 1) return 'open'; // R3
  const clean = security.some(
    (alternative) =>
      satisfaction(alternative) === 1 &&
      present(states).every((scheme) => alternative.includes(scheme) || truth(scheme) === 1),
  );
  return clean ? 'accept' : 'open'; // R5, R4
}

export function rowOf(states: StateOf, declared: Declared): Row {
  const digits = schemes.map(
    (scheme) => letters[scheme] + Object.keys(credentialStates[scheme]).indexOf(states[scheme]),
  );
  return {
    name: `TT-${digits.join('')}`,
    states,
    verdict: verdictOf(states, declared),
    authorizationLines: authorizationLines(states),
  };
}

const statesOf = <S extends Scheme>(scheme: S) => Object.keys(credentialStates[scheme]) as StateName<S>[];

/** Every combination of states: 8 × 6 × 8 rows. */
export function fullTable(declared: Declared): Row[] {
  return statesOf('Bearer').flatMap((Bearer) =>
    statesOf('ApplicationToken').flatMap((ApplicationToken) =>
      statesOf('Basic').map((Basic) => rowOf({ Bearer, ApplicationToken, Basic }, declared)),
    ),
  );
}

/** The ways in, each alone: the schemes of one alternative valid, the others absent. */
export const bases = contract.security.map((alternative) => ({
  name: alternative.join(' with '),
  states: Object.fromEntries(
    schemes.map((scheme) => [scheme, alternative.includes(scheme) ? 'valid' : 'absent']),
  ) as unknown as StateOf,
}));

/** Half of one alternative beside a wrong other one: no single step from a base reaches it. */
const landmark = 'TT-B0A1S2';
const smokeRows = ['TT-B1A1S0', 'TT-B0A0S1', 'TT-B0A0S0', 'TT-B1A0S0', 'TT-B0A1S0', 'TT-B1A2S0', 'TT-B0A0S3'];

/** A base with at most one scheme in another state, or the landmark. */
function isBaseChoice({ name, states }: Row): boolean {
  const stepsFrom = (base: StateOf) => schemes.filter((scheme) => states[scheme] !== base[scheme]).length;
  return name === landmark || bases.some((base) => stepsFrom(base.states) <= 1);
}

const inProfile: Readonly<Record<Profile, (row: Row) => boolean>> = {
  smoke: ({ name }) => smokeRows.includes(name),
  gate: (r) => r.authorizationLines <= 1 && isBaseChoice(r),
  certify: (r) => r.authorizationLines <= 1 || isBaseChoice(r),
};

/** The rows that a profile sends: 7 in smoke, 27 in gate, 104 in certify. */
export function rowsOf(profile: Profile, declared: Declared): Row[] {
  return fullTable(declared).filter(inProfile[profile]);
}

/** States to pick rows by; a scheme that is not named may be in any state. */
export type RowPattern = { readonly [S in Scheme]?: StateName<S> | readonly StateName<S>[] };

export function matches(pattern: RowPattern, { states }: Row): boolean {
  return schemes.every((scheme) => {
    const wanted = pattern[scheme] as string | readonly string[] | undefined;
    return wanted === undefined || [wanted].flat().includes(states[scheme]);
  });
}

/** A row in words, e.g. `Bearer valid, ApplicationToken absent, Basic absent`. */
export function inWords(states: StateOf): string {
  const stated = present(states).map((scheme) => `${scheme} ${states[scheme]}`);
  return stated.length === 0 ? 'no credentials' : stated.join(', ');
}
