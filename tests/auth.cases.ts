import { type Credentials, derived, noCredentials, type Secret, together } from '../src/client/credentials.ts';
import { type Forged, forgedJwts } from '../src/client/forged-jwts.ts';
import type { Keyring } from '../src/client/keyring.ts';
import type { FieldLine } from '../src/client/request.ts';
import { nobody } from '../src/client/row-credentials.ts';
import type { Values } from '../src/configuration/values.ts';
import { type Answers, refusedCredentials, refusedCredentialsOr } from '../src/judge/expectations.ts';
import { type Alternative, credentialStates, type Scheme, type StateName } from '../src/model/contract.ts';
import { type Exchange, fieldValues } from '../src/model/exchange.ts';
import { notApplicable } from '../src/model/finding.ts';
import type { Case } from '../src/run/check.ts';
import { goodCredentials } from '../src/run/controls.ts';
import type { Fixtures } from '../src/run/fixtures.ts';
import type { Change, NexusClient } from '../src/run/nexus-client.ts';

export type WithCredentials = Change & { readonly credentials: Credentials };

const presentStates = <S extends Scheme>(scheme: S) =>
  (Object.keys(credentialStates[scheme]) as StateName<S>[]).filter((state) => state !== 'absent');

/** Every state in which the scheme takes an Authorization line. */
export const presentBearers = presentStates('Bearer');
export const presentBasics = presentStates('Basic');

/** Other letter cases of a scheme's name than the table has. */
export const otherSpellings: readonly (Case & { readonly credentials: (keyring: Keyring) => Credentials })[] = [
  {
    case: 'basic-in-capitals',
    title: 'BASIC for a scheme',
    credentials: (keyring) => keyring.basic({ scheme: 'BASIC' }),
  },
  ...[
    { case: 'bearer-in-lower-case', scheme: 'bearer' },
    { case: 'bearer-in-capitals', scheme: 'BEARER' },
  ].map(({ scheme, ...of }) => ({
    ...of,
    title: `${scheme} for a scheme`,
    credentials: (keyring: Keyring) => together(keyring.bearer(undefined, scheme), keyring.applicationToken()),
  })),
];

/** Authorization values that fit no scheme's grammar or a scheme that the contract does not have. */
const malformedValues: readonly (Case & { readonly value: string; readonly also?: readonly number[] })[] = [
  { case: 'scheme-without-token', title: 'Bearer without a token', value: 'Bearer' },
  {
    case: 'unknown-scheme',
    title: 'Digest, a scheme the contract does not have',
    value: 'Digest username="nexus-conformance"',
  },
  { case: 'empty-value', title: 'an empty value', value: '' },
  {
    case: 'long-value',
    title: 'a value of 8 kB',
    value: `Bearer ${'nexus-conformance'.repeat(482)}`,
    also: [413, 431],
  },
];

/** Each alone, and beside a good ApplicationToken, where it is all that is wrong. */
export const malformedAuthorizations = (
  keyring: Keyring,
): readonly (WithCredentials & { readonly also?: readonly number[] })[] =>
  malformedValues.flatMap(({ value, ...malformed }) => {
    const alone = keyring.authorization(value, malformed.title);
    const beside = together(alone, keyring.applicationToken());
    return [
      { ...malformed, credentials: alone },
      {
        ...malformed,
        case: `${malformed.case}-beside-application-token`,
        title: beside.title,
        credentials: beside,
      },
    ];
  });

/** Forged Bearers beside a good ApplicationToken; none where the token is no JWT. */
export const tamperedBearers = (keyring: Keyring): readonly WithCredentials[] =>
  forgedJwts(keyring.secret('NEXUS_BEARER_TOKEN')).map((forged) => besideApplicationToken(forged, keyring));

export function besideApplicationToken({ case: name, secret }: Forged, keyring: Keyring): WithCredentials {
  const credentials = together(keyring.bearer(secret), keyring.applicationToken());
  return { case: name, title: credentials.title, credentials };
}

/** What parsers make of a name with brackets: an operator of a database, or a list. */
const operator = { case: 'operator-in-its-place', title: 'an operator for an ApplicationToken', suffix: '[$ne]' };
const list = { case: 'list-in-its-place', title: 'a list for an ApplicationToken', suffix: '[]' };
const bracketsIn = { header: [], query: [operator, list], cookie: [list] };

/** A good Bearer beside what is no text in the place of the ApplicationToken. */
export const structuredApplicationTokens = (keyring: Keyring, { NEXUS_APPLICATION_TOKEN_IN: place }: Values) =>
  bracketsIn[place].map(
    ({ suffix, ...structured }): WithCredentials => ({
      ...structured,
      credentials: together(keyring.bearer(), keyring.applicationToken({ name: 'x', value: 'x' }, place, suffix)),
    }),
  );

