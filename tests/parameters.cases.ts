import type { Credentials } from '../src/client/credentials.ts';
import type { Keyring } from '../src/client/keyring.ts';
import { goodQuery, type Stimulus } from '../src/client/stimulus.ts';
import type { Values } from '../src/configuration/values.ts';
import type { Answers } from '../src/judge/answers.ts';
import type { Refusal } from '../src/judge/expectations.ts';
import { contract, operationPath } from '../src/model/contract.ts';
import type { Exchange } from '../src/model/exchange.ts';
import { forEachCase } from '../src/model/finding.ts';
import type { Change, Nexus } from '../src/run/nexus-client.ts';

/** What differs from the good request, with a name. */
type Case = Change & Pick<Stimulus, 'name'>;
export const nameOf = ({ name }: Case): string => name;

/** Sends it with good credentials; it may be answered 204. */
export const answerTo = (nexus: Nexus, change: Case): Promise<Exchange> =>
  nexus.answerTo(nexus.goodCredentials(), { ...change, authenticated: true });

/** Sends it with good credentials; it must not be answered 204. */
export const refusalOf = (nexus: Nexus, change: Case): Promise<Refusal> =>
  nexus.refusalOf(nexus.goodCredentials(), { ...change, authenticated: true });

/** The document lists 400 and 404, and describes neither. */
const documented = [400, 404];
export const documentedRefusal: Answers = { passed: documented };
export const refusalOrEntitlement: Answers = { passed: documented, warned: [403] };
export const refusalOrLenience: Answers = { passed: documented, warned: [204] };
export const refusalOfForm: Answers = { passed: [...documented, 415], warned: [204] };
export const preferably400: Answers = { passed: [400], warned: [404] };
export const refusalOfUnknownUser: Answers = { passed: [...documented, 403], otherClientErrors: 'warned' };
export const preferably404: Answers = { passed: [404], warned: [400, 403] };
export const refusalOfMalformedId: Answers = { passed: documented, otherClientErrors: 'warned' };
/** The empty segment may be another route, or be merged away by whoever redirects: Go does so with 307, others with 301. */
export const noSuccess: Answers = {
  passed: [301, 307, 308, 400, 401, 403, 404, 405],
  warned: [302, 303],
  otherClientErrors: 'warned',
};

/** The operator may declare that clients are checked when the e-mail is asked for, and not only when its link is used. */
export const refusalOfUnknownClient = ({ NEXUS_STRICT_CLIENT: strict }: Values): Answers =>
  strict
    ? { passed: documented, warned: [403], declared: 'NEXUS_STRICT_CLIENT' }
    : { passed: documented, warned: [403, 204] };

/** Judges the refusal by every accepted way in. */
export async function forEachWayIn(nexus: Nexus, change: Case, judge: (refusal: Refusal) => void): Promise<void> {
  const refusals = await nexus.refusalsOf(change);
  await forEachCase(
    refusals,
    ({ exchange }) => exchange.intent.name,
    async (refusal) => judge(refusal),
  );
}

/** The two errors of the operation itself that more than one requirement looks at. */
export const withoutClientId = { name: 'no clientId', query: '' } as const satisfies Case;
export const ofUnknownUser = { name: 'an unknown user', user: 'unknown' } as const satisfies Case;

const { queryParameter } = contract;

export const emptyClientIds: readonly Case[] = [
  { name: 'an empty value', query: `${queryParameter}=`, operationLevel: true },
  { name: 'no value at all', query: queryParameter, operationLevel: true },
];

export const ofUnknownClient = ({ NEXUS_UNKNOWN_CLIENT_ID }: Values): Case => ({
  name: 'an unknown clientId',
  query: goodQuery(NEXUS_UNKNOWN_CLIENT_ID ?? ''),
  operationLevel: true,
});

export const malformedUserId: Case = { name: 'a malformed userId', user: 'malformed', operationLevel: false };
export const madeUpUserId: Case = {
  name: 'a made-up userId',
  spelling: () => operationPath('nexus-conformance'),
  mayMail: false,
};
export const emptyUserId: Case = {
  name: 'an empty userId',
  spelling: () => operationPath(''),
  user: 'user',
  operationLevel: false,
};

