import type { Clock } from '../../src/client/pacer.ts';
import type { Answer, Transport } from '../../src/client/transport.ts';
import type { Connection } from '../../src/client/wire-transport.ts';
import { type Exchange, fieldValues } from '../../src/model/exchange.ts';
import { createRun, type Run } from '../../src/run/run.ts';
import { type Conducted, carryOut, partsOf } from '../proof/judge.ts';
import { inOrder, type Recording } from './recording.ts';
import { recordedAt, withSecrets } from './stand-ins.ts';

/** The part of a run that a recording keeps, in an order of its own. The time of day is of no account. */
export function recordingOf({ statement, exchanges }: Conducted): Omit<Recording, 'environment'> {
  const { verdict, exitCode, reason } = statement;
  return {
    ending: { verdict, exitCode, reason },
    exchanges: inOrder(
      exchanges.map((exchange) => ({ ...exchange, sentAt: new Date(recordedAt).toISOString(), milliseconds: 0 })),
    ),
    results: inOrder(statement.requirements.map(({ id, outcome, findings }) => ({ id, outcome, findings }))),
  };
}

type Replayed = Omit<Recording, 'environment'>;

/** The run once more, with the exchanges of the recording. Judges them anew, and looks at no request. */
export function replay(recording: Recording): Promise<Replayed> {
  const take = takerFrom(recording.exchanges);
  return carriedOut(recording, (run) => ({
    ...run,
    sender: (purpose) => ({
      async send({ name }) {
        const exchange = take(purpose, name);
        run.ledger.addExchange(exchange);
        return exchange;
      },
      cookiesSetBy: ({ response }) => fieldValues(response?.fields ?? [], 'set-cookie').join('; '),
    }),
    openConnection: async () => unusedConnection,
  }));
}

/** The run once more, with the answers of the recording to requests that are made anew. Takes three times as long. */
export function replayWithRequests(recording: Recording): Promise<Replayed> {
  const take = takerFrom(recording.exchanges);
  return carriedOut(recording, (run) => ({
    ...run,
    sender(purpose) {
      const sender = run.sender(purpose);
      const answering = (name: string): Transport => ({ transmit: async () => answerIn(take(purpose, name)) });
      return { ...sender, send: (stimulus) => sender.send(stimulus, answering(stimulus.name)) };
    },
    openConnection: async () => unusedConnection,
  }));
}

async function carriedOut({ environment }: Recording, over: (run: Run) => Run): Promise<Replayed> {
  const parts = partsOf(withSecrets(environment), timelessClock());
  return recordingOf(await carryOut(over(createRun(parts)), parts));
}

/** Nothing in it takes any time but what is slept. */
function timelessClock(): Clock {
  let now = recordedAt;
  return {
    now: () => now,
    async sleep(milliseconds) {
      now += milliseconds;
    },
  };
}

/** Gives the exchanges of each name one after the other, each once. */
function takerFrom(exchanges: readonly Exchange[]): (purpose: string, name: string) => Exchange {
  const left = [...exchanges];
  return (purpose, name) => {
    const index = left.findIndex(({ intent }) => intent.for === purpose && intent.name === name);
    const [exchange] = index < 0 ? [] : left.splice(index, 1);
    if (!exchange) throw new Error(`${purpose} sends '${name}', of which there is no recording`);
    return exchange;
  };
}

function answerIn({ response, noAnswer }: Exchange): Answer {
  if (!response) return { noAnswer: noAnswer ?? { kind: 'dropped', message: 'nothing was recorded' } };
  const { contentLength, validUtf8, ...raw } = response;
  return { response: { ...raw, content: Buffer.from(raw.content, 'utf8') } };
}

/** Answers come from the recording, whatever connection they are asked for on. */
const unusedConnection: Connection = {
  transmit: () => Promise.reject(new Error('nothing is sent in a replay')),
  close() {},
};
