import { shownBy } from '../credentials.ts';
import { challenges, type Nexus, unauthorized } from '../nexus.ts';
import { problem } from '../problem.ts';
import { type Follows, fault } from './fault.ts';

const [bearerChallenge] = challenges;

/** Every requirement of `gate` whose requests are refused for their credentials. */
function everyRefusal(reason: string): Follows {
  return {
    'auth/bearer-alone': reason,
    'auth/application-token-alone': reason,
    'auth/unissued-bearer': reason,
    'auth/bad-application-token': reason,
    'auth/bad-basic': reason,
    'auth/malformed-authorization': reason,
    'auth/expired-bearer': reason,
    'auth/tampered-bearer': reason,
    'auth/refused-with-other-faults': reason,
    'auth/near-miss': reason,
    'auth/scheme-confusion': reason,
    'auth/no-carry-over': reason,
    'http/auth-per-request': reason,
  };
}

/** Refusals that are answered wrongly. */
export const refusalFaults = [
  fault('redirect-to-login', {
    does: 'sends whoever it refuses to a login page with 302',
    breaks: 'auth/no-credentials',
    follows: everyRefusal('a redirect is no refusal'),
    change: (nexus) => ({ ...nexus, refuses: (c) => c.redirect('https://accounts.nexus.example/login', 302) }),
  }),
  fault('200-login-page', {
    does: 'shows whoever it refuses a login page with 200',
    breaks: 'auth/no-credentials',
    follows: {
      ...everyRefusal('a 200 is a success'),
      'auth/no-bypass': 'on the exact target a 200 is a success',
      'operation/no-other-success': 'a 200 is another success than 204',
      'robustness/hostile-headers': 'a malformed Authorization is refused so, too',
    },
    change: (nexus) => ({ ...nexus, refuses: (c) => c.html('<!doctype html><title>Log in</title>') }),
  }),
  fault('200-with-error-object', {
    does: 'answers 200 to whoever it refuses, and says in JSON that it was an error',
    breaks: 'auth/no-credentials',
    follows: {
      ...everyRefusal('a 200 is a success'),
      'auth/no-bypass': 'on the exact target a 200 is a success',
      'operation/no-other-success': 'a 200 is another success than 204',
      'robustness/hostile-headers': 'a malformed Authorization is refused so, too',
    },
    like: { '200-login-page': 'a machine could read that it was refused' },
    change: (nexus) => ({ ...nexus, refuses: (c) => c.json({ error: 'unauthorized' }) }),
  }),
  fault('500-for-refusals', {
    does: 'fails with 500 instead of refusing: nobody catches what the check of the credentials throws',
    breaks: 'auth/no-credentials',
    follows: {
      ...everyRefusal('a server error is no refusal'),
      'robustness/no-server-error': 'the answer is a 500',
      'robustness/hostile-headers': 'a malformed Authorization is refused so, too',
    },
    change: (nexus) => ({ ...nexus, refuses: (c) => problem(c, 500, 'The server failed.') }),
  }),
  fault('no-challenge', {
    does: 'answers 401 without WWW-Authenticate',
    breaks: 'auth/challenge-present',
    change: (nexus) => ({ ...nexus, refuses: (c) => problem(c, 401, 'The credentials are missing or not valid.') }),
  }),
  fault('remapped-challenge', {
    does: 'sends its challenges in x-amzn-Remapped-WWW-Authenticate, as a gateway may',
    breaks: 'auth/challenge-present',
    like: { 'no-challenge': 'the challenges are there, in a field that no client knows' },
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => {
        c.header('x-amzn-Remapped-WWW-Authenticate', challenges.join(', '));
        return problem(c, 401, 'The credentials are missing or not valid.');
      },
    }),
  }),
  fault('no-challenge-for-basic', {
    does: 'answers 401 to invalid Basic without WWW-Authenticate, so that no browser asks for a password',
    breaks: 'auth/challenge-present',
    like: { 'no-challenge': 'one alternative only' },
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => (shownBy(nexus, c).basic ? problem(c, 401, 'The credentials are not valid.') : nexus.refuses(c)),
    }),
  }),
  fault('empty-challenge', {
    does: 'answers 401 with an empty WWW-Authenticate',
    breaks: 'auth/challenge-present',
    like: { 'no-challenge': 'the field is there' },
    change: (nexus) => challengingWith(nexus, ''),
  }),
  fault('no-challenge-for-expired-tokens', {
    does: 'answers 401 to an expired token without WWW-Authenticate',
    breaks: 'auth/challenge-present',
    like: { 'no-challenge': 'one reason only' },
    change: (nexus) => ({
      ...nexus,
      refuses: (c) =>
        shownBy(nexus, c).bearer === nexus.world.bearers.expired
          ? problem(c, 401, 'The token has expired.')
          : nexus.refuses(c),
    }),
  }),
  fault('challenge-without-scheme', {
    does: 'sends a realm and no scheme in WWW-Authenticate',
    breaks: 'auth/challenge-present',
    like: { 'no-challenge': 'the field is there, and what stands in it is no challenge' },
    change: (nexus) => challengingWith(nexus, 'realm="nexus"'),
  }),
  fault('basic-realm-missing', {
    does: 'sends a Basic challenge without realm',
    breaks: 'auth/basic-challenge-realm',
    change: (nexus) => challengingWith(nexus, `${bearerChallenge}, Basic charset="UTF-8"`),
  }),
  fault('basic-charset-unknown', {
    does: 'names a charset other than UTF-8 in its Basic challenge',
    breaks: 'auth/basic-challenge-realm',
    like: { 'basic-realm-missing': 'the other parameter' },
    change: (nexus) => challengingWith(nexus, `${bearerChallenge}, Basic realm="nexus", charset="ISO-8859-1"`),
  }),
  fault('basic-realm-missing-once', {
    does: 'sends two Basic challenges, of which the second has no realm',
    breaks: 'auth/basic-challenge-realm',
    like: { 'basic-realm-missing': 'the first challenge has a realm' },
    change: (nexus) => challengingWith(nexus, 'Basic realm="nexus", Basic charset="UTF-8"'),
  }),
  fault('403-with-a-challenge-without-realm', {
    does: 'answers 403 to bad Basic, with a Basic challenge that has no realm',
    breaks: 'auth/basic-challenge-realm',
    follows: { 'auth/rejection-status': '403 is not recommended for invalid credentials' },
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => {
        if (!shownBy(nexus, c).basic) return nexus.refuses(c);
        c.header('WWW-Authenticate', 'Basic');
        return problem(c, 403, 'This is not allowed.');
      },
    }),
  }),
  fault('challenge-of-another-scheme', {
    does: 'challenges for a scheme that the document does not name',
    breaks: 'auth/challenge-applicable',
    change: (nexus) => challengingWith(nexus, 'Negotiate'),
  }),
  fault('error-without-token', {
    does: 'speaks of an invalid token to a request that has none',
    breaks: 'auth/challenge-applicable',
    like: { 'challenge-of-another-scheme': 'a parameter instead of the scheme' },
    change: (nexus) => challengingWith(nexus, 'Bearer realm="nexus", error="invalid_token"'),
  }),
  fault('bare-bearer-challenge', {
    does: 'challenges with Bearer and no parameter, as ASP.NET does',
    breaks: 'auth/challenge-applicable',
    like: { 'challenge-of-another-scheme': 'the scheme is right' },
    change: (nexus) => challengingWith(nexus, 'Bearer'),
  }),
  fault('403-for-invalid-basic', {
    does: 'answers 403 to invalid Basic credentials, as if they were only not enough',
    breaks: 'auth/rejection-status',
    change: (nexus) => ({
      ...nexus,
      refuses: (c) =>
        shownBy(nexus, c).basic === undefined ? nexus.refuses(c) : problem(c, 403, 'This is not allowed.'),
    }),
  }),
  fault('498-for-expired-tokens', {
    does: 'answers 498, a status that no standard has, to an expired token',
    breaks: 'auth/rejection-status',
    follows: { 'auth/expired-bearer': 'refused, but with a status that nobody provides for it' },
    change: (nexus) => ({
      ...nexus,
      refuses: (c) =>
        shownBy(nexus, c).bearer === nexus.world.bearers.expired
          ? c.json({ message: 'The token has expired.' }, 498 as 400)
          : nexus.refuses(c),
    }),
  }),
  fault('400-without-credentials', {
    does: 'answers 400 where Authorization is missing, as a framework does that binds a required field',
    breaks: 'auth/rejection-status',
    like: { '403-for-invalid-basic': 'nothing was sent that could be invalid' },
    change: (nexus) => ({
      ...nexus,
      refuses: (c) =>
        shownBy(nexus, c).authorization.length > 0
          ? nexus.refuses(c)
          : problem(c, 400, 'The Authorization field is required.'),
    }),
  }),
];

function challengingWith(nexus: Nexus, wwwAuthenticate: string): Nexus {
  return { ...nexus, refuses: (c) => unauthorized(c, wwwAuthenticate) };
}
