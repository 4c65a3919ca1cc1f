import { basename, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import type { Masking } from './failure.ts';

/** What a vendor's module is asked to do. */
export type ResetPageTask = SetPasswordTask | SignInTask;

/** The page shows what the link of the e-mail led to. Done when the last thing is clicked that a user would click. */
export interface SetPasswordTask {
  readonly kind: 'set-password';
  /** That of the base URL, and those of NEXUS_RESET_ORIGINS. */
  readonly origins: readonly string[];
  readonly newPassword: string;
  readonly userEmail: string;
}

/**
 * The page is empty, or shows a page that may lead to the sign-in. Done when the page shows what came of it: a password field,
 * or a status of 4xx, says that the password was refused; a password that is refused is no error of the module.
 */
export interface SignInTask {
  readonly kind: 'sign-in';
  /** As above. */
  readonly origins: readonly string[];
  readonly userEmail: string;
  readonly password: string;
}

/**
 * The default export of the module that NEXUS_RESET_PAGE_SCRIPT names: fills in the pages of a target that are not found
 * without help. Navigations that leave the declared origins are kept from being sent, as without it.
 */
export type ResetPageScript = (page: Page, task: ResetPageTask) => Promise<void>;

const variable = 'NEXUS_RESET_PAGE_SCRIPT';

/** Carries a task out. Undefined when it is done, else a sentence for a person, without a secret. */
export async function runScript(
  path: string,
  page: Page,
  { task, timeoutMs, mask }: { readonly task: ResetPageTask; readonly timeoutMs: number; readonly mask: Masking },
): Promise<string | undefined> {
  const name = `${variable} (${basename(path)})`;
  const wayOut = 'it would export by default a function (page, task) => Promise<void>';
  let run: unknown;
  try {
    run = ((await import(pathToFileURL(resolve(path)).href)) as { readonly default?: unknown }).default;
  } catch (error) {
    return `${name} cannot be loaded: ${wordsOf(error, mask)}`;
  }
  if (typeof run !== 'function') return `${name} exports no function by default: ${wayOut}`;
  const stop = new AbortController();
  const late = sleep(timeoutMs, `${name} did not end ${task.kind} within ${Math.round(timeoutMs / 1000)} s`, {
    signal: stop.signal,
  }).catch(() => undefined);
  try {
    const done = Promise.resolve((run as ResetPageScript)(page, task)).then(() => undefined);
    // Heard of here where it fails after the time is over.
    done.catch(() => {});
    return await Promise.race([done, late]);
  } catch (error) {
    return `${name} failed in ${task.kind}: ${wordsOf(error, mask)}`;
  } finally {
    stop.abort();
  }
}

/** The first line: what follows in Playwright's errors quotes calls with all that was filled in. */
function wordsOf(error: unknown, mask: Masking): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return mask(message.split('\n')[0] ?? '');
}
