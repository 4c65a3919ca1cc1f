import type { RequirementId } from '../../requirements/index.ts';
import { noCredentials } from '../client/credentials.ts';
import type { Generated, GeneratedKind } from '../client/hostile.ts';
import { type Survival, survived } from '../judge/survival.ts';
import { operationPath } from '../model/contract.ts';
import { cameBack } from '../model/exchange.ts';
import type { Case, Collected } from './check.ts';
import type { Change, NexusClient } from './nexus-client.ts';
import type { Run } from './run.ts';

/**
 * Sends the generated requests of a kind, as many as the profile has, and judges them. The first that is answered wrongly is made
 * as small as it can be and still is; none is sent after it.
 */
export type Explore = (kind: GeneratedKind) => Promise<void>;

/** The requirements that generated requests are shared among. */
export const explored: readonly RequirementId[] = [
  'robustness/hostile-user-id',
  'robustness/hostile-client-id',
  'robustness/hostile-headers',
  'robustness/unexpected-body',
];
/** The same suite asks the same. Another seed a release: what these have found is repaired by then. */
export const seedOfRelease = 120;
/** So many are under way together, and are judged before others follow. */
const together = 8;
/** What is sent, at most, to make one smaller. */
const mostSmaller = 50;

/** One that was sent, and whether it was found wrong. */
interface Sent {
  readonly survival: Survival;
  readonly elsewhere: boolean;
  readonly isWrong: boolean;
}

export function createExplore(
  { values, configuration, generated: most }: Run,
  nexus: NexusClient,
  { check, each }: Collected,
): Explore {
  const isSeedGiven = configuration.origins.NEXUS_SEED !== 'default';
  const seed = isSeedGiven ? (values.NEXUS_SEED ?? seedOfRelease) : seedOfRelease;

  async function send(one: Generated, place: number, named: Case): Promise<Sent> {
    const by = nexus.acceptedAlternatives();
    const isAnonymous = one.field?.[0] === 'Authorization';
    const credentials = isAnonymous ? noCredentials : nexus.goodCredentials(by[place % by.length]);
    const survival = await nexus.survivalOf(credentials, changeOf(one, named));
    const elsewhere = mayNameAnother(one);
    return { survival, elsewhere, isWrong: survived(survival, elsewhere)?.outcome === 'failed' };
  }

  /** It names nobody who exists: whatever becomes of it, no one gets an e-mail. */
  function changeOf({ userId, query, field, content, framing }: Generated, named: Case): Change {
    if (userId !== undefined) return { ...named, user: 'made-up', spelling: () => operationPath(userId) };
    return {
      ...named,
      user: values.NEXUS_UNKNOWN_USER_ID === undefined ? 'made-up' : 'unknown',
      ...(query !== undefined && { query }),
      ...(field && { fields: [field] }),
      ...(content && { content }),
      ...(framing && { framing }),
    };
  }

  function judge({ survival, elsewhere }: Sent): void {
    check.survived(survival, elsewhere);
  }

  /** Judges the smallest that is answered as wrongly. One of a seed that was given counts only if it is so twice. */
  async function judgeSmallest(kind: GeneratedKind, found: Sent, place: number): Promise<void> {
    const { shrink } = await import('../client/hostile.ts');
    const { exchange } = found.survival;
    const named = { case: `${exchange.intent.case}-smaller`, title: `${exchange.intent.title}, made smaller` };
    let smallest = isSeedGiven ? undefined : found;
    let left = mostSmaller;
    let broken: unknown;
    await shrink(kind, { seed, place }, async (one, isFirst) => {
      if (isFirst && !isSeedGiven) return true;
      if (left === 0) return false;
      left -= 1;
      try {
        const smaller = await send(one, place, named);
        const isAlike = smaller.survival.exchange.response?.status === exchange.response?.status;
        if (!cameBack(smaller.survival.exchange)) left = 0;
        if (smaller.isWrong && isAlike) smallest = smaller;
        return smaller.isWrong && isAlike;
      } catch (error) {
        broken = error;
        left = 0;
        return false;
      }
    });
    if (smallest) judge(smallest);
    else {
      const reason = `answered ${exchange.response?.status}, but not when it was sent again`;
      check.found({ outcome: 'observed', reason, exchange: exchange.id });
    }
    if (broken !== undefined) throw broken;
  }

  return async (kind) => {
    const { generated, generatedKinds } = await import('../client/hostile.ts');
    const rank = generatedKinds.indexOf(kind);
    const share = Math.ceil((most - rank) / generatedKinds.length);
    const all = generated(kind, seed, share).map((one, place) => ({
      one,
      place,
      case: `generated-${place + 1}`,
      title: `generated ${kind} ${place + 1} of seed ${seed}`,
    }));
    for (let at = 0; at < all.length; at += together) {
      const wrong: (Sent & { readonly place: number })[] = [];
      await each(all.slice(at, at + together), async ({ one, place, ...named }) => {
        const sent = await send(one, place, named);
        const isWrongAnswer = sent.isWrong && cameBack(sent.survival.exchange);
        if (sent.isWrong) wrong.push({ ...sent, place });
        if (!isWrongAnswer) judge(sent);
      });
      const [first] = wrong.filter(({ survival }) => cameBack(survival.exchange)).toSorted((a, b) => a.place - b.place);
      if (first) await judgeSmallest(kind, first, first.place);
      if (wrong.length > 0) return;
    }
  };
}

/** Routers, servers and front doors may see another path in it: with dot segments, slashes, parameters. */
const mayNameAnother = ({ userId = '' }: Generated): boolean => /[/\\;]|%2f|%5c/i.test(userId);
