import type { Context } from 'hono';
import { requestedReset } from '../app.ts';
import { targetPath } from '../changes.ts';
import { shownBy } from '../credentials.ts';
import type { Nexus } from '../nexus.ts';
import { fault, type Likeness } from './fault.ts';
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
    change: (nexus) => letsIn(nexus, hasField('X-Original-URL')),
  }),
  fault('x-rewrite-url-lets-in', {
    does: 'judges by X-Rewrite-URL whether a path is protected',
    breaks: 'auth/no-bypass',
    like: like('another field that says what is asked for'),
    change: (nexus) => letsIn(nexus, hasField('X-Rewrite-URL')),
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
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => {
        const anonymous = shownBy(nexus, c).authorization.length === 0;
        const found = requestedReset(nexus, c);
        const unknown = found instanceof Response && found.status === 404;
        return anonymous && unknown ? c.body(null, 204) : nexus.refuses(c);
      },
    }),
  }),
];

function spellingLetsIn(nexus: Nexus, spelling: RegExp, readsPath: Nexus['readsPath']): Nexus {
  return { ...letsIn(nexus, (c) => spelling.test(targetPath(c))), readsPath };
}

function hasField(name: string): (c: Context) => boolean {
  return (c) => c.req.header(name) !== undefined;
}
