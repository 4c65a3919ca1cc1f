import { oauth } from '../../config/needs.ts';
import type { VariableName } from '../../config/variables.ts';
import { parseUrl } from './address.ts';
import { plaintext } from './check-address.ts';
import { type Facts, missing } from './facts.ts';
import type { Problem } from './problem.ts';
import { example } from './values.ts';

/** Whether a token can be fetched with what is given, and whether a client secret may be sent there. */
export function checkOauth(facts: Facts): Problem[] {
  const given = oauthNames.filter((name) => facts.given[name] !== undefined);
  const [first] = given;
  if (first === undefined) return [];
  return [
    ...bothWays(facts, first),
    ...missing(facts, ...oauth).map((variable) => ({
      variable,
      message: `${variable} is missing: ${first} is set, and no token can be fetched without it. ${example(variable)}`,
    })),
    ...tokenUrl(facts).map((message) => ({ variable: 'NEXUS_OAUTH_TOKEN_URL', message })),
  ];
}

const oauthNames: readonly VariableName[] = [...oauth, 'NEXUS_OAUTH_SCOPE', 'NEXUS_OAUTH_AUDIENCE'];

function bothWays({ given }: Facts, oauthName: VariableName): Problem[] {
  const token = given.NEXUS_BEARER_TOKEN;
  if (token === undefined) return [];
  const places = `${token.origin}, ${given[oauthName]?.origin}`;
  const message = `NEXUS_BEARER_TOKEN and ${oauthName} are both set (${places}): give a token, or where to fetch one.`;
  return [{ variable: 'NEXUS_BEARER_TOKEN', message }];
}

/** No message shows the URL: it may hold a password. */
function tokenUrl(facts: Facts): string[] {
  const name = 'NEXUS_OAUTH_TOKEN_URL';
  const url = parseUrl(facts.values[name]);
  if (url === undefined) return [];
  const messages = plaintext(name, url, facts);
  if (!/^https?:$/.test(url.protocol)) messages.push(`${name} must begin with https:// or http://. ${example(name)}`);
  if (url.username !== '' || url.password !== '') {
    messages.push(
      `${name} holds a user name or password: they belong into NEXUS_OAUTH_CLIENT_ID and NEXUS_OAUTH_CLIENT_SECRET.`,
    );
  }
  // RFC 6749 §3.2: the endpoint URI MUST NOT include a fragment component.
  if (url.hash !== '') messages.push(`${name} must have no fragment. ${example(name)}`);
  return messages;
}