/** Accounts whose passwords are hard to carry. One with colons may be cut at the first of them. */
export const passwordAccounts = [
  {
    case: 'password-with-colons',
    title: 'a password with colons',
    username: 'NEXUS_COLON_BASIC_USERNAME',
    password: 'NEXUS_COLON_BASIC_PASSWORD',
    cut: { case: 'password-with-colons-cut', title: 'the password up to its first colon' },
  },
  {
    case: 'non-ascii-password',
    title: 'a non-ASCII password',
    username: 'NEXUS_NON_ASCII_BASIC_USERNAME',
    password: 'NEXUS_NON_ASCII_BASIC_PASSWORD',
    cut: undefined,
  },
] as const;

/** Everything else that can be wrong with a request: each without credentials, and with some that are nobody's. */
export function otherFaults(values: Values, keyring: Keyring): readonly WithCredentials[] {
  const faults: readonly Change[] = [
    { case: 'unknown-user', title: 'an unknown user', user: 'unknown' },
    { case: 'no-client-id', title: 'no clientId', client: 'none' },
    { case: 'unknown-client-id', title: 'an unknown clientId', client: 'unknown' },
    ...(hasMalformedIds(values)
      ? [{ case: 'malformed-user-id', title: 'a malformed userId', user: 'malformed' } as const]
      : []),
  ];
  const madeUp = keyring.basic({
    username: nobody,
    password: { name: 'a made-up password', value: `${nobody}-password` },
  });
  return faults.flatMap((fault) => [
    {
      ...fault,
      case: `${fault.case}-no-credentials`,
      title: `${fault.title}, no credentials`,
      credentials: noCredentials,
    },
    { ...fault, case: `${fault.case}-bad-basic`, title: `${fault.title}, ${madeUp.title}`, credentials: madeUp },
  ]);
}

/** Whether the operator says what a malformed userId is. */
export const hasMalformedIds = ({ NEXUS_MALFORMED_USER_ID: id }: Values): boolean => id !== undefined && id !== 'none';

/** As real clients ask (RFC 9110 §12.5.3): the usual request takes no coding. */
export const takingCodings: readonly FieldLine[] = [['Accept-Encoding', 'gzip, br']];

/**
 * What redirects to a login page or fails for want of one is mostly another answer to whoever does not ask for JSON. A server
 * may look at Accept first (RFC 9110 §15.5.7); a page for browsers beside an API that refuses is no fault of the API.
 */
export const otherAccepts: readonly (Change & { readonly answers: Answers })[] = [
  {
    case: 'no-accept',
    title: 'no Accept field',
    lines: (lines) => lines.filter(([name]) => name !== 'Accept'),
    answers: refusedCredentials,
  },
  {
    case: 'accept-anything',
    title: 'Accept: */*, by a client that takes gzip and br',
    fields: [['Accept', '*/*'], ...takingCodings],
    answers: refusedCredentials,
  },
  {
    case: 'accept-html',
    title: 'Accept: text/html',
    fields: [['Accept', 'text/html']],
    answers: { ...refusedCredentialsOr(406), warned: [301, 302, 303, 307, 308] },
  },
];

/** Good values under schemes and in places that are not theirs. */
export function confusedSchemes(keyring: Keyring): readonly WithCredentials[] {
  const bearer = keyring.secret('NEXUS_BEARER_TOKEN');
  const token = keyring.secret('NEXUS_APPLICATION_TOKEN');
  const pair = `${keyring.setting('NEXUS_BASIC_USERNAME')}:${keyring.secret('NEXUS_BASIC_PASSWORD').value}`;
  const basic: Secret = { name: 'the Basic pair', value: Buffer.from(pair).toString('base64') };
  const beside = (credentials: Credentials) => together(credentials, keyring.applicationToken());
  const afterEqualsSign = (scheme: Scheme, secret: Secret) => {
    const title = `${scheme}=${secret.name}`;
    return keyring.authorization(
      derived(secret, title, (value) => `${scheme}=${value}`),
      title,
    );
  };
  const confused: Readonly<Record<string, Credentials>> = {
    'bearer-as-basic': beside(keyring.bearer(bearer, 'Basic')),
    'bearer-under-another-scheme': beside(keyring.bearer(bearer, 'Nexus')),
    // Names that others give to the scheme, and one that is as long as it is.
    ...Object.fromEntries(
      ['Token', 'JWT', 'OAuth', 'Digest'].map((scheme) => [
        `bearer-under-${scheme.toLowerCase()}`,
        beside(keyring.bearer(bearer, scheme)),
      ]),
    ),
    'bearer-after-an-equals-sign': beside(afterEqualsSign('Bearer', bearer)),
    'bearer-without-scheme': beside(keyring.authorization(bearer, 'the Bearer token without a scheme')),
    'basic-as-bearer-beside-application-token': beside(keyring.bearer(basic)),
    'basic-as-bearer': keyring.bearer(basic),
    'basic-under-another-scheme': keyring.bearer(basic, 'Nexus'),
    'basic-after-an-equals-sign': afterEqualsSign('Basic', basic),
    'basic-without-scheme': keyring.authorization(basic, 'the Basic pair without a scheme'),
    'application-token-as-bearer': beside(keyring.bearer(token)),
    'bearer-as-application-token': together(keyring.bearer(), keyring.applicationToken(bearer)),
    'bearer-and-application-token-swapped': together(keyring.bearer(token), keyring.applicationToken(bearer)),
  };
  return Object.entries(confused).map(([name, credentials]) => ({ case: name, title: credentials.title, credentials }));
}

