import { createRequire } from 'node:module';
import { expect } from '@playwright/test';
import type { Running } from './processes.ts';

/** A session as an editor or Playwright's UI mode has it, with `playwright test-server`: JSON messages over a WebSocket. */
export interface Session {
  ask(method: string, parameters?: object): Promise<{ readonly status?: string }>;
  close(): void;
}

/** What of a WebSocket is used here, in Node (22 and later) and in Playwright's own. */
interface Socket {
  onopen: (() => void) | null;
  onerror: ((event: unknown) => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  send(text: string): void;
  close(): void;
}
type SocketConstructor = new (address: string) => Socket;

/** Node 20 has none: there it is the one that Playwright brings with it, where it still does. */
export function webSocket(): SocketConstructor | undefined {
  const { WebSocket: ofNode } = globalThis as { readonly WebSocket?: SocketConstructor };
  if (ofNode) return ofNode;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('@playwright/test/package.json'));
    return require('playwright-core/lib/utilsBundle').ws as SocketConstructor | undefined;
  } catch {
    return undefined;
  }
}

interface Message {
  readonly id?: number;
  readonly result?: { readonly status?: string };
  readonly error?: unknown;
}

export async function sessionWith(running: Running, WebSocket: SocketConstructor): Promise<Session> {
  const said = () => running.printed().stdout;
  await expect.poll(said, { timeout: 60_000, message: running.printed().stderr }).toMatch(/Listening on ws:\S+/);
  const socket = new WebSocket(/ws:\S+/.exec(said())?.[0] ?? '');
  await new Promise<void>((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = () => reject(new Error(`no connection: ${said()}`));
  });
  const waiting = new Map<number, { resolve: (value: object) => void; reject: (error: Error) => void }>();
  socket.onmessage = ({ data }) => {
    const { id, result, error } = JSON.parse(String(data)) as Message;
    const asked = id === undefined ? undefined : waiting.get(id);
    if (error !== undefined) asked?.reject(new Error(JSON.stringify(error)));
    else asked?.resolve(result ?? {});
  };
  socket.onclose = () => {
    for (const { reject } of waiting.values()) reject(new Error('the session was closed'));
  };
  return {
    ask(method, params = {}) {
      const id = waiting.size + 1;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params }));
      });
    },
    close: () => socket.close(),
  };
}
