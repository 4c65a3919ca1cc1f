import { behind, targetPath } from '../changes.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import { variant } from './variant.ts';

const target = (c: NexusContext): string => c.env.incoming.url ?? '';
/** What rules of firewalls take for an attack, as it stands on the wire or decoded once. */
const isAttack = (text: string): boolean =>
  /%00|%0[ad]|%ff|%2f|%5c|%2e|\.\.|['"<>{}\\*|;]|%2[27]|%7[bd]|\[|__proto__|'.*=|\bOR\b/i.test(text);
const isInTarget = (c: NexusContext): boolean => isAttack(target(c));
const isInHead = (c: NexusContext): boolean =>
  ['Accept-Language', 'Cookie', 'Content-Type', 'Referer', 'Origin', 'X-Nexus-Conformance'].some((name) =>
    isAttack(c.req.header(name) ?? ''),
  );
const page =
  '<!doctype html><html><head><title>Not Acceptable!</title></head><body><h1>Not Acceptable!</h1></body></html>';

/** Answers what a firewall takes for an attack before anything else sees it. */
const defended =
  (answer: (c: NexusContext) => Response) =>
  (nexus: Nexus): Nexus =>
    behind(nexus, async (c, next) => (isInTarget(c) || isInHead(c) ? answer(c) : next()));

/** Ends the connection without an answer where the condition holds, as nginx does by its 444. */
const cutting =
  (condition: (c: NexusContext) => boolean) =>
  (nexus: Nexus): Nexus =>
    behind(nexus, async (c, next) => {
      if (condition(c)) c.env.incoming.socket.destroy();
      await next();
    });

/** Deployments that keep hostile input out in their own way. */
export const robustnessVariants = [
  ...([403, 406, 413] as const).map((status) =>
    variant(`firewall-by-${status}`, {
      does: `answers ${status} with an HTML page to what looks like an attack, as ModSecurity and others do`,
      change: defended((c) => c.html(page, status)),
    }),
  ),
  variant('firewall-by-422', {
    does: 'answers 422 to what looks like an attack',
    warns: ['operation/documented-statuses'],
    change: defended((c) => c.html(page, 422)),
  }),
  variant('firewall-by-429', {
    does: 'answers 429 to curly brackets and quotation marks in the target, and serves all others meanwhile',
    warns: ['http/retry-after'],
    applicable: ['http/retry-after'],
    change: (nexus) => behind(nexus, async (c, next) => (/%7b|%22|%27/i.test(target(c)) ? c.html(page, 429) : next())),
  }),
  variant('firewall-by-a-redirect', {
    does: 'redirects what looks like an attack to a page that says so',
    warns: ['operation/documented-statuses'],
    change: defended((c) => c.redirect('/blocked', 302)),
  }),
  variant('cuts-off-hostile-queries', {
    does: 'ends the connection without an answer where the query looks like an attack',
    change: cutting((c) => isAttack(target(c).replace(/^[^?]*/, ''))),
  }),
  variant('cuts-off-hostile-paths', {
    does: 'ends the connection without an answer where the path looks like an attack',
    change: cutting((c) => isAttack(targetPath(c))),
  }),
  variant('cuts-off-hostile-fields', {
    does: 'ends the connection without an answer where a field looks like an attack',
    change: cutting(isInHead),
  }),
  variant('cuts-off-content', {
    does: 'ends the connection without an answer where there is more than 1 kB of content',
    change: cutting((c) => Number(c.req.header('Content-Length')) > 1024),
  }),
  variant('501-for-chunks', {
    does: 'knows no transfer coding',
    change: (nexus) =>
      behind(nexus, async (c, next) =>
        c.req.header('Transfer-Encoding') === undefined ? next() : problem(c, 501, 'There are no transfer codings.'),
      ),
  }),
  variant('targets-of-2-kb', {
    does: 'answers 414 to a request-target of more than 2 kB',
    warns: ['http/long-target'],
    change: (nexus) =>
      behind(nexus, async (c, next) => (target(c).length > 2048 ? problem(c, 414, 'The target is too long.') : next())),
  }),
];
