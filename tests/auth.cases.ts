import { type Credentials, noCredentials, together } from '../src/client/credentials.ts';
import type { Keyring } from '../src/client/keyring.ts';
import { madeUpUser } from '../src/client/row-credentials.ts';
import { goodQuery } from '../src/client/stimulus.ts';
import type { Values } from '../src/configuration/values.ts';
import { expectAccepted, expectRejection } from '../src/judge/expectations.ts';
import { contract } from '../src/model/contract.ts';
import { credentialStates, type Scheme, type StateName } from '../src/model/credential-states.ts';
import { type Exchange, fieldValues } from '../src/model/exchange.ts';
import { forEachCase, notApplicable } from '../src/model/finding.ts';
import type { Bench } from '../src/run/fixtures.ts';
import type { Change, Nexus } from '../src/run/nexus-client.ts';

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
const malformedValues: readonly (Case & { readonly value: string; readonly also?: readonly number[] })[] = [
  { words: 'Bearer without a token', value: 'Bearer' },
  { words: 'Digest, a scheme the contract does not have', value: 'Digest username="nexus-conformance"' },
  { words: 'an empty value', value: '' },
  { words: 'a value of 8 kB', value: `Bearer ${'nexus-conformance'.repeat(482)}`, also: [413, 431] },
];

/** Each alone, and beside a good ApplicationToken, where it is all that is wrong. */
export const malformed = (keyring: Keyring) =>
  malformedValues.flatMap(({ value, words, also }) => {
    const alone = keyring.authorization(value, words);
    return [alone, together(alone, keyring.applicationToken())].map((credentials) => ({
      words: credentials.words,
      credentials,
      also,
    }));
  });

/** Everything else that can be wrong with a request. */
function otherFaults(values: Values): readonly (Case & { readonly change: Change })[] {
  const faults: (Case & { readonly change: Change })[] = [
    { words: 'an unknown user', change: { user: 'unknown' } },
    { words: 'no clientId', change: { query: '' } },
    { words: 'an unknown clientId', change: { query: goodQuery(values.NEXUS_UNKNOWN_CLIENT_ID ?? '') } },
  ];
  const malformedId = values.NEXUS_MALFORMED_USER_ID;
  if (malformedId === undefined || malformedId === 'none') return faults;
  return [...faults, { words: 'a malformed userId', change: { user: 'malformed' } }];
}

/** Each other fault without credentials, and with some that are nobody's. */
export function twofold(values: Values, keyring: Keyring) {
  const nobody = keyring.basic({ username: madeUpUser, password: { name: 'a made-up password', value: madeUpUser } });
  return otherFaults(values).flatMap(({ words, change }) =>
    [noCredentials, nobody].map((credentials) => ({ words: `${words}, ${credentials.words}`, change, credentials })),
  );
}

const spelled = (words: string, spelling: (path: string) => string) => ({ words, change: { spelling } });
/** Changes each segment that the contract spells out. All at once: a rule may look at any of them. */
const inEachSegment = (change: (segment: string) => string) => (path: string) => {
  const fixed = contract.path.split('/');
  const changed = (segment: string, at: number) =>
    segment === fixed[at] && segment !== '' ? change(segment) : segment;
  return path.split('/').map(changed).join('/');
};
const dressed = (words: string, ...fields: readonly (readonly [string, string])[]) => ({ words, change: { fields } });

