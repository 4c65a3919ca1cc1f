import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';

/** As much of the DOM as is needed here. */
interface Node_ {
  nodeValue: string | null;
}
interface Input {
  value: string;
  readonly type: string;
}
declare const document: {
  readonly documentElement: object | null;
  querySelectorAll(selector: string): Iterable<Input>;
  createTreeWalker(root: object, show: number): { nextNode(): Node_ | null };
};
declare const history: { readonly state: unknown; replaceState(state: unknown, unused: string, address: string): void };
declare const location: { readonly pathname: string };

const mostMs = 5000;

/** What a page shows, as PNG, after all that is secret was taken out of it. Undefined where that cannot be made sure. */
export function takePicture(page: Page, secrets: readonly string[]): Promise<Buffer | undefined> {
  const picture = pictureOf(page, secrets).catch(() => undefined);
  // A page that is busy with itself answers nothing.
  return Promise.race([picture, sleep(mostMs, undefined, { ref: false })]);
}

async function pictureOf(page: Page, secrets: readonly string[]): Promise<Buffer> {
  for (const frame of page.frames()) await frame.evaluate(takeSecretsOut, secrets);
  return page.screenshot({ type: 'png', animations: 'disabled', caret: 'hide', timeout: mostMs });
}

function takeSecretsOut(secrets: readonly string[]): void {
  try {
    history.replaceState(history.state, '', location.pathname);
  } catch {
    // A frame without an address of its own.
  }
  for (const input of document.querySelectorAll('input, textarea')) {
    if (input.type === 'password' || secrets.some((secret) => input.value.includes(secret))) input.value = '';
  }
  // 4: text nodes.
  const texts = document.createTreeWalker(document.documentElement ?? document, 4);
  for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
    for (const secret of secrets) {
      if (text.nodeValue?.includes(secret)) text.nodeValue = text.nodeValue.replaceAll(secret, '…');
    }
  }
}
