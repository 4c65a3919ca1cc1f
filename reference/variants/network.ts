import { posix } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setCookie } from 'hono/cookie';
import { cors } from 'hono/cors';
import { behind, targetPath } from '../changes.ts';
import type { NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import { variant } from './variant.ts';

/** Other addresses, and what stands between the network and the application. */
export const networkVariants = [
  variant('base-path', {
    does: 'lives below /api/v2',
    change: (nexus) => ({ ...nexus, basePath: '/api/v2' }),
  }),
  variant('aliases', {
    does: 'serves its path in any case and with a slash at the end, and asks for credentials there too',
    change: (nexus) => ({ ...nexus, readsPath: (path) => path.toLowerCase().replace(/\/$/, '') }),
  }),
  variant('merges-slashes', {
    does: 'takes several slashes for one, and asks for credentials there too',
    change: (nexus) => ({ ...nexus, readsPath: (path) => path.replace(/\/{2,}/g, '/') }),
  }),
  variant('redirects-doubled-slashes', {
    does: 'redirects from a path with a doubled slash, as a gateway does',
    change: (nexus) =>
      behind(nexus, async (c, next) =>
        targetPath(c).includes('//') ? c.redirect(targetPath(c).replace(/\/{2,}/g, '/'), 308) : next(),
      ),
  }),
  variant('cleans-paths-with-307', {
    does: 'redirects from a path with a doubled slash or a dot segment with 307, as the router of Go does',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        const clean = posix.normalize(targetPath(c));
        return clean === targetPath(c) ? next() : c.redirect(clean, 307);
      }),
  }),
  variant('strips-path-parameters', {
    does: 'ignores what follows a semicolon in the path, and asks for credentials there too',
    change: (nexus) => ({ ...nexus, readsPath: (path) => path.replace(/;[^/]*/g, '') }),
  }),
  variant('honours-method-override', {
    does: 'takes the method from X-HTTP-Method-Override and answers 405',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        const method = c.req.header('X-HTTP-Method-Override') ?? 'POST';
        if (method === 'POST') return next();
        c.header('Allow', 'POST');
        return problem(c, 405, `This is not done with ${method}.`);
      }),
  }),
  variant('405-for-other-spellings', {
    does: 'knows no POST at a path with a slash at its end',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        if (!targetPath(c).endsWith('/')) return next();
        c.header('Allow', 'GET');
        return problem(c, 405, 'There is no such operation.');
      }),
  }),
  variant('firewall', {
    does: 'stands behind a firewall that answers 403 in HTML to what looks like an attack',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        const names = ['X-Original-URL', 'X-Rewrite-URL', 'X-HTTP-Method-Override'];
        const isOdd = /\/\/|;|\/\.{1,2}\//.test(targetPath(c)) || names.some((name) => c.req.header(name));
        return isOdd ? c.html('<!doctype html><title>Request blocked</title>', 403) : next();
      }),
  }),
  variant('cuts-odd-paths', {
    does: 'ends the connection without an answer where the path has doubled slashes, dot segments, a semicolon or %2F',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        if (/\/\/|;|%2f|\/(\.|%2e){1,2}\//i.test(targetPath(c))) c.env.incoming.socket.destroy();
        return next();
      }),
  }),
  variant('cuts-suspicious-fields', {
    does: 'ends the connection without an answer where a field looks like an attack',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        const names = ['X-Original-URL', 'X-Rewrite-URL', 'X-Middleware-Subrequest', 'X-Forwarded-User', 'Trailer'];
        if (names.some((name) => c.req.header(name))) c.env.incoming.socket.destroy();
        return next();
      }),
  }),
  variant('default-page-for-a-foreign-host', {
    does: 'answers with the page of its front door to a Host that is not its own',
    change: (nexus) =>
      behind(nexus, async (c, next) =>
        isForeign(c) ? c.html('<!doctype html><title>Welcome to nginx!</title>') : next(),
      ),
  }),
  variant('503-for-a-foreign-host', {
    does: 'answers 503 to a Host that is not its own, and to come back in two minutes',
    applicable: ['http/retry-after'],
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        if (!isForeign(c)) return next();
        c.header('Retry-After', '120');
        return c.html('<!doctype html><title>No such host</title>', 503);
      }),
  }),
  variant('blocks-encoded-percent-signs', {
    does: 'stands behind a firewall that answers 403 in HTML to an encoded percent sign in the path',
    change: (nexus) =>
      behind(nexus, async (c, next) =>
        targetPath(c).includes('%25') ? c.html('<!doctype html><title>Request blocked</title>', 403) : next(),
      ),
  }),
  variant('demands-accept', {
    does: 'stands behind a firewall that answers 403 in HTML to a request without Accept',
    change: (nexus) =>
      behind(nexus, async (c, next) =>
        c.req.header('Accept') === undefined ? c.html('<!doctype html><title>Request blocked</title>', 403) : next(),
      ),
  }),
  variant('demands-content-length', {
    does: 'answers 411 to a POST without Content-Length',
    change: (nexus) =>
      behind(nexus, async (c, next) =>
        c.req.header('Content-Length') === undefined ? problem(c, 411, 'There is no Content-Length.') : next(),
      ),
  }),
  variant('early-hints', {
    does: 'sends an interim response before each answer of HTTP/1.1',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        const { incoming, outgoing } = c.env;
        // While a pipelined request waits for its turn it has no socket, and Node would write the hints behind its head.
        const isItsTurn = outgoing.socket !== null && incoming.httpVersion !== '1.0';
        if (isItsTurn) outgoing.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
        await next();
      }),
  }),
  variant('restarting', {
    does: 'answers 503 with Retry-After: 0 to three requests while it restarts',
    applicable: ['http/retry-after'],
    change: (nexus) => {
      let count = 0;
      return behind(nexus, async (c, next) => {
        count += 1;
        if (count < 40 || count > 42) return next();
        c.header('Retry-After', '0');
        return problem(c, 503, 'The server is starting.');
      });
    },
  }),
  variant('throttled', {
    does: 'answers 429 with Retry-After: 1 above 15 requests a second',
    applicable: ['http/retry-after'],
    change: (nexus) => {
      const limit = 15;
      let recent: readonly number[] = [];
      return behind(nexus, async (c, next) => {
        const now = Date.now();
        recent = recent.filter((time) => now - time < 1000);
        if (recent.length >= limit) {
          c.header('Retry-After', '1');
          return problem(c, 429, 'There were too many requests.');
        }
        recent = [...recent, now];
        return next();
      });
    },
  }),
  variant('slow', {
    does: 'takes 250 ms for each answer',
    change: (nexus) =>
      behind(nexus, async (_c, next) => {
        await delay(250);
        await next();
      }),
  }),
  variant('connection-close', {
    does: 'ends the connection after each answer',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        c.header('Connection', 'close');
        await next();
      }),
  }),
  variant('load-balancer-cookie', {
    does: 'sets the cookie of a load balancer with every answer',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        setCookie(c, 'lb', 'node-1', { path: '/', httpOnly: true });
        await next();
      }),
  }),
  variant('cookies-of-ordinary-words', {
    does: 'sets cookies whose values stand in its answers for other reasons',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        setCookie(c, 'lb', '4', { path: '/' });
        setCookie(c, 'for', 'application', { path: '/' });
        setCookie(c, 'what', 'application/problem+json', { path: '/' });
        await next();
      }),
  }),
  variant('cors', {
    does: 'answers the preflights of browsers',
    change: (nexus) => behind(nexus, cors()),
  }),
];

/** Whether the Host is another than the one that is listened on. */
const isForeign = (c: NexusContext): boolean => !c.req.header('Host')?.startsWith('127.0.0.1');
