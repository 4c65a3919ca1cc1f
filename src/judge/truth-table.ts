import type { Profile } from '../../requirements/types.ts';
import {
  type Alternative,
  alternatives,
  contract,
  credentialStates,
  type RowState,
  type Scheme,
  type StateName,
  type Truth,
} from '../model/contract.ts';

export type RowVerdict = 'accept' | 'reject' | 'open';

/** One combination of credential states and what the contract's `security` says of it. */
export interface Row {
  /** The states of the schemes that are not absent, in kebab-case: `bearer-valid-application-token-empty`. */
  readonly id: string;
  readonly states: RowState;
  readonly verdict: RowVerdict;
  readonly authorizationLines: number;
}

/** What the operator declares and a row's value depends on. */
export interface Declared {
  /** With a required scope a Bearer of another scope certainly does not satisfy. */
  readonly requiredScope: boolean;
}

const schemes = Object.keys(credentialStates) as readonly Scheme[];
const idOf: Readonly<Record<Scheme, string>> = {
  Bearer: 'bearer',
  ApplicationToken: 'application-token',
  Basic: 'basic',
};

function truthOf(states: RowState, scheme: Scheme, { requiredScope }: Declared): Truth {
  if (requiredScope && states[scheme] === 'wrong-scope') return 0;
  return (credentialStates[scheme] as Readonly<Record<string, Truth>>)[states[scheme]] ?? 0;
}

const present = (states: RowState) => schemes.filter((scheme) => states[scheme] !== 'absent');

function authorizationLines(states: RowState): number {
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
  states: RowState,
  declared: Declared,
  security: readonly Pick<Alternative, 'schemes'>[] = alternatives,
): RowVerdict {
  const truth = (scheme: Scheme) => truthOf(states, scheme, declared);
  const satisfaction = (alternative: Pick<Alternative, 'schemes'>) => Math.min(...alternative.schemes.map(truth));
  const satisfied = Math.max(...security.map(satisfaction));
  if (satisfied === 0) return 'reject'; // R1
  if (satisfied < 1) return 'open'; // R2
  if (authorizationLines(states) > 1) return 'open'; // R3
  const clean = security.some(
    (alternative) =>
      satisfaction(alternative) === 1 &&
      present(states).every((scheme) => alternative.schemes.includes(scheme) || truth(scheme) === 1),
  );
  return clean ? 'accept' : 'open'; // R5, R4
}

export function rowOf(states: RowState, declared: Declared): Row {
  const parts = present(states).map((scheme) => `${idOf[scheme]}-${states[scheme]}`);
  return {
    id: parts.join('-') || 'no-credentials',
    states,
    verdict: verdictOf(states, declared),
    authorizationLines: authorizationLines(states),
  };
}

const statesOf = <S extends Scheme>(scheme: S) => Object.keys(credentialStates[scheme]) as StateName<S>[];

const tables = new Map<boolean, readonly Row[]>();

/** Every combination of states: 8 × 6 × 8 rows, each made once. */
export function fullTable(declared: Declared): readonly Row[] {
  const table = tables.get(declared.requiredScope) ?? everyRow(declared);
  tables.set(declared.requiredScope, table);
  return table;
}

function everyRow(declared: Declared): Row[] {
  return statesOf('Bearer').flatMap((Bearer) =>
    statesOf('ApplicationToken').flatMap((ApplicationToken) =>
      statesOf('Basic').map((Basic) => rowOf({ Bearer, ApplicationToken, Basic }, declared)),
    ),
  );
}

/** The states in which the schemes of one alternative are valid and the others absent. */
export const baseOf = ({ schemes: needed }: Alternative): RowState =>
  Object.fromEntries(
    schemes.map((scheme) => [scheme, needed.includes(scheme) ? 'valid' : 'absent']),
  ) as unknown as RowState;

const bases = alternatives.map(baseOf);

/** Half of one alternative beside a wrong other one: no single step from a base reaches it. */
const landmark: RowPattern = { Bearer: 'absent', ApplicationToken: 'valid', Basic: 'wrong-password' };
const smokeRows: readonly RowPattern[] = [
  { Bearer: 'valid', ApplicationToken: 'valid', Basic: 'absent' },
  { Bearer: 'absent', ApplicationToken: 'absent', Basic: ['absent', 'valid', 'wrong-user'] },
  { Bearer: 'valid', ApplicationToken: ['absent', 'invalid'], Basic: 'absent' },
  { Bearer: 'absent', ApplicationToken: 'valid', Basic: 'absent' },
];

/** A base with at most one scheme in another state, or the landmark. */
function isBaseChoice(row: Row): boolean {
  const stepsFrom = (base: RowState) => schemes.filter((scheme) => row.states[scheme] !== base[scheme]).length;
  return matches(landmark, row) || bases.some((base) => stepsFrom(base) <= 1);
}

const inProfile: Readonly<Record<Profile, (row: Row) => boolean>> = {
  smoke: (row) => smokeRows.some((pattern) => matches(pattern, row)),
  gate: (r) => r.authorizationLines <= 1 && isBaseChoice(r),
  certify: (r) => r.authorizationLines <= 1 || isBaseChoice(r),
};

/** The rows that a profile sends. */
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
export function inWords(states: RowState): string {
  const stated = present(states).map((scheme) => `${scheme} ${states[scheme]}`);
  return stated.length === 0 ? 'no credentials' : stated.join(', ');
}
