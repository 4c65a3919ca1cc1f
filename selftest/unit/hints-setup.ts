import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { nexusApp } from '../../reference/app.ts';
import { behind } from '../../reference/changes.ts';
import { type Environment, environmentOf } from '../../reference/environment.ts';
import { conformingNexus } from '../../reference/nexus.ts';
import { createWorld } from '../../reference/world.ts';

/** An answer as another stack gives it. */
export interface StackAnswer {
  /** How the hint begins that has to be told of it. */
  readonly hint: string;
  /** The status of the reference's answers in whose place it comes. */
  readonly instead: number;
  readonly status: number;
  readonly fields?: Readonly<Record<string, string>>;
  readonly content?: string;
}

const page = (content: string) => ({ fields: { 'Content-Type': 'text/html; charset=utf-8' }, content });
const asJson = (value: unknown, type = 'application/json') => ({
  fields: { 'Content-Type': type },
  content: JSON.stringify(value),
});
const operation = '/v1/users/1/password-reset';
const validationErrors = { title: 'One or more validation errors occurred.', status: 400, errors: {} };

/** Shortened to what is told of them. */
export const stackAnswers: Readonly<Record<string, StackAnswer>> = {
  'AWS API Gateway, an unknown route': {
    hint: 'AWS API Gateway answers so',
    instead: 204,
    status: 403,
    ...asJson({ message: 'Missing Authentication Token' }),
  },
  'AWS HTTP API, a challenge': {
    hint: 'HTTP APIs of AWS',
    instead: 401,
    status: 401,
    fields: { 'WWW-Authenticate': 'Bearer scope="" error="invalid_token"' },
  },
  'FastAPI, validation': {
    hint: 'the default validation of FastAPI',
    instead: 400,
    status: 422,
    ...asJson({ detail: [{ type: 'missing', loc: ['query', 'clientId'], msg: 'Field required' }] }),
  },
  'Ruby on Rails, validation': {
    hint: 'the default validation of the framework',
    instead: 400,
    status: 422,
    ...asJson({ errors: { clientId: ["can't be blank"] } }),
  },
  'a balancer that ends TLS': {
    hint: 'it redirects from http to https',
    instead: 204,
    status: 301,
    fields: { Location: `https://nexus.example${operation}?clientId=portal-web` },
  },
  'FastAPI, a slash at the end': {
    hint: 'the router redirects to the spelling',
    instead: 204,
    status: 307,
    fields: { Location: `http://nexus.example${operation}/?clientId=portal-web` },
  },
  'ASP.NET, cookies': {
    hint: 'it redirects to a login page',
    instead: 401,
    status: 302,
    fields: { Location: `https://nexus.example/Account/Login?ReturnUrl=${operation}` },
  },
  'a web application': {
    hint: 'a page for people',
    instead: 204,
    status: 200,
    ...page('<!doctype html><title>Portal</title><div id="root"></div>'),
  },
  'Express, no route': {
    hint: 'the router of Express',
    instead: 204,
    status: 404,
    ...page(`<!DOCTYPE html>\n<title>Error</title>\n<pre>Cannot POST ${operation}</pre>`),
  },
  'nginx, no location': {
    hint: 'nginx answered by itself',
    instead: 204,
    status: 404,
    ...page('<html>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx/1.27.5</center>\r\n</html>'),
  },
  'IIS, no handler': {
    hint: 'IIS answered by itself',
    instead: 204,
    status: 404,
    ...page('<title>IIS 10.0 Detailed Error - 404.0 - Not Found</title>'),
  },
  'Tomcat, no context': {
    hint: 'it is the error page of a servlet container',
    instead: 204,
    status: 404,
    ...page('<!doctype html><title>HTTP Status 404 – Not Found</title><h3>Apache Tomcat/11.0.9</h3>'),
  },
  'Jetty, no context': {
    hint: 'it is the error page of a servlet container',
    instead: 204,
    status: 404,
    ...page('<title>Error 404</title><hr>Powered by Jetty://'),
  },
  'a route of other methods': {
    hint: 'the path is known for other methods',
    instead: 204,
    status: 405,
    fields: { Allow: 'GET, HEAD' },
  },
  'a proxy that wants a length': { hint: 'a server or proxy wants a Content-Length', instead: 204, status: 411 },
  'a gateway alone': { hint: 'a gateway did not reach the application', instead: 401, status: 502 },
  'ASP.NET, no problem writer': {
    hint: 'the problem writer of ASP.NET stays silent',
    instead: 404,
    status: 404,
    fields: { Server: 'Kestrel' },
  },
  'ASP.NET, validation': {
    hint: '"One or more validation errors occurred."',
    instead: 400,
    status: 400,
    ...asJson(validationErrors, 'application/problem+json'),
  },
};

/** Starts a reference on 127.0.0.1 that gives such answers. */
export async function startStack({ instead, status, fields = {}, content }: Omit<StackAnswer, 'hint'>): Promise<{
  readonly environment: Environment;
  close(): void;
}> {
  const nexus = behind(conformingNexus(await createWorld()), async (c, next) => {
    await next();
    if (c.res.status !== instead) return;
    // Setting it twice: Hono would merge the fields of the first answer into the second.
    c.res = undefined;
    c.res = new Response(content ?? null, { status, headers: fields });
  });
  const listener = getRequestListener(nexusApp(nexus).fetch, { overrideGlobalObjects: false });
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    environment: environmentOf(nexus, `http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
