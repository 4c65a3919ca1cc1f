import { setTimeout as sleep } from 'node:timers/promises';
import type { ElementHandle } from '@playwright/test';
import { destinationOf } from '../model/url.ts';
import type { Entry, Obstacle, Stand, Step } from './decide.ts';
import type { Masking } from './failure.ts';
import { lookAt, type PageLook, type Sight } from './look.ts';
import type { Navigation, Watch } from './navigation.ts';
import type { Session } from './session.ts';

export interface Drive {
  readonly next: (look: PageLook, stand: Stand) => Step;
  /** A field whose entry is not known is left as it is. */
  readonly entries: Readonly<Partial<Record<Entry, string>>>;
  readonly clientOrigins: readonly string[];
  readonly quietMs: number;
  /** By `performance.now()`. */
  readonly until: number;
  /** Where the form stood that was sent already. */
  readonly formOrigin?: string | undefined;
  readonly onLook?: (look: PageLook) => void;
}

/** Where a flow ended: on a page, on its way to where nothing more is looked at, not in time, or with the browser. */
export type Ending =
  | { readonly kind: 'stopped'; readonly step: Stop }
  | { readonly kind: 'gone'; readonly navigation: Navigation }
  | { readonly kind: 'too slow' }
  | { readonly kind: 'ended' };

/** What kept a flow from its end, its words masked already; undefined where nothing did, or it may not go on. */
export function obstacleAt(
  ending: Ending,
  { timeoutMs }: { readonly timeoutMs: number },
  mask: Masking,
): Obstacle | undefined {
  if (ending.kind === 'too slow') {
    return { kind: 'too-slow', words: `it had not ended after ${Math.round(timeoutMs / 1000)} s` };
  }
  if (ending.kind === 'gone' && ending.navigation.standing === 'allowed') {
    return { kind: 'error-page', words: `${ending.navigation.to} could not be loaded` };
  }
  const obstacle = ending.kind === 'stopped' ? ending.step.obstacle : undefined;
  return obstacle && { ...obstacle, words: mask(obstacle.words) };
}

type Stop = Step & { readonly do: 'stop' };

const pollMs = 100;
/** An application that was asked for may send the browser on to another one. */
const arrivalMs = 1500;
/** No flow has more pages to click through. */
const mostPresses = 12;

/** What was filled in and sent last. */
interface Sent {
  readonly as: 'change' | 'sign-in';
  readonly before: PageLook;
  /** Where the form stood. */
  readonly origin: string | undefined;
  /** So many documents had come, and so many navigations had been asked for. */
  readonly documents: number;
  readonly navigations: number;
}

/** Goes from page to page as `next` says. */
export async function drive(session: Session, task: Drive): Promise<Ending> {
  const calm = createCalm();
  const pressed = new Set<string>();
  let sent: Sent | undefined;
  for (; performance.now() < task.until; await sleep(pollMs)) {
    if (session.hasEnded()) return { kind: 'ended' };
    const away = wayOut(session.watch, sent ?? { origin: task.formOrigin, navigations: 0 });
    const sight = away || session.watch.isUnderWay ? undefined : await lookAt(session.page);
    const calmMs = calm.since(session, sight?.look);
    if (away && !session.watch.isUnderWay && calmMs >= (away.standing === 'app' ? task.quietMs : arrivalMs)) {
      return { kind: 'gone', navigation: away };
    }
    if (sight === undefined) continue;
    task.onLook?.(sight.look);
    const step = task.next(sight.look, standOf(session.watch, task, calmMs, sent));
    if (step.do === 'stop') return { kind: 'stopped', step };
    if (step.do === 'fill') {
      sent = sentNow(session.watch, sight.look, step.as);
      await fillIn(session, sight, step, task.entries);
    }
    if (step.do === 'press') {
      const { look } = sight;
      const way = `${look.address} ${step.control.text} ${step.control.href}`;
      if (pressed.has(way) ? calmMs >= task.quietMs : pressed.size >= mostPresses) return deadEnd(look);
      if (!pressed.has(way)) await click(await sight.element(step.control.element));
      pressed.add(way);
    }
    await sight.release();
  }
  return { kind: 'too slow' };
}

function standOf({ status, documents }: Watch, task: Drive, calmMs: number, sent: Sent | undefined): Stand {
  const { quietMs, clientOrigins } = task;
  const stand = { calmMs, quietMs, status, clientOrigins };
  if (sent === undefined) return stand;
  return { ...stand, filled: { as: sent.as, before: sent.before, isAnswered: documents > sent.documents } };
}

const sentNow = ({ documents, navigations }: Watch, look: PageLook, as: Sent['as']): Sent => ({
  as,
  before: look,
  origin: destinationOf(look.address),
  documents,
  navigations: navigations.length,
});

const deadEnd = ({ lines }: PageLook): Ending => ({
  kind: 'stopped',
  step: { do: 'stop', obstacle: { kind: 'no-way-on', words: lines[0] ?? '' } },
});

/**
 * The navigation by which the flow left what is looked at: to where it may not go or what does not load, or after the change to
 * an application. One that holds the form itself is not arrived at by sending it.
 */
function wayOut({ navigations }: Watch, sent: Pick<Sent, 'origin' | 'navigations'>): Navigation | undefined {
  return navigations.slice(sent.navigations).findLast(({ standing, came, afterChange, to }) => {
    if (standing === 'client' || standing === 'app') return afterChange && to !== sent.origin;
    return came !== 'loaded';
  });
}

/** For how long the same has been seen, in milliseconds. */
function createCalm(): { since(session: Session, look: PageLook | undefined): number } {
  let [last, began] = ['', performance.now()];
  return {
    since({ watch, isBusy }, look) {
      const now = performance.now();
      const seen = `${watch.events} ${JSON.stringify(look)}`;
      if (seen !== last || (look !== undefined && isBusy())) [last, began] = [seen, now];
      return now - began;
    },
  };
}

async function fillIn(
  { watch }: Session,
  sight: Sight,
  { entries, submit }: Step & { readonly do: 'fill' },
  values: Drive['entries'],
): Promise<void> {
  let last: ElementHandle | null = null;
  for (const [field, entry] of entries) {
    const [element, value] = [await sight.element(field.element), values[entry]];
    if (value === undefined) continue;
    await attempt(element, (it) => it.fill(value, { timeout: 5000 }));
    last = element ?? last;
  }
  watch.change();
  if (submit === undefined) await attempt(last, (it) => it.press('Enter', { timeout: 5000, noWaitAfter: true }));
  else {
    // What is written may have to be taken notice of before the button can be pressed.
    await click(await sight.element(submit.element));
  }
}

/** A banner may lie above it: then it is told that it was pressed. */
async function click(element: ElementHandle | null): Promise<void> {
  await attempt(element, (it) => it.click({ timeout: 5000, noWaitAfter: true }).catch(() => it.dispatchEvent('click')));
}

/** What a page did not let be done is seen by what it shows next; the error would quote what was written. */
async function attempt(element: ElementHandle | null, act: (element: ElementHandle) => Promise<void>): Promise<void> {
  if (element !== null) await act(element).catch(() => {});
}
