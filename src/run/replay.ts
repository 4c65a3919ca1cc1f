import type { Stimulus } from '../client/stimulus.ts';
import { type Exchange, fieldValues } from '../model/exchange.ts';
import { notApplicable } from '../model/finding.ts';
import type { Run } from './run.ts';

/** Said of a case of which a record holds nothing: it was added since. */
export const notRecorded = 'it is not on record';

/** The run once more over the exchanges of a record: nothing is sent, everything is judged anew, and no request is looked at. */
export function replaying(run: Run, record: readonly Exchange[]): Run {
  const take = takerFrom(record);
  return {
    ...run,
    sender(purpose) {
      async function send(stimulus: Pick<Stimulus, 'case'>): Promise<Exchange> {
        const exchange = take(purpose, stimulus.case);
        run.ledger.addExchange(exchange);
        return exchange;
      }
      return {
        send,
        sendOnce: send,
        sendTogether: (stimuli) => Promise.all(stimuli.map(send)),
        pauseAfter: async () => true,
        cookiesSetBy: ({ response }) => fieldValues(response?.fields ?? [], 'set-cookie').join('; '),
      };
    },
    openConnection: () => ({
      transmit: () => Promise.reject(new Error('nothing is sent in a replay')),
      close() {},
    }),
  };
}

/** Gives the exchanges of each case one after the other, each once; not applicable where there is none. */
export function takerFrom(record: readonly Exchange[]): (purpose: string, name: string) => Exchange {
  const left = [...record];
  return (purpose, name) => {
    const index = left.findIndex(({ intent }) => intent.purpose === purpose && intent.case === name);
    const [exchange] = index < 0 ? [] : left.splice(index, 1);
    if (!exchange) throw notApplicable(notRecorded);
    return exchange;
  };
}
