import { type Alternative, alternatives } from '../model/contract.ts';
import type { Exchange } from '../model/exchange.ts';
import { problemIn } from './problem/representation.ts';

/** By which of these a deployment tells that one user's reset came too soon after another. */
const limitStatuses: readonly number[] = [400, 403, 409, 429];

/** The case of the opening's good request, byte for byte, that is sent once more beside a refusal. */
export const onceMore = ({ id }: Alternative): string => `${id}-once-more`;

/** A limit on the resets of one user: the same request was answered 204 first, and is refused now. */
export interface UserLimit {
  readonly status: number;
  /** What is said of whatever it keeps from being judged: alike everywhere, as it is one cause. */
  readonly reason: string;
}

/** The limit that the record shows, if any: whoever sent the good request once more had seen that nothing else was wrong. */
export function limitIn(exchanges: readonly Exchange[]): UserLimit | undefined {
  const refused = exchanges.find(({ intent, response }) => isOnceMore(intent.case) && isLimit(response?.status));
  return refused && limitBy(refused, (status) => `a limit per user: 204 first, then ${status} for the same request`);
}

/** One that an earlier run, or somebody else, may have met: the first request for the user is told to come back later. */
export function limitFromBefore(first: Exchange, exchanges: readonly Exchange[]): UserLimit | undefined {
  const status = first.response?.status;
  const isTold = first.intent.user === 'user' && (status === 409 || status === 429);
  if (!isTold || exchanges.some(isSuccess)) return undefined;
  return limitBy(first, () => `a limit per user, met before this run: ${status} for its first request`);
}

export const isLimit = (status: number | undefined): boolean => limitStatuses.includes(status ?? 0);

const isOnceMore = (name: string): boolean => alternatives.some((alternative) => onceMore(alternative) === name);
const isSuccess = ({ intent, response }: Exchange): boolean => intent.user === 'user' && response?.status === 204;

function limitBy(refused: Exchange, reasonOf: (status: number) => string): UserLimit {
  const status = refused.response?.status ?? 0;
  const said = saidBy(refused);
  return {
    status,
    reason: reasonOf(status) + (said === undefined ? '' : ` (the target says: ${JSON.stringify(said)})`),
  };
}

/** The words of a problem object, shortened. */
function saidBy({ response }: Exchange): string | undefined {
  const { detail, title } = (response && problemIn(response)) ?? {};
  const words = [detail, title].find((text) => typeof text === 'string' && text !== '');
  return typeof words === 'string' ? words.slice(0, 200) : undefined;
}
