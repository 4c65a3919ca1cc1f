import { shownBy } from '../credentials.ts';
import { challenges, type Nexus, unauthorized } from '../nexus.ts';
import { problem } from '../problem.ts';
import { fault } from './fault.ts';

const [bearerChallenge] = challenges;

/** Refusals that are answered wrongly. */
export const refusalFaults = [
  fault('redirect-to-login', {
    does: 'sends whoever it refuses to a login page with 302',
    breaks: 'auth/no-credentials',
    follows: {
      'auth/bearer-alone': 'a redirect is no refusal',
      'auth/application-token-alone': 'a redirect is no refusal',
      'auth/unissued-bearer': 'a redirect is no refusal',
      'auth/bad-application-token': 'a redirect is no refusal',
      'auth/bad-basic': 'a redirect is no refusal',
      'auth/malformed-authorization': 'a redirect is no refusal',
      'auth/expired-bearer': 'a redirect is no refusal',
      'auth/tampered-bearer': 'a redirect is no refusal',
      'auth/refused-with-other-faults': 'a redirect is no refusal',
      'auth/near-miss': 'a redirect is no refusal',
      'auth/scheme-confusion': 'a redirect is no refusal',
      'auth/no-carry-over': 'a redirect is no refusal',
    },
    change: (nexus) => ({ ...nexus, refuses: (c) => c.redirect('https://accounts.nexus.example/login', 302) }),
  }),
  fault('no-challenge', {
    does: 'answers 401 without WWW-Authenticate',
    breaks: 'auth/challenge-present',
    change: (nexus) => ({ ...nexus, refuses: (c) => problem(c, 401, 'The credentials are missing or not valid.') }),
  }),
  fault('remapped-challenge', {
    does: 'sends its challenges in x-amzn-Remapped-WWW-Authenticate, as a gateway may',
    breaks: 'auth/challenge-present',
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => {
        c.header('x-amzn-Remapped-WWW-Authenticate', challenges.join(', '));
        return problem(c, 401, 'The credentials are missing or not valid.');
      },
    }),
  }),
  fault('basic-realm-missing', {
    does: 'sends a Basic challenge without realm',
    breaks: 'auth/basic-challenge-realm',
    change: (nexus) => challengingWith(nexus, `${bearerChallenge}, Basic charset="UTF-8"`),
  }),
  fault('basic-charset-unknown', {
    does: 'names a charset other than UTF-8 in its Basic challenge',
    breaks: 'auth/basic-challenge-realm',
    change: (nexus) => challengingWith(nexus, `${bearerChallenge}, Basic realm="nexus", charset="ISO-8859-1"`),
  }),
  fault('challenge-of-another-scheme', {
    does: 'challenges for a scheme that the document does not name',
    breaks: 'auth/challenge-applicable',
    change: (nexus) => challengingWith(nexus, 'Negotiate'),
  }),
  fault('error-without-token', {
    does: 'speaks of an invalid token to a request that has none',
    breaks: 'auth/challenge-applicable',
    change: (nexus) => challengingWith(nexus, 'Bearer realm="nexus", error="invalid_token"'),
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
];

function challengingWith(nexus: Nexus, wwwAuthenticate: string): Nexus {
  return { ...nexus, refuses: (c) => unauthorized(c, wwwAuthenticate) };
}
