import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SinkAddress, SinkAnswers, SinkEntry } from './sink-answers.ts';
import type { SinkStore } from './sink-store.ts';

/** How each path below the secret one is answered. `gone`: nobody waits for the answer any more. */
type Answering = {
  readonly [Path in keyof SinkAnswers]: (
    asked: { readonly after: number; readonly milliseconds: number },
    gone: AbortSignal,
  ) => SinkAnswers[Path] | Promise<SinkAnswers[Path]>;
};

/** Lets the processes of this machine read the store, by loopback HTTP: those that know a path which cannot be guessed. */
export async function openToReaders(
  store: SinkStore,
  smtp: SinkAddress,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const answering: Answering = {
    state: () => ({ smtp, last: store.last() }),
    entries: ({ after }) => {
      const { entries, more } = store.page(after);
      return { entries: entries.map(inBase64), more };
    },
    next: async ({ after, milliseconds }, gone) => {
      if (store.last() <= after) await store.next(milliseconds, gone);
      return { last: store.last() };
    },
  };
  const secret = randomBytes(32).toString('base64url');
  const server = createServer(({ url = '' }, response) => void answer(url, response, secret, answering));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(target: string, response: ServerResponse, secret: string, answering: Answering): Promise<void> {
  const [, guess = '', path = '', query] = /^\/([^/?]*)\/([a-z]*)(\?.*)?$/.exec(target) ?? [];
  if (!isSame(guess, secret) || !Object.hasOwn(answering, path)) return void response.writeHead(404).end();
  const parameters = new URLSearchParams(query);
  const [after = 0, milliseconds = 0] = ['after', 'milliseconds'].map((name) => Number(parameters.get(name)));
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const content = await answering[path as keyof SinkAnswers]({ after, milliseconds }, gone.signal);
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(content));
}

/** Takes as long whatever of it is right. */
function isSame(guess: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(guess), digest(secret));
}

function inBase64(entry: SinkEntry<Buffer>): SinkEntry<string> {
  return entry.kind === 'refusal' ? entry : { ...entry, raw: entry.raw.toString('base64') };
}
