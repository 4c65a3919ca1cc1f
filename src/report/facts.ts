import { type VariableName, variable, variableNames } from '../../config/variables.ts';
import type { Configuration } from '../configuration/resolve.ts';
import type { Values } from '../configuration/values.ts';
import { parseChallenges } from '../judge/challenges.ts';
import { type Exchange, fieldValues, isAnswered, isThrottling } from '../model/exchange.ts';
import type { BuildSeen } from '../run/ledger.ts';
import { offeredOf, type Representation, representationsIn } from './representations.ts';

/** What the operator says of the target and the suite cannot see. */
export type Declared = Readonly<Partial<Record<VariableName, string>>>;

/** What the run saw of the target besides what it judged. */
export interface Observed {
  readonly exchanges: number;
  /** Number of answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Values of the Server field. */
  readonly servers: readonly string[];
  /** Schemes that 401 responses challenge for. */
  readonly challenges: readonly string[];
  /** Which build was answering and when; empty where none is expected. */
  readonly builds: readonly BuildSeen[];
  /** What errors were asked for in, and came in; empty where `problem/negotiated` was not judged. */
  readonly representations: readonly Representation[];
}

/** How long the target took for its answers, and what it cost that it asked for fewer requests. No verdict rests on it. */
export interface Timing {
  /** Of the time that an answer took; null where none came. */
  readonly medianMilliseconds: number | null;
  readonly slowestMilliseconds: number | null;
  /** Number of answers that asked for fewer requests: 429, or 503. */
  readonly throttled: number;
  /** How long the run waited therefore. */
  readonly waitedMilliseconds: number;
  /** Medians of the requests without credentials of `advice/no-enumeration`: what tells users apart may be time. */
  readonly withoutCredentials?: { readonly knownUserMilliseconds: number; readonly unknownUserMilliseconds: number };
}

const declarations: readonly VariableName[] = [
  'NEXUS_TOKEN_FORMAT',
  'NEXUS_REQUIRED_SCOPE',
  'NEXUS_STRICT_CLIENT',
  'NEXUS_NO_CLOCK',
];

/** Who is certified, what kind of tokens there are, and what is said not to exist. Never a secret. */
export function declaredBy(values: Values): Declared {
  const said = variableNames.filter(
    (name) =>
      (values[name] === 'none' && variable(name).group !== 'Run') ||
      declarations.includes(name) ||
      variable(name).group === 'Who is certified',
  );
  return Object.fromEntries(
    said.filter((name) => values[name] !== undefined).map((name) => [name, String(values[name])]),
  );
}

const implementation = {
  NEXUS_IMPLEMENTATION_NAME: 'Implementation',
  NEXUS_IMPLEMENTATION_VERSION: 'Version',
  NEXUS_IMPLEMENTATION_VENDOR: 'Vendor',
} as const satisfies Partial<Record<VariableName, string>>;

/** Who is judged, in words, as far as it was declared. */
export function implementationOf(declared: Declared): [name: string, value: string][] {
  const names = Object.keys(implementation) as (keyof typeof implementation)[];
  return names.flatMap((name) => (declared[name] === undefined ? [] : [[implementation[name], declared[name]]]));
}

/** What was seen of who is judged, in words. */
export function seenOf({ builds, servers, representations }: Observed): [name: string, value: string][] {
  const seen = builds.map(({ at, got }) => `${got} (${at})`);
  const offered = offeredOf(representations);
  return [
    ...(seen.length > 0 ? [['Build', seen.join(', ')] as [string, string]] : []),
    ...(servers.length > 0 ? [['Server', servers.join(', ')] as [string, string]] : []),
    ...(offered === undefined ? [] : [['Representations', offered] as [string, string]]),
  ];
}

/** What was given that makes a run ask less, or less safely, by the word that the verdict line has for it. */
export const guards = {
  NEXUS_MAIL_FREE: 'mail-free',
  NEXUS_INSECURE_TLS: 'insecure-tls',
  NEXUS_ALLOW_PLAINTEXT: 'plaintext',
  NEXUS_MAX_RPS: 'paced',
  NEXUS_SEED: 'seeded',
  NEXUS_SKIP: 'skipped',
} as const satisfies Partial<Record<VariableName, string>>;

export type Lowered = Readonly<Partial<Record<keyof typeof guards, string>>>;

export function loweredBy({ values, origins }: Pick<Configuration, 'values' | 'origins'>): Lowered {
  const names = Object.keys(guards) as (keyof typeof guards)[];
  const given = names.filter(
    (name) => values[name] !== undefined && values[name] !== false && origins[name] !== 'default',
  );
  return Object.fromEntries(given.map((name) => [name, String(values[name])]));
}

export function observedIn(exchanges: readonly Exchange[], builds: readonly BuildSeen[]): Observed {
  const responses = exchanges.flatMap(({ response }) => (response ? [response] : []));
  const statuses: Record<string, number> = {};
  for (const { status } of responses) statuses[status] = (statuses[status] ?? 0) + 1;
  const fields = (name: string) => responses.flatMap((response) => fieldValues(response.fields, name));
  const schemes = parseChallenges(fields('www-authenticate')).challenges.map(({ scheme }) => scheme);
  return {
    exchanges: exchanges.length,
    statuses,
    servers: [...new Set(fields('server'))],
    challenges: [...new Set(schemes)],
    builds,
    representations: representationsIn(exchanges),
  };
}

export function timingOf(exchanges: readonly Exchange[]): Timing {
  const answered = exchanges.filter(isAnswered);
  const compared = answered.filter(({ intent }) => intent.purpose === 'advice/no-enumeration');
  const unknown = medianOf(compared.filter(({ intent }) => intent.user === 'unknown'));
  const known = medianOf(compared.filter(({ intent }) => intent.user !== 'unknown'));
  return {
    medianMilliseconds: medianOf(answered) ?? null,
    slowestMilliseconds: answered.length > 0 ? Math.max(...answered.map(({ milliseconds }) => milliseconds)) : null,
    throttled: answered.filter(({ response }) => isThrottling(response)).length,
    waitedMilliseconds: waitedIn(exchanges),
    ...(known !== undefined &&
      unknown !== undefined && {
        withoutCredentials: { knownUserMilliseconds: known, unknownUserMilliseconds: unknown },
      }),
  };
}

function medianOf(exchanges: readonly Exchange[]): number | undefined {
  const times = exchanges.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
  return times[Math.floor((times.length - 1) / 2)];
}

/** Several requests may have waited at the same time. */
function waitedIn(exchanges: readonly Exchange[]): number {
  const waits = exchanges.flatMap(({ sentAt, waited }) => {
    const until = Date.parse(sentAt);
    return waited === undefined ? [] : [{ from: until - waited, until }];
  });
  let [sum, told] = [0, 0];
  for (const { from, until } of waits.toSorted((a, b) => a.from - b.from)) {
    sum += Math.max(0, until - Math.max(from, told));
    told = Math.max(told, until);
  }
  return sum;
}
