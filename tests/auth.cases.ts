import { type Credentials, noCredentials, type Secret } from '../src/client/credentials.ts';
import { nearMisses } from '../src/client/forgery.ts';
import { goodQuery } from '../src/client/stimulus.ts';
import type { Values } from '../src/configuration/values.ts';
import { type Exchange, fieldValues } from '../src/exchange.ts';
import { credentialStates, type Scheme, type StateName } from '../src/judge/credential-states.ts';
import { expectRejection, type Refusal } from '../src/judge/expectations.ts';
import { forEachCase, notApplicable } from '../src/judge/finding.ts';
import type { Bench } from '../src/run/bench.ts';
import type { Change, Nexus } from '../src/run/nexus.ts';

interface Case {
  readonly words: string;
}
export const wordsOf = ({ words }: Case): string => words;

const presentStates = <S extends Scheme>(scheme: S) =>
  (Object.keys(credentialStates[scheme]) as StateName<S>[]).filter((state) => state !== 'absent');

/** Every state in which the scheme takes an Authorization line. */
export const presentBearers = presentStates('Bearer');
export const presentBasics = presentStates('Basic');

/** Authorization values that fit no scheme's grammar or a scheme that the contract does not have. */
export const malformedValues: readonly (Case & { readonly value: string; readonly also?: readonly number[] })[] = [
  { words: 'Bearer without a token', value: 'Bearer' },
  { words: 'Digest, a scheme the contract does not have', value: 'Digest username="nexus-conformance"' },
  { words: 'an empty value', value: '' },
  { words: 'a value of 8 kB', value: `Bearer ${'nexus-conformance'.repeat(482)}`, also: [413, 431] },
];

/** Everything else that can be wrong with a request, each to be combined with missing credentials. */
export function otherFaults(values: Values): readonly (Case & { readonly change: Change })[] {
  const faults: (Case & { readonly change: Change })[] = [
    { words: 'an unknown user', change: { user: 'unknown' } },
    { words: 'no clientId', change: { query: '' } },
    { words: 'an unknown clientId', change: { query: goodQuery(values.NEXUS_UNKNOWN_CLIENT_ID ?? '') } },
  ];
  const malformed = values.NEXUS_MALFORMED_USER_ID;
  if (malformed === undefined || malformed === 'none') return faults;
  return [...faults, { words: 'a malformed userId', change: { user: 'malformed' } }];
}

const spelled = (words: string, spelling: (path: string) => string) => ({ words, change: { spelling } });
const dressed = (words: string, ...fields: readonly (readonly [string, string])[]) => ({ words, change: { fields } });

/** Ways around an access rule: other spellings of the target, and fields that a proxy or a framework may believe. */
export const bypasses: readonly (Case & { readonly change: Change })[] = [
  spelled('a trailing slash', (path) => `${path}/`),
  spelled('a doubled slash', (path) => path.replace('/users/', '//users/')),
  spelled('an encoded letter', (path) => path.replace('/users/', '/%75sers/')),
  spelled('other letter case', (path) => path.replace('/users/', '/USERS/')),
  spelled('a path parameter', (path) => `${path};x`),
  spelled('a dot segment', (path) => path.replace('/users/', '/./users/')),
  spelled('two dot segments', (path) => path.replace('/users/', '/users/../users/')),
  dressed('X-Forwarded-For: 127.0.0.1', ['X-Forwarded-For', '127.0.0.1']),
  dressed('X-Original-URL: /', ['X-Original-URL', '/']),
  dressed('X-Rewrite-URL: /', ['X-Rewrite-URL', '/']),
  dressed('X-HTTP-Method-Override: GET', ['X-HTTP-Method-Override', 'GET']),
  dressed('X-HTTP-Method-Override: OPTIONS', ['X-HTTP-Method-Override', 'OPTIONS']),
  dressed(
    'the fields of a preflight request',
    ['Origin', 'https://nexus-conformance.example'],
    ['Access-Control-Request-Method', 'POST'],
  ),
];

/** A request after a success that must be refused nevertheless. */
export interface Afterwards extends Case {
  readonly by: Nexus;
  readonly credentials?: Credentials;
  readonly change?: Change;
  /** Whether the success left behind what the case is about. */
  readonly needs?: boolean;
}

export async function judgeAfterwards({
  words,
  by,
  credentials = noCredentials,
  change,
  needs = true,
}: Afterwards): Promise<void> {
  if (!needs) throw notApplicable('the accepted answer left nothing of the kind behind');
  const refusal = await by.refusalOf(credentials, { ...change, name: `after a success, ${words}` });
  // A server may close an idle connection at any time (RFC 9112 §9.5).
  if (refusal.exchange.noAnswer?.kind === 'dropped' && !refusal.repeated)
    throw notApplicable('the target closed the connection');
  expectRejection(refusal);
}

/** Whether the target keeps the connection for another request (RFC 9112 §9.3). */
export function staysOpen({ response }: Exchange): boolean {
  if (!response || response.wire?.closed) return false;
  return !fieldValues(response.fields, 'connection').some((value) => /\bclose\b/i.test(value));
}

/** At most five: each is a wrong password for a real account. */
function passwordNearMisses(password: Secret, seed: string): readonly Secret[] {
  const [before, ...after] = password.value.split(':');
  const parts = [
    { name: `${password.name} up to its colon`, value: before ?? '' },
    { name: `${password.name} after its colon`, value: after.join(':') },
  ];
  return [...(after.length > 0 ? parts : []), ...nearMisses(password, seed)].slice(0, 5);
}

/**
 * Wrong passwords for the real account, one after the other. After each one a good request for an unknown user shows
 * that the account is not locked; where it is, they stop, and what was answered before is judged.
 */
export async function judgePasswordNearMisses({
  nexus,
  keyring,
  values,
}: Pick<Bench, 'nexus' | 'keyring' | 'values'>): Promise<void> {
  const asksForAnUnknownUser: Change = { user: 'unknown', mayMail: false, name: 'a good request for an unknown user' };
  const statusOfTheAccount = async () =>
    (await nexus.acceptanceOf(keyring.basic(), asksForAnUnknownUser)).response?.status;
  const unlocked = await statusOfTheAccount();
  const refusals: Refusal[] = [];
  for (const password of passwordNearMisses(keyring.secret('NEXUS_BASIC_PASSWORD'), String(values.NEXUS_SEED))) {
    refusals.push(await nexus.refusalOf(keyring.basic({ password })));
    if ((await statusOfTheAccount()) !== unlocked) break;
  }
  await forEachCase(
    refusals,
    ({ exchange }) => exchange.intent.name,
    async (refusal) => expectRejection(refusal),
  );
}
