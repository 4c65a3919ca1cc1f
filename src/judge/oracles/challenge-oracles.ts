import { type Answered, fieldValues, withoutMarks } from '../../model/exchange.ts';
import type { Finding } from '../../model/finding.ts';
import { type Challenge, parseChallenges } from '../challenges.ts';
import { type Oracle, withStatus } from '../oracle.ts';

export const unauthorized = withStatus(401);

const parsed = ({ response }: Answered) =>
  parseChallenges(fieldValues(response.fields, 'www-authenticate').map((line) => withoutMarks(line, 'x')));
const named = (scheme: string) => (challenge: Challenge) => challenge.scheme.toLowerCase() === scheme;

/** RFC 9110 §11.6.1: a server generating a 401 MUST send a WWW-Authenticate field containing at least one challenge. */
export const challengePresent: Oracle = (exchange) => {
  const { challenges, problems } = parsed(exchange);
  const lines = fieldValues(exchange.response.fields, 'www-authenticate');
  if (challenges.length === 0) {
    const got = lines.length === 0 ? 'no WWW-Authenticate field' : `WWW-Authenticate: ${lines.join(', ')}`;
    return {
      outcome: 'failed',
      reason: 'answered 401 without a challenge',
      wanted: 'WWW-Authenticate with a challenge',
      got,
    };
  }
  if (problems.length === 0) return undefined;
  return { outcome: 'warned', reason: `the challenges break the grammar of RFC 9110 §11.3: ${problems.join('; ')}` };
};

/** In a 401 or in any other answer, where it says that credentials might be of use (RFC 9110 §11.6.1). */
export const carriesBasicChallenge = (exchange: Answered): boolean => parsed(exchange).challenges.some(named('basic'));

/** RFC 7617 §2: the realm parameter is REQUIRED; §2.1: the only allowed value of charset is UTF-8, without case. */
export const basicRealm: Oracle = (exchange) => {
  for (const { parameters } of parsed(exchange).challenges.filter(named('basic'))) {
    if (!parameters.has('realm'))
      return { outcome: 'failed', reason: 'a Basic challenge has no realm', wanted: 'realm="…"' };
    const charset = parameters.get('charset');
    if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
      return {
        outcome: 'failed',
        reason: `a Basic challenge has charset="${charset}"`,
        wanted: 'charset="UTF-8" or none',
        got: charset,
      };
    }
  }
  return undefined;
};

/** Whether a Basic challenge of the record says that user names and passwords are read as UTF-8 (RFC 7617 §2.1). */
export function advertisesUtf8(exchange: Answered): boolean {
  return parsed(exchange)
    .challenges.filter(named('basic'))
    .some(({ parameters }) => parameters.get('charset')?.toLowerCase() === 'utf-8');
}

/** RFC 9110 §15.5.2: the challenge is applicable to the resource; RFC 6750 §3, §3.1 on what a Bearer challenge holds. */
export const challengeApplicable: Oracle = (exchange) => {
  const { challenges } = parsed(exchange);
  const bearers = challenges.filter(named('bearer'));
  if (!challenges.some(named('basic')) && bearers.length === 0) {
    return warning(
      `the challenges name ${challenges.map(({ scheme }) => scheme).join(', ') || 'no scheme'}, neither Bearer nor Basic`,
    );
  }
  if (bearers.some(({ parameters, token68 }) => parameters.size === 0 && token68 === undefined)) {
    return warning('a Bearer challenge has no auth-param (RFC 6750 §3)');
  }
  const sentNothing = fieldValues(exchange.request.fields, 'authorization').length === 0;
  if (sentNothing && bearers.some(({ parameters }) => parameters.has('error'))) {
    return warning('a Bearer challenge holds an error code although no token was sent (RFC 6750 §3.1)');
  }
  return undefined;
};

const warning = (reason: string): Finding => ({ outcome: 'warned', reason });
