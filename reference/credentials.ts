import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { UserPass } from './authorization.ts';
import type { Nexus, NexusContext, Schemes } from './nexus.ts';

/** What a request shows of credentials; nothing of it is believed yet. */
export interface Shown {
  /** Every Authorization field line. */
  readonly authorization: readonly string[];
  readonly bearer: string | undefined;
  readonly basic: UserPass | undefined;
  /** Every value in the ApplicationToken's place, empty ones included. */
  readonly applicationTokens: readonly string[];
}

export function shownBy(nexus: Nexus, c: NexusContext): Shown {
  // Node drops all Authorization lines but the first from `headers`.
  const authorization = c.env.incoming.headersDistinct.authorization ?? [];
  const line = nexus.readsAuthorization(authorization);
  return {
    authorization,
    bearer: line === undefined ? undefined : nexus.readsBearer(line),
    basic: line === undefined ? undefined : nexus.readsBasic(line),
    applicationTokens: applicationTokens(nexus.applicationTokenPlace, c),
  };
}

function applicationTokens({ in: place, name }: Nexus['applicationTokenPlace'], c: NexusContext): readonly string[] {
  if (place === 'query') return c.req.queries(name) ?? [];
  if (place === 'header') return c.env.incoming.headersDistinct[name.toLowerCase()] ?? [];
  const pairs = (c.req.header('cookie') ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}

/** Whether there is neither an Authorization field nor anything in the ApplicationToken's place. */
export function showsNoCredentials(nexus: Nexus, c: NexusContext): boolean {
  const { authorization, applicationTokens } = shownBy(nexus, c);
  return authorization.length + applicationTokens.length === 0;
}

/** Whether a valid Bearer came with the request, whatever else did. */
export async function showsValidBearer(nexus: Nexus, c: NexusContext): Promise<boolean> {
  const { bearer } = shownBy(nexus, c);
  return bearer !== undefined && nexus.checksBearer(bearer);
}

/** Whether the ApplicationToken, which belongs elsewhere, came in the query. */
export function showsMisplacedApplicationToken({ applicationTokenPlace }: Nexus, c: NexusContext): boolean {
  return applicationTokenPlace.in !== 'query' && c.req.query(applicationTokenPlace.name) !== undefined;
}

/** Whether there is an Authorization field of which neither scheme can be read. */
export function showsMalformedAuthorization(nexus: Nexus, c: NexusContext): boolean {
  const { authorization, bearer, basic } = shownBy(nexus, c);
  return authorization.length > 0 && bearer === undefined && basic === undefined;
}

/** The three security schemes, each as a middleware that throws a 401 where the request does not satisfy it. */
export function schemesOf(nexus: Nexus): Schemes {
  return {
    bearer: demand((c) => showsValidBearer(nexus, c)),
    applicationToken: demand((c) => nexus.checksApplicationToken(shownBy(nexus, c).applicationTokens)),
    basic: demand((c) => {
      const { basic } = shownBy(nexus, c);
      return basic !== undefined && nexus.checksBasic(basic);
    }),
  };
}

function demand(condition: (c: NexusContext) => boolean | Promise<boolean>): MiddlewareHandler {
  return async (c, next) => {
    if (!(await condition(c))) throw new HTTPException(401);
    await next();
  };
}
