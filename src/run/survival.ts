import type { Besides, Sender } from '../client/sender.ts';
import type { Stimulus } from '../client/stimulus.ts';
import { isSilent } from '../judge/ban.ts';
import type { Survival } from '../judge/survival.ts';
import type { Alternative } from '../model/contract.ts';
import { afterSilence, askBesides, type Control, goodRequestOf } from './controls.ts';
import type { Run } from './run.ts';

/** How often a good request is sent until a server that has ended is taken for gone; each waits a little for a connection. */
const mostQuestions = 5;

/** Sends a hostile request, measured against the control of an alternative, and finds out what it did. */
export type Survive = (stimulus: Stimulus, against: Alternative) => Promise<Survival>;

/**
 * Where a hostile request gets no answer, or a 429, a good one right after it shows whether that is about the request or about
 * everybody. What hangs while others are answered is sent once more. Where nobody is answered, each of those that were under
 * way is sent once more as soon as somebody is, one after the other: so it shows which of them did that.
 */
export function survivals({ keyring, inTurn }: Run, sender: Sender, controls: readonly Control[]): Survive {
  let isGone = false;

  async function ask(of: Alternative, name: string, send: Sender['sendOnce']): Promise<Besides | undefined> {
    const good = goodRequestOf(controls, keyring, { of, case: name, title: `${of.title}, after a hostile request` });
    const besides = await askBesides(good, send);
    const wasSent = besides && (besides.exchange.response || isSilent(besides.exchange));
    return wasSent ? besides : undefined;
  }

  async function attempt(stimulus: Stimulus, of: Alternative): Promise<Omit<Survival, 'repeated'>> {
    const exchange = await sender.sendOnce(stimulus);
    const { response } = exchange;
    // It is the request's own answer only where it got it in all its tries.
    if (response?.status === 503) return { exchange: await sender.send(stimulus) };
    if (response?.status !== 429 && !isSilent(exchange)) return { exchange };
    const after = await ask(of, response ? `${of.id}-after-429` : afterSilence(of), sender.sendOnce);
    if (response && after?.asAtTheStart === false) return { exchange: await sender.send(stimulus) };
    return { exchange, ...(after && { after }) };
  }

  /** Whether good requests are answered again, where they were not. */
  async function isBack(of: Alternative): Promise<boolean> {
    for (let questions = 0; questions < mostQuestions && !isGone; questions += 1) {
      const asked = await ask(of, afterSilence(of), sender.send);
      if (asked?.asAtTheStart) return true;
      if (asked?.exchange.noAnswer?.kind !== 'unreachable') break;
    }
    isGone = true;
    return false;
  }

  return async (stimulus, of) => {
    const first = { ...(await attempt(stimulus, of)), repeated: false };
    const { exchange, after } = first;
    if (!isSilent(exchange) || !after) return first;
    const again = async () => ({ ...(await attempt(stimulus, of)), repeated: true });
    if (!after.asAtTheStart) return inTurn(async () => ((await isBack(of)) ? again() : first));
    return exchange.noAnswer?.kind === 'dropped' ? first : again();
  };
}