/** Ways around an access rule: other spellings of the target, and fields that a proxy or a framework may believe. */
export const bypasses: readonly (Case & { readonly change: Change })[] = [
  spelled('a trailing slash', (path) => `${path}/`),
  spelled('doubled slashes', (path) => path.replaceAll('/', '//')),
  spelled(
    'an encoded letter in each segment',
    inEachSegment((segment) => `%${segment.charCodeAt(0).toString(16)}${segment.slice(1)}`),
  ),
  spelled(
    'other letter case',
    inEachSegment((segment) => segment.toUpperCase()),
  ),
  spelled('a path parameter', (path) => `${path};x`),
  spelled(
    'a path parameter in each segment',
    inEachSegment((segment) => `${segment};x`),
  ),
  spelled('dot segments', (path) => path.replaceAll('/', '/./')),
  spelled('encoded dot segments', (path) => path.replaceAll('/', '/%2e/')),
  spelled('two dot segments in the middle', (path) => path.replace('/users/', '/users/../users/')),
  spelled('two dot segments at the beginning', (path) => `/nexus-conformance/..${path}`),
  dressed('X-Forwarded-For: 127.0.0.1', ['X-Forwarded-For', '127.0.0.1']),
  dressed(
    'other fields by which a proxy names a neighbour',
    ['Forwarded', 'for=127.0.0.1;host=localhost'],
    ['X-Real-IP', '127.0.0.1'],
    ['X-Client-IP', '127.0.0.1'],
    ['True-Client-IP', '127.0.0.1'],
    ['X-Forwarded-Host', 'localhost'],
  ),
  dressed('X-Original-URL: /', ['X-Original-URL', '/']),
  dressed('X-Rewrite-URL: /', ['X-Rewrite-URL', '/']),
  dressed('X-HTTP-Method-Override: GET', ['X-HTTP-Method-Override', 'GET']),
  dressed('X-HTTP-Method-Override: OPTIONS', ['X-HTTP-Method-Override', 'OPTIONS']),
  dressed('other fields that override the method', ['X-HTTP-Method', 'GET'], ['X-Method-Override', 'GET']),
  dressed(
    'the fields of a preflight request',
    ['Origin', 'https://nexus-conformance.example'],
    ['Access-Control-Request-Method', 'POST'],
  ),
];

/** A request after a success that must be refused nevertheless. */
interface Afterwards extends Case {
  readonly by: Nexus;
  readonly credentials: Credentials;
  readonly change?: Change;
  /** Whether the success left behind what the case is about. */
  readonly needs?: boolean;
}

/** A success, and what must be refused after it: on its connection and on others, with what it has set, with half of a pair. */
export function judgeAfterSuccess({ nexus, keyring }: Bench, credentials: Credentials): Promise<void> {
  return nexus.onOneConnection(async (sameConnection) => {
    const success = await sameConnection.acceptanceOf(credentials);
    expectAccepted(success);
    const cookie = nexus.cookiesSetBy(success);
    const ways: readonly Omit<Afterwards, 'credentials'>[] = [
      { words: 'on the same connection', by: sameConnection, needs: staysOpen(success) },
      { words: 'on a new connection', by: nexus },
      {
        words: 'with the cookies that were set',
        by: nexus,
        change: { fields: [['Cookie', cookie]] },
        needs: cookie !== '',
      },
    ];
    const halves = [noCredentials, keyring.bearer()];
    const afterwards = ways.flatMap((way) =>
      halves.map((half) => ({
        ...way,
        credentials: half,
        words: `after a success by ${credentials.words}: ${half.words} ${way.words}`,
      })),
    );
    await forEachCase(afterwards, wordsOf, judgeAfterwards);
  });
}

async function judgeAfterwards({ words, by, credentials, change, needs = true }: Afterwards): Promise<void> {
  if (!needs) throw notApplicable('the accepted answer left nothing of the kind behind');
  const refusal = await by.refusalOf(credentials, { ...change, name: words });
  // A server may close an idle connection at any time (RFC 9112 §9.5).
  if (refusal.exchange.noAnswer?.kind === 'dropped' && !refusal.repeated)
    throw notApplicable('the target closed the connection');
  expectRejection(refusal);
}

/** Whether the target keeps the connection for another request (RFC 9112 §9.3). */
function staysOpen({ response }: Exchange): boolean {
  if (!response || response.wire?.closed) return false;
  return !fieldValues(response.fields, 'connection').some((value) => /\bclose\b/i.test(value));
}
