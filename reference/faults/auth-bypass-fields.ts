import { behind } from '../changes.ts';
import { shownBy } from '../credentials.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { fault, type Likeness } from './fault.ts';
import { letsIn } from './lets-in.ts';

const like = (difference: string): Likeness => ({ 'trailing-slash-lets-in': difference });

/** Fields by which gateways name a caller: one of each kind. */
const callerNames = ['X-Forwarded-User', 'Remote-User', 'X-Consumer-Username', 'X-MS-CLIENT-PRINCIPAL-NAME'];

/** Ways around the credentials by fields that only a gateway, a proxy or the framework itself should set. */
export const bypassByFieldFaults = [
  fault('x-forwarded-uri-lets-in', {
    does: 'judges by X-Forwarded-Uri, from whoever it comes, whether a path is open',
    breaks: 'auth/no-bypass',
    like: like('a field by which a gateway says what was asked for'),
    change: (nexus) => letsIn(nexus, (c) => c.req.header('X-Forwarded-Uri')?.startsWith('/health') ?? false),
  }),
  fault('x-original-method-lets-in', {
    does: 'asks for no credentials where X-Original-Method says OPTIONS, as a preflight has none',
    breaks: 'auth/no-bypass',
    like: like('a field by which a gateway says how it was asked'),
    change: (nexus) => letsIn(nexus, (c) => c.req.header('X-Original-Method') === 'OPTIONS'),
  }),
  ...['middleware', 'src/middleware'].map((middleware) =>
    fault(`${middleware.replace('/', '-')}-subrequest-lets-in`, {
      does: `passes over its checks where X-Middleware-Subrequest names ${middleware} five times, as in a loop of its own`,
      breaks: 'auth/no-bypass',
      like: like('a field by which the framework marks what it asks itself'),
      change: (nexus) =>
        letsIn(nexus, (c) => {
          const names = c.req.header('X-Middleware-Subrequest')?.split(':') ?? [];
          return names.filter((name) => name === middleware).length >= 5;
        }),
    }),
  ),
  ...callerNames.map((name) =>
    fault(`${name.toLowerCase()}-lets-in`, {
      does: `takes the caller's name from ${name}, which its gateway sets and does not drop from what comes in`,
      breaks: 'auth/no-bypass',
      like: like('a field by which a gateway says who has been let in'),
      change: (nexus) => letsIn(nexus, (c) => c.req.header(name) === nexus.world.accounts.main.userId),
    }),
  ),
  fault('caller-with-underscores-lets-in', {
    does: "takes the caller's name from HTTP_X_FORWARDED_USER of CGI, and its gateway drops that field with dashes only",
    breaks: 'auth/no-bypass',
    like: like('a field whose name is spelled in another way'),
    change: (nexus) => letsIn(nexus, (c) => c.req.header('X_Forwarded_User') === nexus.world.accounts.main.userId),
  }),
  fault('application-token-with-underscores-lets-in', {
    does: 'takes X_App_Token for what its gateway made of X-App-Token, after a look at the Bearer',
    breaks: 'auth/no-bypass',
    like: like('the ApplicationToken, whose field is spelled in another way'),
    change: (nexus) =>
      letsIn(
        { ...nexus, applicationTokenPlace: { in: 'header', name: 'X-App-Token' } },
        (c) => c.req.header('X_App_Token') === nexus.world.applicationToken,
      ),
  }),
  fault('dropped-application-token-lets-in', {
    does: 'looks at no password where there is an ApplicationToken, drops what Connection names, and trusts the user name',
    breaks: 'auth/no-bypass',
    like: like('a field that takes another one away'),
    change: (nexus) =>
      letsIn(nexus, (c) => {
        const { basic, applicationTokens } = shownBy(nexus, c);
        return basic !== undefined && applicationTokens.length > 0 && dropsApplicationToken(nexus, c);
      }),
  }),
  fault('credentials-in-trailers-let-in', {
    does: 'merges the trailer section into the header section before it looks for credentials',
    breaks: 'auth/no-bypass',
    like: like('the credentials are good, and stand where no credentials may'),
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        await c.req.arrayBuffer();
        const { incoming } = c.env;
        Object.assign(incoming.headersDistinct, incoming.trailersDistinct);
        return next();
      }),
  }),
];

function dropsApplicationToken({ applicationTokenPlace }: Nexus, c: NexusContext): boolean {
  const dropped = (c.req.header('Connection') ?? '').split(',').map((name) => name.trim().toLowerCase());
  return dropped.includes(applicationTokenPlace.name.toLowerCase());
}
