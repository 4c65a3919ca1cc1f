/** Targets that show all that they were told, and whether any of it is seen afterwards. */
import { randomBytes } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { expect } from '@playwright/test';
import type { MiddlewareHandler } from 'hono';
import { variable, variableNames } from '../../config/variables.ts';
import type { Nexus } from '../../reference/nexus.ts';
import type { World } from '../../reference/world.ts';
import type { Ended, Environment } from './processes.ts';
import { leaksIn, textsBelow } from './secret-search.ts';

/** Everything that somebody has to escape, between parts that nobody can guess. */
export const awkward = (): string => {
  const part = () => randomBytes(9).toString('base64');
  return `${part()}"\\${part()}&<'>${part()}%+=`;
};

export const awkwardWorld = (world: World): World => ({
  ...world,
  applicationToken: awkward(),
  accounts: { ...world.accounts, main: { userId: 'caller', password: awkward() } },
});

/** What a server shows that tells its clients all that they told it, decoded and cut as well. */
export function told(fields: Readonly<Record<string, unknown>>, url: string): Readonly<Record<string, unknown>> {
  const [, basic = ''] = /^basic (.*)$/i.exec(String(fields.authorization ?? '')) ?? [];
  return { ...fields, url, basic: Buffer.from(basic, 'base64').toString('utf8'), cut: basic.slice(3, 20) };
}

/** As much as a head can hold of it several times over. */
const longest = 3000;

const echo: MiddlewareHandler<{ Bindings: HttpBindings }> = async (c, next) => {
  const { headersDistinct, url = '' } = c.env.incoming;
  await next();
  const all = told({ ...headersDistinct, authorization: headersDistinct.authorization?.join() }, url);
  const isJson = c.res.headers.get('Content-Type')?.includes('json');
  const error = c.res.status >= 400 && isJson ? ((await c.res.json()) as object) : undefined;
  if (error)
    c.res = new Response(JSON.stringify({ ...error, echo: all }), { status: c.res.status, headers: c.res.headers });
  c.header('X-Authorization', c.req.header('authorization')?.slice(0, longest));
  c.header('X-Application-Token', c.req.header('applicationtoken')?.slice(0, longest));
  c.header('X-All', encodeURIComponent(JSON.stringify(all)).slice(0, longest));
  c.header('Set-Cookie', `echo=${encodeURIComponent(String(all.basic)).slice(0, longest)}; Path=/`);
};

export const echoing = (nexus: Nexus): Nexus => ({ ...nexus, around: [echo] });

/** What nobody may see: the values, of an address only its password. */
function secretsOf(environment: Environment): Environment {
  const given = variableNames.filter((name) => variable(name).secret && environment[name] !== undefined);
  return Object.fromEntries(
    given.map((name) => {
      const value = environment[name] ?? '';
      return [name, /^[a-z+]+:\/\//.test(value) ? new URL(value).password : value];
    }),
  );
}

/** In all files of the folder, and in what was printed. */
export function leaksOf(
  { stdout, stderr }: Pick<Ended, 'stdout' | 'stderr'>,
  folder: string,
  environment: Environment,
): readonly string[] {
  const secrets = secretsOf(environment);
  expect(Object.keys(secrets).length, 'the search is for something').toBeGreaterThanOrEqual(7);
  const texts = { ...textsBelow(folder), stdout, stderr };
  expect(Object.keys(texts).length).toBeGreaterThan(4);
  return leaksIn(texts, secrets);
}
