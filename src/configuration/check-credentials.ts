import { needs, oauth } from '../../config/needs.ts';
import type { VariableName } from '../../config/variables.ts';
import { parseUrl } from '../model/url.ts';
import { checkPlaintext, checkUrl, testUsers } from './check-target.ts';
import { type Misconfiguration, wrong } from './misconfiguration.ts';
import { certificateVariables } from './network.ts';
import { type Claims, claimsOf, isB64Token, isToken, isUuid, unlike } from './shapes.ts';
import { type Facts, isDescribed, missing } from './target.ts';
import { example } from './values.ts';

/** Whether the credentials are complete, in date, and not those of a test user. */
export function checkCredentials(facts: Facts): Misconfiguration[] {
  return [
    ...completeOption(facts),
    ...pairs.flatMap(([one, other]) => halfAPair(facts, one, other)),
    ...userNames.flatMap((name) => badUserName(facts, name)),
    ...bearers.flatMap((name) => schemeInToken(facts, name)),
    ...[...bearers, 'NEXUS_APPLICATION_TOKEN' as const].flatMap((name) => unsendable(facts, name)),
    ...expiredTooEarly(facts),
    ...ofTheUser(facts),
    ...notExpired(facts),
    ...ofAnotherKind(facts, 'NEXUS_EXPIRED_BEARER_TOKEN'),
    // Without a declared scope nothing rests on it, and one of another audience or kind may be given.
    ...(facts.values.NEXUS_REQUIRED_SCOPE === undefined ? [] : ofAnotherKind(facts, 'NEXUS_LOW_SCOPE_BEARER_TOKEN')),
    ...applicationTokenName(facts),
  ];
}

const bearers = ['NEXUS_BEARER_TOKEN', 'NEXUS_EXPIRED_BEARER_TOKEN', 'NEXUS_LOW_SCOPE_BEARER_TOKEN'] as const;

const userNames = ['NEXUS_BASIC_USERNAME', 'NEXUS_COLON_BASIC_USERNAME', 'NEXUS_NON_ASCII_BASIC_USERNAME'] as const;

const pairs = [
  ['NEXUS_BASIC_USERNAME', 'NEXUS_BASIC_PASSWORD'],
  ['NEXUS_COLON_BASIC_USERNAME', 'NEXUS_COLON_BASIC_PASSWORD'],
  ['NEXUS_NON_ASCII_BASIC_USERNAME', 'NEXUS_NON_ASCII_BASIC_PASSWORD'],
  ...certificateVariables,
] as const;

function completeOption(facts: Facts): Misconfiguration[] {
  if (!isDescribed(facts) || needs.credentials.some((option) => missing(facts, ...option).length === 0)) return [];
  const ways = needs.credentials.map((option) => option.join(' and ')).join(', or ');
  const lacking = needs.credentials.map((option) => missing(facts, ...option).join(' and ')).join('; ');
  return [{ message: `No complete credentials are configured: set ${ways} (missing: ${lacking}).` }];
}

/** A user name that is declared not to exist needs no password. */
function halfAPair(facts: Facts, one: VariableName, other: VariableName): Misconfiguration[] {
  const [lacking, ...more] = missing(facts, one, other);
  if (lacking === undefined || more.length > 0 || facts.values[one] === 'none') return [];
  return wrong(lacking, `is missing: ${lacking === one ? other : one} is set, and the two belong together.`);
}

function badUserName({ values }: Facts, name: (typeof userNames)[number]): Misconfiguration[] {
  const user = values[name];
  if (user === undefined) return [];
  // RFC 7617 §2: a user-id that contains a colon is invalid.
  if (user.includes(':')) return wrong(name, 'contains a colon, which Basic cannot carry (RFC 7617).');
  const same = testUsers.find((test) => values[test]?.toLowerCase() === user.toLowerCase());
  if (same === undefined) return [];
  return wrong(
    name,
    `is the account of a test user (${same}), whose password this suite may reset: use another account.`,
  );
}

function schemeInToken({ values }: Facts, name: (typeof bearers)[number]): Misconfiguration[] {
  const isWithScheme = /^bearer\s/i.test(values[name] ?? '');
  return isWithScheme ? wrong(name, 'begins with the word Bearer: give the token alone.') : [];
}

/** RFC 9110 §5.5: no field value holds a control character; one beyond Latin-1 has no octet of its own. */
function unsendable({ values }: Facts, name: VariableName): Misconfiguration[] {
  const isInQuery = name === 'NEXUS_APPLICATION_TOKEN' && values.NEXUS_APPLICATION_TOKEN_IN === 'query';
  if (isInQuery || /^[\t\x20-\x7e\x80-\xff]*$/.test(String(values[name] ?? ''))) return [];
  return wrong(name, 'holds a character that no header field can carry: give it as it is sent.');
}

function expiredTooEarly(facts: Facts): Misconfiguration[] {
  const exp = claimsIn(facts, 'NEXUS_BEARER_TOKEN')?.exp;
  if (exp === undefined || exp * 1000 > facts.now) return [];
  return wrong('NEXUS_BEARER_TOKEN', `expired at ${dateOf(exp)}: get a new one.`);
}

/** Whether the Bearer is the user's own: UUIDs compare without case (RFC 9562 §4). */
function isOfTheUser(facts: Facts): boolean {
  const { NEXUS_USER_ID: id = '' } = facts.values;
  const { sub } = claimsIn(facts, 'NEXUS_BEARER_TOKEN') ?? {};
  if (sub === undefined) return false;
  return isUuid(id) ? sub.toLowerCase() === id.toLowerCase() : sub === id;
}

