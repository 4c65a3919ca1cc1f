import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** What a page answers: HTML, or a whole answer. */
export type Answer =
  | string
  | { readonly status: number; readonly headers?: Record<string, string>; readonly html?: string };

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly form: URLSearchParams;
}

export type Pages = Readonly<Record<string, Answer | ((asked: Asked) => Answer | Promise<Answer>)>>;

export interface Site {
  readonly origin: string;
  /** All that was asked for, in order, as `GET /path`. */
  readonly asked: readonly Asked[];
  close(): void;
}

/** A small site on loopback, by paths. */
export async function serve(pages: Pages): Promise<Site> {
  const asked: Asked[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    const it = await read(request);
    asked.push(it);
    const page = pages[`${it.method} ${it.path}`] ?? pages[it.path] ?? { status: 404, html: 'nothing here' };
    answer(response, typeof page === 'function' ? await page(it) : page);
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '' } = request;
  const path = new URL(url, 'http://site').pathname;
  return { method, path, form: new URLSearchParams(Buffer.concat(chunks).toString()) };
}

function answer(response: ServerResponse, page: Answer): void {
  const { status, headers = {}, html = '' } = typeof page === 'string' ? { status: 200, html: page } : page;
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', ...headers });
  response.end(html === '' ? '' : `<!doctype html><title>Accounts</title><body>${html}`);
}

export const redirect = (location: string): Answer => ({ status: 303, headers: { Location: location } });

/** The form of most reset pages. */
export const resetForm = `
  <h1>Choose a new password</h1>
  <form method="post" action="/reset">
    <label>New password <input type="password" name="password" autocomplete="new-password"></label>
    <label>Again <input type="password" name="confirmation" autocomplete="new-password"></label>
    <button>Save</button>
  </form>`;

export const signInForm = `
  <h1>Welcome</h1>
  <form method="post" action="/sign-in">
    <label>E-mail <input name="username"></label>
    <label>Password <input type="password" name="password"></label>
    <button>Sign in</button>
  </form>`;
