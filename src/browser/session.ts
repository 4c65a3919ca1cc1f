import type { BrowserContext, Page } from '@playwright/test';
import type { Places } from './destination.ts';
import type { ResetBrowser } from './launch.ts';
import { type Watch, watchNavigations } from './navigation.ts';

/** A page of its own, without a past. */
export interface Session {
  readonly page: Page;
  readonly watch: Watch;
  /** Whether something that was asked for beside the document is still to come, for a while. */
  isBusy(): boolean;
  hasEnded(): boolean;
  close(): Promise<void>;
}

/** What is asked for in the background is waited for so long: some of it never ends. */
const backgroundMs = 10_000;

export async function openSession(browser: ResetBrowser, places: Places): Promise<Session> {
  const context = await browser.newContext();
  try {
    return await sessionIn(context, places);
  } catch (error) {
    await context.close().catch(() => {});
    throw error;
  }
}

async function sessionIn(context: BrowserContext, places: Places): Promise<Session> {
  await context.addInitScript({ content: oneWindow });
  const page = await context.newPage();
  const watch = await watchNavigations(page, places);
  const pending = new Map<unknown, number>();
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  page.on('close', end).on('crash', end);
  context.on('close', end);
  context.on('page', (other) => void other.close().catch(() => {}));
  page.on('dialog', (dialog) => void dialog.accept().catch(() => {}));
  page.on('request', (request) => {
    if (['xhr', 'fetch'].includes(request.resourceType())) pending.set(request, performance.now());
  });
  for (const event of ['requestfinished', 'requestfailed'] as const) {
    // Typed one by one.
    page.on(event as 'requestfinished', (request) => void pending.delete(request));
  }
  return {
    page,
    watch,
    isBusy: () => [...pending.values()].some((since) => performance.now() - since < backgroundMs),
    hasEnded: () => ended,
    close: () => context.close().catch(() => {}),
  };
}

/** Keeps to one window: in another one its first request would be on its way before anybody could look at it. */
const oneWindow = `(() => {
  const stay = (event) => {
    for (const node of event.composedPath()) {
      if (/^(a|area|form)$/i.test(node.tagName ?? '')) node.setAttribute('target', '_self');
      if (/^(button|input)$/i.test(node.tagName ?? '')) node.removeAttribute('formtarget');
    }
  };
  addEventListener('click', stay, true);
  addEventListener('submit', stay, true);
  window.open = (address) => {
    if (address) location.href = address;
    return window;
  };
})()`;
