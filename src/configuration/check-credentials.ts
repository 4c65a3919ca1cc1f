import { needs } from '../../config/needs.ts';
import type { VariableName } from '../../config/variables.ts';
import { type Facts, isDescribed, missing } from './facts.ts';
import { claimsOf } from './jwt.ts';
import type { Problem } from './problem.ts';
import { isToken } from './token-grammar.ts';

/** Whether the credentials are complete, in date, and not those of a test user. */
export function checkCredentials(facts: Facts): Problem[] {
  return [
    ...completeOption(facts),
    ...pairs.flatMap(([username, password]) => [
      ...halfAPair(facts, username, password),
      ...badUserName(facts, username),
    ]),
    ...bearers.flatMap((name) => schemeInToken(facts, name)),
    ...[...bearers, 'NEXUS_APPLICATION_TOKEN' as const].flatMap((name) => unsendable(facts, name)),
    ...expiredTooEarly(facts),
    ...notExpired(facts),
    ...applicationTokenName(facts),
  ];
}

const bearers = ['NEXUS_BEARER_TOKEN', 'NEXUS_EXPIRED_BEARER_TOKEN', 'NEXUS_LOW_SCOPE_BEARER_TOKEN'] as const;

const pairs = [
  ['NEXUS_BASIC_USERNAME', 'NEXUS_BASIC_PASSWORD'],
  ['NEXUS_COLON_BASIC_USERNAME', 'NEXUS_COLON_BASIC_PASSWORD'],
  ['NEXUS_NON_ASCII_BASIC_USERNAME', 'NEXUS_NON_ASCII_BASIC_PASSWORD'],
] as const;

type Username = (typeof pairs)[number][0];

const testUsers = [
  'NEXUS_USER_ID',
  'NEXUS_USER_EMAIL',
  'NEXUS_TRIPWIRE_USER_ID',
  'NEXUS_TRIPWIRE_EMAIL',
  'NEXUS_BYSTANDER_USER_ID',
  'NEXUS_BYSTANDER_EMAIL',
] as const;

function completeOption(facts: Facts): Problem[] {
  if (!isDescribed(facts) || needs.credentials.some((option) => missing(facts, ...option).length === 0)) return [];
  const ways = needs.credentials.map((option) => option.join(' and ')).join(', or ');
  const lacking = needs.credentials.map((option) => missing(facts, ...option).join(' and ')).join('; ');
  return [{ message: `No complete credentials are configured: set ${ways} (missing: ${lacking}).` }];
}

function halfAPair(facts: Facts, username: Username, password: VariableName): Problem[] {
  const [lacking, ...more] = missing(facts, username, password);
  if (lacking === undefined || more.length > 0 || facts.values[username] === 'none') return [];
  const other = lacking === username ? password : username;
  return [{ variable: lacking, message: `${lacking} is missing: ${other} is set, and the two belong together.` }];
}

/** RFC 7617 §2: a user-id that contains a colon is invalid. */
function badUserName({ values }: Facts, name: Username): Problem[] {
  const user = values[name];
  if (user === undefined) return [];
  if (user.includes(':'))
    return [{ variable: name, message: `${name} contains a colon, which Basic cannot carry (RFC 7617).` }];
  const same = testUsers.find((test) => values[test]?.toLowerCase() === user.toLowerCase());
  if (same === undefined) return [];
  const message = `${name} is the account of a test user (${same}), whose password this suite may reset: use another account.`;
  return [{ variable: name, message }];
}

function schemeInToken({ values }: Facts, name: (typeof bearers)[number]): Problem[] {
  if (!/^bearer\s/i.test(values[name] ?? '')) return [];
  return [{ variable: name, message: `${name} begins with the word Bearer: give the token alone.` }];
}

function expiredTooEarly({ values, now }: Facts): Problem[] {
  const exp = claimsOfJwt(values.NEXUS_BEARER_TOKEN, values.NEXUS_TOKEN_FORMAT)?.exp;
  if (exp === undefined || exp * 1000 > now.getTime()) return [];
  return [{ variable: 'NEXUS_BEARER_TOKEN', message: `NEXUS_BEARER_TOKEN expired at ${dateOf(exp)}: get a new one.` }];
}

/** Servers may allow for clocks that differ by some minutes (RFC 7519 §4.1.4). */
const leewaySeconds = 600;

function notExpired({ values, now }: Facts): Problem[] {
  const claims = claimsOfJwt(values.NEXUS_EXPIRED_BEARER_TOKEN, values.NEXUS_TOKEN_FORMAT);
  if (claims === undefined) return [];
  const variable = 'NEXUS_EXPIRED_BEARER_TOKEN';
  if (claims.exp === undefined) {
    return [{ variable, message: `${variable} has no exp claim, so it never expires: give one that has, or none.` }];
  }
  if ((claims.exp + leewaySeconds) * 1000 <= now.getTime()) return [];
  const message = `${variable} must have expired at least 10 minutes ago, for clocks may differ; its exp is ${dateOf(claims.exp)}.`;
  return [{ variable, message }];
}

function claimsOfJwt(token: string | undefined, format: 'jwt' | 'opaque' | undefined) {
  return token === undefined || format === 'opaque' ? undefined : claimsOf(token);
}

function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s after 1970` : date.toISOString();
}

/** RFC 9110 §5.5: no field value holds a control character; one beyond Latin-1 has no octet of its own. */
function unsendable({ values }: Facts, variable: VariableName): Problem[] {
  const isInQuery = variable === 'NEXUS_APPLICATION_TOKEN' && values.NEXUS_APPLICATION_TOKEN_IN === 'query';
  if (isInQuery || /^[\t\x20-\x7e\x80-\xff]*$/.test(String(values[variable] ?? ''))) return [];
  return [
    { variable, message: `${variable} holds a character that no header field can carry: give it as it is sent.` },
  ];
}

function applicationTokenName({ values }: Facts): Problem[] {
  const variable = 'NEXUS_APPLICATION_TOKEN_NAME';
  if (values.NEXUS_APPLICATION_TOKEN_IN === 'query' || isToken(values[variable])) return [];
  return [
    {
      variable,
      message: `${variable} cannot be the name of a header field or cookie. Example: ${variable}=ApplicationToken`,
    },
  ];
}
