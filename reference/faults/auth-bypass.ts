import type { Context } from 'hono';
import { requestedReset } from '../app.ts';
import { targetPath } from '../changes.ts';
import { shownBy } from '../credentials.ts';
import type { Nexus } from '../nexus.ts';
import { type Fault, fault, type Likeness } from './fault.ts';
import { letsIn } from './lets-in.ts';

const like = (difference: string): Likeness => ({ 'trailing-slash-lets-in': difference });

/** Ways around the credentials. */
export const bypassFaults = [
  fault('trailing-slash-lets-in', {
    does: 'serves the path with a slash at its end without asking for credentials',
    breaks: 'auth/no-bypass',
    change: (nexus) => spellingLetsIn(nexus, /\/$/, (path) => path.replace(/\/$/, '')),
  }),
  fault('doubled-slash-lets-in', {
    does: 'serves the path with a doubled slash without asking for credentials',
    breaks: 'auth/no-bypass',
    like: like('another spelling of the path'),
    change: (nexus) => spellingLetsIn(nexus, /\/\//, (path) => path.replace(/\/{2,}/g, '/')),
  }),
  fault('path-case-lets-in', {
    does: 'serves the path in another case without asking for credentials',
    breaks: 'auth/no-bypass',
    like: like('another spelling of the path'),
    change: (nexus) => spellingLetsIn(nexus, /[A-Z]/, (path) => path.toLowerCase()),
  }),
  fault('path-parameter-lets-in', {
    does: 'serves the path with a parameter after a semicolon without asking for credentials',
    breaks: 'auth/no-bypass',
    like: like('another spelling of the path'),
    change: (nexus) => spellingLetsIn(nexus, /;/, (path) => path.replace(/;[^/]*/g, '')),
  }),
  fault('encoded-letter-lets-in', {
    does: 'asks for no credentials where a letter of the path is percent-encoded',
    breaks: 'auth/no-bypass',
    like: like('another spelling, which routers undo themselves'),
    change: (nexus) => spellingLetsIn(nexus, /%[4-7][0-9a-f]/i, nexus.readsPath),
  }),
  fault('dot-segment-lets-in', {
    does: 'asks for no credentials where the path has a segment of one dot',
    breaks: 'auth/no-bypass',
    like: like('another spelling, which routers undo themselves'),
    change: (nexus) => spellingLetsIn(nexus, /\/(\.|%2e)(\/|$)/i, nexus.readsPath),
  }),
  fault('two-dot-segments-let-in', {
    does: 'asks for no credentials where the path goes up and down again',
    breaks: 'auth/no-bypass',
    like: like('two dots instead of one'),
    change: (nexus) => spellingLetsIn(nexus, /\/(\.|%2e){2}(\/|$)/i, nexus.readsPath),
  }),
  fault('x-forwarded-for-lets-in', {
    does: 'trusts X-Forwarded-For: 127.0.0.1 to be a neighbour',
    breaks: 'auth/no-bypass',
    like: like('a field that says who asks'),
    change: (nexus) => letsIn(nexus, (c) => c.req.header('X-Forwarded-For')?.startsWith('127.') ?? false),
  }),
  fault('x-original-url-lets-in', {
    does: 'judges by X-Original-URL whether a path is protected',
    breaks: 'auth/no-bypass',
    like: like('a field that says what is asked for'),
    change: (nexus) => letsIn(nexus, pointsElsewhere('X-Original-URL')),
  }),
  fault('x-rewrite-url-lets-in', {
    does: 'judges by X-Rewrite-URL whether a path is protected',
    breaks: 'auth/no-bypass',
    like: like('another field that says what is asked for'),
    change: (nexus) => letsIn(nexus, pointsElsewhere('X-Rewrite-URL')),
  }),
  fault('method-override-lets-in', {
    does: 'asks for no credentials where X-HTTP-Method-Override says GET, which it protects nowhere',
    breaks: 'auth/no-bypass',
    like: like('a field that says how it is asked'),
    change: (nexus) => letsIn(nexus, (c) => c.req.header('X-HTTP-Method-Override') === 'GET'),
  }),
  fault('override-to-options-lets-in', {
    does: 'asks for no credentials where X-HTTP-Method-Override says OPTIONS, as a preflight has none',
    breaks: 'auth/no-bypass',
    like: like('a field that makes a preflight of the request'),
    change: (nexus) => letsIn(nexus, (c) => c.req.header('X-HTTP-Method-Override') === 'OPTIONS'),
  }),
  fault('preflight-lets-in', {
    does: 'takes a POST with the fields of a CORS preflight for a preflight',
    breaks: 'auth/no-bypass',
    like: like('two fields that make a preflight of the request'),
    change: (nexus) => letsIn(nexus, (c) => hasField('Origin')(c) && hasField('Access-Control-Request-Method')(c)),
  }),
  fault('protects-below-v1-as-written', {
    does: 'asks for credentials below /v1/, and routes what is written /V1/ to the same place',
    breaks: 'auth/no-bypass',
    like: like('the rule is about the first segment'),
    change: protectsOnly(/^\/v1\//, (path) => path.toLowerCase()),
  }),
  fault('protects-one-slash-before-v1', {
    does: 'asks for credentials below /v1/, and merges slashes after that',
    breaks: 'auth/no-bypass',
    like: like('the rule is about the beginning of the path'),
    change: protectsOnly(/^\/v1\//, (path) => path.replace(/\/{2,}/g, '/')),
  }),
  fault('protects-password-reset-as-written', {
    does: 'asks for credentials where /password-reset is written in the path, and routes without regard to case',
    breaks: 'auth/no-bypass',
    like: like('the rule is about the last segment'),
    change: protectsOnly(/\/password-reset/, (path) => path.toLowerCase()),
  }),
  fault('protects-what-is-not-encoded', {
    does: 'asks for credentials where /password-reset is written in the path, and decodes it later',
    breaks: 'auth/no-bypass',
    like: like('the rule is about the last segment, and routers undo the spelling themselves'),
    change: protectsOnly(/\/password-reset/, (path) => path),
  }),
  fault('protects-the-whole-path-as-written', {
    does: 'asks for credentials at the path as the document has it, and routes without regard to case',
    breaks: 'auth/no-bypass',
    like: like('the rule is about the whole path'),
    change: protectsOnly(/^\/v1\/users\/[^/]+\/password-reset$/, (path) => path.toLowerCase()),
  }),
  fault('encoded-slash-lets-in', {
    does: 'asks for no credentials where the slash after /v1 is encoded, and decodes it before it routes',
    breaks: 'auth/no-bypass',
    like: like('another spelling, which a gateway leaves as it is'),
    change: (nexus) => spellingLetsIn(nexus, /^\/v1%2f/i, decodesSlashes),
  }),
  fault('last-slash-encoded-lets-in', {
    does: 'routes what begins with /v1/users/, protects what ends with /password-reset, and decodes slashes after that',
    breaks: 'auth/no-bypass',
    like: like('one slash only, since the path has to begin as it should'),
    change: (nexus) => spellingLetsIn(nexus, /^\/v1\/users\/.*%2fpassword-reset$/i, decodesSlashes),
  }),
  fault('absolute-form-lets-in', {
    does: 'asks for credentials where the request-target begins with /v1/, and takes it in absolute form, too',
    breaks: 'auth/no-bypass',
    like: like('another form of the target'),
    change: (nexus) => letsIn(nexus, (c) => /^https?:/i.test(c.env.incoming.url ?? '')),
  }),
  fault('host-localhost-lets-in', {
    does: 'takes a request whose Host is localhost for one from the machine itself',
    breaks: 'auth/no-bypass',
    like: like('another host'),
    change: (nexus) => letsIn(nexus, (c) => c.req.header('Host') === 'localhost'),
  }),
  ...Object.entries({ beginning: /\?.*\/health/, middle: /\?.*\/metrics/, end: /\?.*\.css$/ }).map(([part, open]) =>
    fault(`open-path-in-the-query-lets-in-by-its-${part}`, {
      does: `looks for the ${part} of paths that are open in path and query alike`,
      breaks: 'auth/no-bypass',
      like: like('the query'),
      change: (nexus) => letsIn(nexus, (c) => open.test(c.env.incoming.url ?? '')),
    }),
  ),
  fault('204-for-missing-client-id', {
    does: 'answers 204 to a request without clientId before it asks for credentials',
    breaks: 'auth/refused-with-other-faults',
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => (c.req.query('clientId') === undefined ? c.body(null, 204) : nexus.refuses(c)),
    }),
  }),
  fault('204-for-unknown-clients', {
    does: 'answers 204 to an unknown clientId before it asks for credentials',
    breaks: 'auth/refused-with-other-faults',
    like: { '204-for-missing-client-id': 'another fault of the request' },
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => (c.req.query('clientId') === nexus.world.unknownClientId ? c.body(null, 204) : nexus.refuses(c)),
    }),
  }),
  fault('204-for-malformed-ids', {
    does: 'answers 204 to a malformed userId before it asks for credentials',
    breaks: 'auth/refused-with-other-faults',
    like: { '204-for-missing-client-id': 'another fault of the request' },
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => (c.req.param('userId') === nexus.world.malformedUserId ? c.body(null, 204) : nexus.refuses(c)),
    }),
  }),
  fault('204-for-unknown-users', {
    does: 'hides from callers without credentials that a user is unknown, by a 204',
    breaks: 'auth/refused-with-other-faults',
    like: { '204-for-missing-client-id': 'another fault of the request' },
    change: (nexus) => hidesUnknownUsers(nexus, (authorization) => authorization.length === 0),
  }),
  fault('204-for-unknown-users-with-bad-credentials', {
    does: 'hides from callers with bad credentials that a user is unknown, by a 204',
    breaks: 'auth/refused-with-other-faults',
    like: { '204-for-unknown-users': 'there are credentials, and they are bad' },
    change: (nexus) => hidesUnknownUsers(nexus, (authorization) => authorization.length > 0),
  }),
];

