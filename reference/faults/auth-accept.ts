import { showsNoCredentials } from '../credentials.ts';
import type { Nexus } from '../nexus.ts';
import { problem } from '../problem.ts';
import { fault } from './fault.ts';

/** Refusals that go wrong by what the Accept field says. */
export const acceptFaults = [
  fault('302-without-accept', {
    does: 'redirects to a login page whoever has no credentials and says nothing of what it accepts',
    breaks: 'auth/no-credentials',
    change: (nexus) => toLogin(nexus, (accept) => accept === undefined),
  }),
  fault('302-for-any-accept', {
    does: 'redirects to a login page whoever has no credentials and accepts anything',
    breaks: 'auth/no-credentials',
    like: { '302-without-accept': 'the field is there' },
    change: (nexus) => toLogin(nexus, (accept) => accept === '*/*'),
  }),
  fault('500-without-login-route', {
    does: 'wants to redirect to a login route, which there is not, unless the first type of Accept is one of JSON',
    breaks: 'auth/no-credentials',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    change: (nexus) =>
      refusesOtherwise(
        nexus,
        (accept) => accept?.split(',')[0]?.includes('json') !== true,
        (c) => problem(c, 500, 'Route [login] is not defined.'),
      ),
  }),
  fault('200-login-page-for-browsers', {
    does: 'shows a login page with 200 to whoever has no credentials and accepts HTML',
    breaks: 'auth/no-credentials',
    follows: { 'operation/no-other-success': 'a 200 is another success than 204' },
    change: (nexus) =>
      refusesOtherwise(
        nexus,
        (accept) => accept?.includes('text/html') === true,
        (c) => c.html('<!doctype html><title>Log in</title>'),
      ),
  }),
];

/** Another answer to whoever shows no credentials and has such an Accept. */
function refusesOtherwise(
  nexus: Nexus,
  concerned: (accept: string | undefined) => boolean,
  answer: Nexus['refuses'],
): Nexus {
  return {
    ...nexus,
    refuses: (c) => (showsNoCredentials(nexus, c) && concerned(c.req.header('Accept')) ? answer(c) : nexus.refuses(c)),
  };
}

function toLogin(nexus: Nexus, concerned: (accept: string | undefined) => boolean): Nexus {
  return refusesOtherwise(nexus, concerned, (c) => c.redirect('https://accounts.nexus.example/login', 302));
}
