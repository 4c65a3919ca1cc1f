import { test as base } from '@playwright/test';
import { type OpenedBrowser, openBrowser, type ResetBrowser } from '../../src/browser/launch.ts';
import { type FollowedLink, type ResetOutcome, type ResetTask, resetInBrowser } from '../../src/browser/reset.ts';
import { type SignInAttempt, type SignInOutcome, signInInBrowser } from '../../src/browser/sign-in.ts';
import type { Network } from '../../src/configuration/network.ts';
import { type Pages, type Site, serve } from './pages.ts';

export const newPassword = 'Pa55-word-of-the-test';
export const user = { email: 'user@mail.example', password: 'the-old-Pa55word' };
export const portal = 'https://portal.example';
export const token = 'f3b1c2d4e5f60718293a4b5c';

/** All that is not on loopback goes to a proxy that is not there: nothing of a test leaves the machine. */
export const network: Network = {
  insecureTls: false,
  proxies: [
    { origin: portal, proxy: { url: 'http://127.0.0.1:1/', username: '', password: '', namedBy: 'NEXUS_PROXY_URL' } },
  ],
};

/** A page that leads on has that long on a slow machine; one that does not is only waited for where `brief` is not said. */
const times = { timeoutMs: 50_000, quietMs: 10_000 };

/** For flows that end because nothing more comes. */
export const brief = { quietMs: 2000 };

interface Fixtures {
  readonly resetBrowser: ResetBrowser;
  /** A site of the test's own. */
  readonly site: (pages: Pages) => Promise<Site>;
  /** Opens `/link?token=…` of a site. */
  readonly reset: (site: Site, task?: Partial<ResetTask>) => Promise<ResetOutcome>;
  /** The same, where it must not be refused or break. */
  readonly follow: (site: Site, task?: Partial<ResetTask>) => Promise<FollowedLink>;
  /** Signs in, on the pages that a link led to. */
  readonly signIn: (site: Site, attempt: Partial<SignInAttempt>) => Promise<SignInOutcome>;
}

export const test = base.extend<Fixtures, { readonly opened: OpenedBrowser }>({
  opened: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
    async ({}, use) => {
      const opened = await openBrowser({ network, origins: [portal], timeoutMs: 30_000 });
      await use(opened);
      if ('browser' in opened) await opened.browser.close();
    },
    { scope: 'worker' },
  ],
  resetBrowser: async ({ opened }, use) => {
    if ('unusable' in opened) base.skip(true, opened.unusable);
    else await use(opened.browser);
  },
  // biome-ignore lint/correctness/noEmptyPattern: the same
  site: async ({}, use) => {
    const sites: Site[] = [];
    await use(async (pages) => {
      const site = await serve(pages);
      sites.push(site);
      return site;
    });
    for (const site of sites) site.close();
  },
  reset: async ({ resetBrowser }, use) => {
    await use((site, task) => resetInBrowser(resetBrowser, { ...taskFor(site), ...task }));
  },
  follow: async ({ reset }, use) => {
    await use(async (site, task) => {
      const outcome = await reset(site, task);
      if (outcome.kind !== 'followed') throw new Error(`${outcome.kind}: ${outcome.words}`);
      return outcome;
    });
  },
  signIn: async ({ resetBrowser }, use) => {
    await use((site, attempt) => {
      const { allowedOrigins, clientOrigins } = taskFor(site);
      const task = { pages: [], user: user.email, password: newPassword, allowedOrigins, clientOrigins, ...times };
      return signInInBrowser(resetBrowser, { ...task, ...attempt });
    });
  },
});

export function taskFor(site: Site): ResetTask {
  return {
    link: `${site.origin}/link?token=${token}`,
    newPassword,
    user,
    allowedOrigins: [site.origin],
    clientOrigins: [portal],
    ...times,
  };
}
