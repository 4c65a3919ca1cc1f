import { type Claims, claimsOf } from '../configuration/shapes.ts';
import { printable } from '../report/printable.ts';
import type { Run } from '../run/run.ts';
import { type Check, duration, note, ok, problem } from './check.ts';

const name = 'Bearer';

/** What the Bearer token says of itself: how long it lives, whom it is for, what it allows. Never the token. */
export async function checkBearer({ bearer, values }: Run, now: number): Promise<readonly Check[]> {
  if (bearer === undefined) return [];
  const lacking = await bearer.fresh();
  if (lacking)
    return [problem(name, printable(lacking.message), 'Look at NEXUS_OAUTH_TOKEN_URL and what goes with it.')];
  const { expiresAt, value } = bearer;
  const left = expiresAt === undefined ? undefined : (expiresAt - now) / 1000;
  // One that is fetched is renewed as well.
  const needed = values.NEXUS_BEARER_TOKEN === undefined ? 0 : values.NEXUS_DEADLINE_SECONDS;
  const life = lifeCheck(left, needed);
  const claims = values.NEXUS_TOKEN_FORMAT === 'opaque' ? undefined : claimsOf(value);
  return claims === undefined ? [life] : [life, ...meaningChecks(claims, values.NEXUS_REQUIRED_SCOPE)];
}

/** Both in seconds. */
function lifeCheck(left: number | undefined, needed: number): Check {
  if (left === undefined) return note(name, 'says nowhere how long it lives');
  const says = `lives for ${duration(left)} more`;
  if (left > needed) return ok(name, says);
  return note(name, `${says}, less than the run may take (${duration(needed)})`, 'Get a new one just before the run.');
}

function meaningChecks({ aud, scopes }: Claims, required: string | undefined): Check[] {
  const audience = aud === undefined ? [] : [ok(name, `is for ${printable(aud.join(', '))}`)];
  if (scopes === undefined) return audience;
  const says = `allows ${printable(scopes.join(', ')) || 'nothing'}`;
  if (required === undefined || scopes.includes(required)) return [...audience, ok(name, says)];
  const wayOut = 'Ask the token issuer for that scope, or correct NEXUS_REQUIRED_SCOPE.';
  return [...audience, problem(name, `${says}, and not ${required}, which NEXUS_REQUIRED_SCOPE names`, wayOut)];
}