/** Certify changes the user's password, where it can read the e-mail, and servers may revoke all tokens of the user for that. */
const changesPasswords = ({ values: { NEXUS_PROFILE: profile, NEXUS_MAILBOX_URL: url = 'none' } }: Facts): boolean =>
  profile === 'certify' && url !== 'none';

function ofTheUser(facts: Facts): Misconfiguration[] {
  if (!isOfTheUser(facts) || !changesPasswords(facts)) return [];
  const message =
    'is a token of the user of NEXUS_USER_ID (its sub), whose password certify changes: the target may revoke it for that. Give one of a service account or of another user, or set NEXUS_USER_ID to another user.';
  return wrong('NEXUS_BEARER_TOKEN', message);
}

/** Servers may allow for clocks that differ by some minutes (RFC 7519 §4.1.4). */
const leewaySeconds = 600;

function notExpired(facts: Facts): Misconfiguration[] {
  const name = 'NEXUS_EXPIRED_BEARER_TOKEN';
  const claims = claimsIn(facts, name);
  if (claims === undefined) return [];
  if (claims.exp === undefined) {
    return wrong(name, 'has no exp claim, so it never expires: give one that has, or none.');
  }
  if ((claims.exp + leewaySeconds) * 1000 <= facts.now) return [];
  const exp = dateOf(claims.exp);
  return wrong(name, `must have expired at least 10 minutes ago, for clocks may differ; its exp is ${exp}.`);
}

/** A token that the target would refuse for something else proves nothing about expiry or scope. */
function ofAnotherKind({ values }: Facts, name: 'NEXUS_EXPIRED_BEARER_TOKEN' | 'NEXUS_LOW_SCOPE_BEARER_TOKEN') {
  const { NEXUS_BEARER_TOKEN: good, [name]: other, NEXUS_TOKEN_FORMAT: format } = values;
  if (good === undefined || other === undefined || other === 'none' || format === 'opaque') return [];
  const why = unlike(good, other);
  if (why === undefined) return [];
  return wrong(name, `${why}, and would be refused for that: give a whole one of the same issuer, or none.`);
}

/** Some issuers' tokens are no b64token: they are sent as they are, and may be refused for it. One that nobody can read is believed. */
export function noteTokens(facts: Facts): string[] {
  const { NEXUS_EXPIRED_BEARER_TOKEN: expired = 'none' } = facts.values;
  const isBelieved = expired !== 'none' && claimsIn(facts, 'NEXUS_EXPIRED_BEARER_TOKEN') === undefined;
  const isOwn = isOfTheUser(facts) && !changesPasswords(facts);
  const unusual = bearers.filter((name) => !isB64Token(facts.values[name] ?? 'none'));
  return [
    ...(isBelieved
      ? ['NEXUS_EXPIRED_BEARER_TOKEN is taken for opaque: that it has expired is declared, and not seen.']
      : []),
    ...(isOwn
      ? [
          'NEXUS_BEARER_TOKEN is a token of the user of NEXUS_USER_ID (its sub): once that user sets a new password, the target may revoke it. Certify refuses it where it has a mailbox.',
        ]
      : []),
    ...unusual.map(
      (name) =>
        `${name} holds characters that a Bearer cannot have by RFC 6750 (2.1): the target may refuse it for that.`,
    ),
  ];
}

function claimsIn({ values }: Facts, name: (typeof bearers)[number]): Claims | undefined {
  const { [name]: token, NEXUS_TOKEN_FORMAT: format } = values;
  return token === undefined || format === 'opaque' ? undefined : claimsOf(token);
}

function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s after 1970` : date.toISOString();
}

function applicationTokenName({ values }: Facts): Misconfiguration[] {
  const name = 'NEXUS_APPLICATION_TOKEN_NAME';
  if (values.NEXUS_APPLICATION_TOKEN_IN === 'query' || isToken(values[name])) return [];
  return wrong(name, `cannot be the name of a header field or cookie. ${example(name)}`);
}

/** Whether a token can be fetched with what is given, and whether a client secret may be sent there. */
export function checkOauth(facts: Facts): Misconfiguration[] {
  const [first] = oauthNames.filter((name) => facts.given[name] !== undefined);
  if (first === undefined) return [];
  return [
    ...bothWays(facts, first),
    ...missing(facts, ...oauth).flatMap((name) =>
      wrong(name, `is missing: ${first} is set, and no token can be fetched without it. ${example(name)}`),
    ),
    ...tokenUrl(facts),
  ];
}

const oauthNames: readonly VariableName[] = [...oauth, 'NEXUS_OAUTH_SCOPE', 'NEXUS_OAUTH_AUDIENCE'];

function bothWays({ given }: Facts, name: VariableName): Misconfiguration[] {
  const { NEXUS_BEARER_TOKEN: token, [name]: other } = given;
  if (token === undefined) return [];
  const places = `${token.origin}, ${other?.origin}`;
  return wrong('NEXUS_BEARER_TOKEN', `and ${name} are both set (${places}): give a token, or where to fetch one.`);
}

function tokenUrl(facts: Facts): Misconfiguration[] {
  const name = 'NEXUS_OAUTH_TOKEN_URL';
  const url = parseUrl(facts.values[name]);
  if (url === undefined) return [];
  return [
    ...checkPlaintext(name, url, facts),
    ...checkUrl(name, url, 'they belong into NEXUS_OAUTH_CLIENT_ID and NEXUS_OAUTH_CLIENT_SECRET'),
    // RFC 6749 §3.2: the endpoint URI MUST NOT include a fragment component.
    ...(url.hash === '' ? [] : wrong(name, `must have no fragment. ${example(name)}`)),
  ];
}
