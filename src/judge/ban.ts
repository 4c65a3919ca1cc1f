import type { Exchange, NoAnswerKind } from '../model/exchange.ts';

/** How a run ended that the target, or a firewall before it, has shut out: good requests get 403 or no answer by now. */
export interface Ban {
  readonly by: '403' | 'silence';
  /** How many probes had been refused by then. */
  readonly refusals: number;
  /** When the last request was sent that was answered otherwise, in milliseconds since the epoch. */
  readonly since: number;
  /** The exchange that was the first to get no answer, where nothing came back any more. */
  readonly first?: string;
}

export const suspicion = 'has a firewall banned us?';
export const inWords = ({ by }: Pick<Ban, 'by'>): string =>
  by === '403' ? 'good requests are answered 403 by now' : 'no good request is answered any more';

const silence: readonly (NoAnswerKind | undefined)[] = ['unreachable', 'dropped', 'timeout'];

/** Whether nothing came back of a request that was sent, or that could not be. */
export const isSilent = ({ noAnswer }: Exchange): boolean => silence.includes(noAnswer?.kind);

/**
 * Whether a good request was answered 403. Where it is about an unknown user, so may the 403 be, unless the same request
 * was answered otherwise at the start.
 */
export function isForbidden({ intent, response }: Exchange, exchanges: readonly Exchange[]): boolean {
  if (response?.status !== 403 || !intent.authenticated) return false;
  const before = exchanges.find(
    ({ intent: { purpose, alternative, user } }) =>
      purpose === 'opening' && alternative === intent.alternative && user === intent.user,
  );
  return intent.user === 'user' || (before?.response !== undefined && before.response.status !== 403);
}

/** The ban under which a run ended; `undefined` where a good request was still answered, or none was asked again. */
export function banOf(exchanges: readonly Exchange[]): Ban | undefined {
  const closing = exchanges.filter(({ intent }) => intent.purpose === 'closing');
  const shut = closing.filter((exchange) => isSilent(exchange) || isForbidden(exchange, exchanges));
  if (shut.length === 0 || closing.some(({ response }) => response && response.status !== 403)) return undefined;
  const lastBut = (status?: number) =>
    exchanges.findLastIndex(({ response }) => response !== undefined && response.status !== status);
  const isForbidding = exchanges.slice(lastBut(403) + 1).some((exchange) => isForbidden(exchange, exchanges));
  const before = exchanges.slice(0, lastBut(isForbidding ? 403 : undefined) + 1);
  const first = isForbidding ? undefined : exchanges.slice(before.length).find(isSilent);
  return {
    by: isForbidding ? '403' : 'silence',
    refusals: before.filter((exchange) => exchange.intent.purpose !== 'opening' && isRefusal(exchange)).length,
    since: Date.parse(before.at(-1)?.sentAt ?? ''),
    ...(first && { first: first.id }),
  };
}

const isRefusal = ({ response }: Exchange): boolean => response?.status === 401 || response?.status === 403;

/** Whether an exchange ended as all do under the ban. Several are under way at once: one that was sent before tells nothing. */
export function isUnder({ by, since }: Ban, exchange: Exchange): boolean {
  const isShut = isSilent(exchange) || (by === '403' && exchange.response?.status === 403);
  return isShut && Date.parse(exchange.sentAt) + exchange.milliseconds >= since;
}