/**
 * The text with two unreserved characters as escapes, in upper-case and in lower-case hex (RFC 3986 §2.1): the first letter
 * or digit, and the first character whose escape has a letter, so that the two forms differ.
 */
export function escaped(text: string): readonly [upperCase: string, lowerCase: string] {
  const encoded = encodeURIComponent(text);
  const places = [/(?<!%.?)[a-zA-Z0-9]/, /(?<!%.?)[j-oJ-OzZ_~-]/].map((pattern) => encoded.search(pattern));
  const spelled = (octet: (hex: string) => string) =>
    [...encoded].map((c, at) => (places.includes(at) ? `%${octet(c.charCodeAt(0).toString(16))}` : c)).join('');
  return [spelled((hex) => hex.toUpperCase()), spelled((hex) => hex)];
}

/** One form by one way in and the other by the next: both by both would be two e-mails more. */
export function percentEncoded(
  { NEXUS_USER_ID, NEXUS_CLIENT_ID }: Values,
  ways: readonly [Credentials, ...Credentials[]],
): readonly (Case & { readonly credentials: Credentials })[] {
  const userIds = escaped(NEXUS_USER_ID ?? '');
  const clientIds = escaped(NEXUS_CLIENT_ID ?? '');
  return ['upper-case', 'lower-case'].map((hex, at) => ({
    name: `characters of each id as escapes in ${hex} hex`,
    spelling: () => operationPath(userIds[at] ?? ''),
    query: `${queryParameter}=${clientIds[at]}`,
    credentials: ways[at] ?? ways[0],
  }));
}

const repetitions = [
  { name: 'the same clientId twice', second: 'NEXUS_CLIENT_ID' },
  { name: 'two registered clientIds', second: 'NEXUS_SECOND_CLIENT_ID' },
] as const;
export const repeated = repetitions.map(({ name, second }) => ({
  name,
  queryOf: ({ setting }: Keyring) => `${goodQuery(setting('NEXUS_CLIENT_ID'))}&${goodQuery(setting(second))}`,
}));

export const documentedOutcomes = [204, ...documented];
/**
 * Other resources, strictly speaking: a router may know them, redirect from them, or take them for a path without POST, and
 * a gateway may answer 401 or 403 to whatever it does not know.
 */
const otherResource = [...documentedOutcomes, 301, 302, 303, 307, 308, 401, 403, 405];

export function spellings({ NEXUS_CLIENT_ID }: Values): readonly (Case & { readonly allowed: readonly number[] })[] {
  const good = goodQuery(NEXUS_CLIENT_ID ?? '');
  const upperCaseFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return [
    { name: 'the parameter in another letter case', query: upperCaseFirst(good), allowed: documentedOutcomes },
    { name: 'an unknown parameter besides', query: `${good}&nexus-conformance=1`, allowed: documentedOutcomes },
    { name: 'a slash at the end', spelling: (path) => `${path}/`, allowed: otherResource },
    {
      name: 'a path segment in another letter case',
      spelling: (path) => path.replace(/[^/]+$/, (segment) => segment.toUpperCase()),
      allowed: otherResource,
    },
  ];
}

export function inFormBody({ NEXUS_CLIENT_ID }: Values): Case {
  const content = { type: 'application/x-www-form-urlencoded', text: goodQuery(NEXUS_CLIENT_ID ?? '') };
  return { name: 'clientId in a form body only', query: '', content };
}

export function severalFaults(values: Values): readonly Case[] {
  const twofold = [
    { name: 'an unknown user and no clientId', user: 'unknown', query: '', operationLevel: true },
    { ...ofUnknownClient(values), name: 'an unknown user and an unknown clientId', user: 'unknown' },
  ] as const;
  const { NEXUS_MALFORMED_USER_ID: malformed } = values;
  if (malformed === undefined || malformed === 'none') return twofold;
  return [
    ...twofold,
    { name: 'a malformed userId and no clientId', user: 'malformed', query: '', operationLevel: false },
  ];
}