/** A request after a success that must be refused nevertheless. */
interface Afterwards extends Change {
  readonly by: NexusClient;
  readonly half: Credentials;
  /** Whether the success left behind what the case is about. */
  readonly needs?: boolean;
}

type AfterSuccess = Pick<Fixtures, 'nexus' | 'keyring' | 'check' | 'each'>;

/** A success by each alternative, whose connection, cookies and address may be remembered. */
export const successBy = (alternative: Alternative) => ({
  case: `success-by-${alternative.id}`,
  title: `a success by ${alternative.title}`,
  alternative,
});

/**
 * A success, and what must be refused after it. It is that of a request with escapes, so that these need no e-mail of their own;
 * where such a request is refused, that of a plain one.
 */
export async function judgeAfterSuccess(
  { nexus, keyring, check, each }: AfterSuccess,
  { alternative, ...plain }: ReturnType<typeof successBy>,
  escaped: Change,
): Promise<void> {
  const credentials = goodCredentials(alternative, keyring);
  const isJudged = await nexus.onOneConnection(async (connection) => {
    const success = await connection.successOf(credentials, escaped);
    if (success.response?.status !== 204) return false;
    await judgeAfterwards({ nexus, keyring, check, each }, connection, success, plain);
    return true;
  });
  if (isJudged) return;
  await nexus.onOneConnection(async (connection) => {
    const success = await connection.successOf(credentials, plain);
    if (check.accepted(success)) await judgeAfterwards({ nexus, keyring, check, each }, connection, success, plain);
  });
}

/** On the success's connection and on others, with what it has set, with half of a pair. */
async function judgeAfterwards(
  { nexus, keyring, check, each }: AfterSuccess,
  sameConnection: NexusClient,
  success: Exchange,
  after: Case,
): Promise<void> {
  const cookie = nexus.cookiesSetBy(success);
  const ways: readonly Omit<Afterwards, 'half'>[] = [
    {
      case: 'same-connection',
      title: 'on the same connection',
      by: sameConnection,
      needs: staysOpen(success),
    },
    { case: 'new-connection', title: 'on a new connection', by: nexus },
    {
      case: 'cookies',
      title: 'with the cookies that were set',
      by: nexus,
      fields: [['Cookie', cookie]],
      needs: cookie !== '',
    },
  ];
  const halves = [
    { name: 'nothing', half: noCredentials },
    { name: 'bearer', half: keyring.bearer() },
  ];
  const afterwards = ways.flatMap((way) =>
    halves.map(({ name, half }) => ({
      ...way,
      half,
      case: `${after.case}-then-${name}-${way.case}`,
      title: `after ${after.title}: ${half.title} ${way.title}`,
    })),
  );
  await each(afterwards, async ({ by, half, needs = true, ...change }) => {
    if (!needs) throw notApplicable('the accepted answer left nothing of the kind behind');
    const refusal = await by.refusalOf(half, change);
    // A server may close an idle connection at any time (RFC 9112 §9.5). Octets left over from the success are none of its own.
    const { kind = '' } = refusal.exchange.noAnswer ?? {};
    if ((kind === 'dropped' || (kind === 'not-http' && by === sameConnection)) && !refusal.repeated)
      throw notApplicable('the connection of the success was good for no further answer');
    check.refused(refusal);
  });
}

/** Whether the target keeps the connection for another request (RFC 9112 §9.3). */
function staysOpen({ response }: Exchange): boolean {
  if (!response || response.closed) return false;
  return !fieldValues(response.fields, 'connection').some((value) => /\bclose\b/i.test(value));
}
