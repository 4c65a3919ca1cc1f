import type { Exchange } from '../model/exchange.ts';
import { type Flags, failureMessage } from './failure.ts';
import { printable } from './printable.ts';
import type { Result } from './statement.ts';

/** What a person reads first of a result, or `undefined` where there is nothing to say. */
export type MessageOf = (result: Result) => string | undefined;

/** The letter for what failed, the reason for everything else; target text in it is escaped. */
export function messages(exchanges: readonly Exchange[], flags: Flags): MessageOf {
  return (result) =>
    result.outcome === 'failed'
      ? failureMessage(result, exchanges, flags)
      : result.reason?.split('\n').map(printable).join('\n');
}
