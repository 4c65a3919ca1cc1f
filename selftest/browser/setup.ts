import { test as base } from '@playwright/test';
import { openBrowser, type ResetBrowser } from '../../src/browser/launch.ts';
import { type FollowedLink, type ResetOutcome, type ResetTask, resetInBrowser } from '../../src/browser/reset.ts';
import type { Network } from '../../src/configuration/network.ts';
import { type Pages, type Site, serve } from './pages.ts';

export const network: Network = { insecureTls: false, proxies: [] };
export const newPassword = 'Pa55-word-of-the-test';
export const user = { email: 'user@mail.example', password: 'the-old-Pa55word' };
/** Nobody answers there: nothing of a test leaves the machine. */
export const portal = 'https://portal.example';
export const token = 'f3b1c2d4e5f60718293a4b5c';

/** Quick enough for tests in which nothing more comes, and slow enough for a machine with much to do. */
const times = { timeoutMs: 45_000, quietMs: 2500 };

interface Fixtures {
  /** A site of the test's own, and a link into it. */
  readonly site: (pages: Pages) => Promise<Site>;
  /** Opens `/link?token=…` of a site. */
  readonly reset: (site: Site, task?: Partial<ResetTask>) => Promise<ResetOutcome>;
  /** The same, where it must not be refused or break. */
  readonly follow: (site: Site, task?: Partial<ResetTask>) => Promise<FollowedLink>;
}

export const test = base.extend<Fixtures, { readonly browser_: ResetBrowser }>({
  browser_: [
    async ({}, use) => {
      const opened = await openBrowser({ network, origins: [], timeoutMs: 30_000 });
      test.skip('unusable' in opened, 'unusable' in opened ? opened.unusable : '');
      if ('unusable' in opened) return;
      await use(opened.browser);
      await opened.browser.close();
    },
    { scope: 'worker' },
  ],
  site: async ({}, use) => {
    const sites: Site[] = [];
    await use(async (pages) => {
      const site = await serve(pages);
      sites.push(site);
      return site;
    });
    for (const site of sites) site.close();
  },
  reset: async ({ browser_ }, use) => {
    await use((site, task) =>
      resetInBrowser(browser_, {
        link: `${site.origin}/link?token=${token}`,
        newPassword,
        user,
        allowedOrigins: [site.origin],
        clientOrigins: [portal],
        ...times,
        ...task,
      }),
    );
  },
  follow: async ({ reset }, use) => {
    await use(async (site, task) => {
      const outcome = await reset(site, task);
      if (outcome.kind !== 'followed') throw new Error(`${outcome.kind}: ${outcome.words}`);
      return outcome;
    });
  },
});

export { times };
