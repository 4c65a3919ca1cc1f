import { targetPath } from '../changes.ts';
import { shownBy, showsMalformedAuthorization } from '../credentials.ts';
import { crashesOn } from './crashes-on.ts';
import { fault } from './fault.ts';
import { letsIn } from './lets-in.ts';

/** Requests that were not foreseen. */
export const robustnessFaults = [
  fault('500-on-malformed-authorization', {
    does: 'fails with 500 on an Authorization field that it cannot read',
    breaks: 'robustness/no-server-error',
    follows: {
      'auth/malformed-authorization': 'the server error answers a malformed Authorization',
      'auth/scheme-confusion': 'an unknown scheme, or none, cannot be read either',
      'auth/near-miss': 'a pair without a colon cannot be read either',
      'robustness/hostile-headers': 'what comes in Authorization there cannot be read',
    },
    change: (nexus) => crashesOn(nexus, (c) => showsMalformedAuthorization(nexus, c)),
  }),
  fault('500-without-credentials', {
    does: 'fails with 500 where an anonymous request names an unknown user',
    breaks: 'auth/refused-with-other-faults',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    change: (nexus) =>
      crashesOn(
        nexus,
        (c) => shownBy(nexus, c).authorization.length === 0 && c.req.path.includes(nexus.world.unknownUserId),
      ),
  }),
  fault('500-for-path-parameters', {
    does: 'fails with 500 on a path with a semicolon in it',
    breaks: 'robustness/no-server-error',
    follows: {
      'robustness/hostile-user-id': 'generated ones have semicolons',
    },
    change: (nexus) => crashesOn(nexus, (c) => targetPath(c).includes(';')),
  }),
  fault('malformed-authorization-lets-in', {
    does: 'lets in whom it cannot understand: an Authorization field that it cannot read counts as checked',
    breaks: 'auth/malformed-authorization',
    follows: {
      'auth/scheme-confusion': 'an unknown scheme, or none, cannot be read either',
      'auth/near-miss': 'a pair without a colon cannot be read either',
      'robustness/hostile-headers': 'what comes in Authorization there cannot be read',
    },
    change: (nexus) => letsIn(nexus, (c) => showsMalformedAuthorization(nexus, c)),
  }),
];