const decodesSlashes = (path: string): string => path.replaceAll('%2F', '/');

function spellingLetsIn(nexus: Nexus, spelling: RegExp, readsPath: Nexus['readsPath']): Nexus {
  return { ...letsIn(nexus, (c) => spelling.test(targetPath(c))), readsPath };
}

/** Asks for credentials only where the path as it was written has this form; its router is more lenient. */
function protectsOnly(form: RegExp, readsPath: Nexus['readsPath']): Fault['change'] {
  return (nexus) => ({ ...letsIn(nexus, (c) => !form.test(targetPath(c))), readsPath });
}

/** Answers 204 instead of refusing where nobody has the userId and the Authorization lines are of a kind. */
function hidesUnknownUsers(nexus: Nexus, are: (authorization: readonly string[]) => boolean): Nexus {
  return {
    ...nexus,
    refuses: (c) => {
      const found = requestedReset(nexus, c);
      const isUnknown = found instanceof Response && found.status === 404;
      return isUnknown && are(shownBy(nexus, c).authorization) ? c.body(null, 204) : nexus.refuses(c);
    },
  };
}

/** Whether a field names a path that nobody protects. */
function pointsElsewhere(name: string): (c: Context) => boolean {
  return (c) => c.req.header(name)?.includes('/password-reset') === false;
}

function hasField(name: string): (c: Context) => boolean {
  return (c) => c.req.header(name) !== undefined;
}
