import type { CDPSession, Page } from '@playwright/test';
import { destinationOf, parseUrl } from '../model/url.ts';
import { type Places, type Standing, standingOf } from './destination.ts';

/** A navigation of the page that was asked for, by a redirect, a script, a form or whatever else. */
export interface Navigation {
  /** An origin, or the scheme of an app, as `myapp:`. */
  readonly to: string;
  readonly standing: Standing;
  /** `refused`: the suite kept it from being sent. `failed`: it was sent in vain, or is for an app. */
  readonly came: 'loaded' | 'failed' | 'refused';
  /** Asked for after the new password was handed in. */
  readonly afterChange: boolean;
}

/** What is seen of a page's navigations. */
export interface Watch {
  readonly navigations: readonly Navigation[];
  /** The status of the last document that came. */
  readonly status: number | undefined;
  /** Counts the documents that came: a form that is shown again came with another one. */
  readonly documents: number;
  /** Counts all that happened. */
  readonly events: number;
  readonly isUnderWay: boolean;
  readonly isChanged: boolean;
  /** From now on navigations are asked for after the change. */
  change(): void;
}

/**
 * The navigation that a flow ended with: the last one to an application after the change, for where an application sends its
 * user from there, as to a page to sign in on, is its own affair; where there is none, the last one.
 */
export function finalOf(navigations: readonly Navigation[]): Navigation | undefined {
  const arrival = navigations.findLast(({ standing, afterChange }) => standing === 'client' && afterChange);
  return arrival ?? navigations.at(-1);
}

interface Paused {
  readonly requestId: string;
  /** The same for all that is asked for in one navigation. */
  readonly networkId?: string;
  readonly frameId: string;
  readonly request: { readonly url: string };
  readonly responseStatusCode?: number;
  readonly responseErrorReason?: string;
  readonly responseHeaders?: readonly { readonly name: string; readonly value: string }[];
}

const isOfTheBrowser = (url: string): boolean => /^(about|blob|data|javascript|chrome|chrome-error):/i.test(url);

/**
 * Writes every navigation of the main frame down, and lets only those go out that may. Playwright's own routing does not see
 * where a redirect leads before it is followed; the protocol beneath does.
 */
export async function watchNavigations(page: Page, places: Places): Promise<Watch> {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const state = createState(places);
  session.on('Page.frameRequestedNavigation', ({ frameId, url }) => {
    // What goes over the network is seen there.
    if (frameId === frameTree.frame.id && !/^https?:/i.test(url)) state.askedOfAnApp(url);
  });
  session.on('Fetch.requestPaused', (paused) => {
    const answer = paused.frameId === frameTree.frame.id ? state.answerTo(paused) : 'continue';
    void reply(session, paused.requestId, answer);
  });
  await session.send('Page.enable');
  await session.send('Fetch.enable', {
    patterns: [
      { resourceType: 'Document', requestStage: 'Request' },
      { resourceType: 'Document', requestStage: 'Response' },
    ],
  });
  return state;
}

type Reply = 'continue' | 'abort';

/** Aborted, the page stays what it was. */
async function reply(session: CDPSession, requestId: string, answer: Reply): Promise<void> {
  const sent =
    answer === 'continue'
      ? session.send('Fetch.continueRequest', { requestId })
      : session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
  // The page may have gone meanwhile, and its request with it.
  await sent.catch(() => {});
}

/** The bookkeeping, without a browser. */
export function createState(places: Places): Watch & {
  askedOfAnApp(url: string): void;
  answerTo(paused: Paused): Reply;
} {
  const navigations: Navigation[] = [];
  const newest = new Map<string, number>();
  let [documents, events, afterChange, isUnderWay] = [0, 0, false, false];
  let status: number | undefined;

  function ask(url: string, came: Navigation['came'] | undefined): Reply {
    events += 1;
    const standing = standingOf(url, places);
    const to = destinationOf(url) ?? '';
    const outcome = came ?? (standing === 'refused' ? 'refused' : 'loaded');
    navigations.push({ to, standing, came: outcome, afterChange });
    isUnderWay = outcome === 'loaded';
    return outcome === 'refused' ? 'abort' : 'continue';
  }

  function askedOfAnApp(url: string): void {
    if (!isOfTheBrowser(url)) ask(url, 'failed');
  }

  function answerTo(paused: Paused): Reply {
    const { responseStatusCode, responseErrorReason, responseHeaders = [] } = paused;
    const id = paused.networkId ?? '';
    if (responseStatusCode === undefined && responseErrorReason === undefined) {
      newest.set(id, navigations.length);
      return ask(paused.request.url, undefined);
    }
    events += 1;
    if (responseErrorReason !== undefined) {
      isUnderWay = false;
      const at = newest.get(id) ?? -1;
      const asked = navigations[at];
      if (asked !== undefined) navigations[at] = { ...asked, came: 'failed' };
      // The browser's own page about it would show the whole address; of the first one its cause is wanted.
      return documents > 0 ? 'abort' : 'continue';
    }
    const location = responseHeaders.find(({ name }) => name.toLowerCase() === 'location')?.value;
    if (location !== undefined && Math.trunc((responseStatusCode ?? 0) / 100) === 3) {
      const target = parseUrl(location, paused.request.url)?.href ?? '';
      // Where that leads on the web is asked for next.
      if (!/^(https?:|$)/.test(target)) askedOfAnApp(target);
      return 'continue';
    }
    isUnderWay = false;
    // RFC 9110 §15.3.5: the page stays what it was.
    if (responseStatusCode === 204) return 'continue';
    status = responseStatusCode;
    documents += 1;
    return 'continue';
  }

  return {
    navigations,
    get status() {
      return status;
    },
    get documents() {
      return documents;
    },
    get events() {
      return events;
    },
    get isUnderWay() {
      return isUnderWay;
    },
    get isChanged() {
      return afterChange;
    },
    change() {
      afterChange = true;
    },
    askedOfAnApp,
    answerTo,
  };
}
