import type { Clock } from '../../src/client/pacer.ts';
import type { Transport } from '../../src/client/transport.ts';
import type { Exchange } from '../../src/exchange.ts';
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

/** The whole run once more, with answers out of the recording. Nothing is sent. */
export async function replay({ environment, exchanges }: Recording): Promise<Omit<Recording, 'environment'>> {
  const parts = partsOf(withSecrets(environment), timelessClock());
  return recordingOf(await carryOut(answeredFrom(exchanges, createRun(parts)), parts));
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

function answeredFrom(exchanges: readonly Exchange[], run: Run): Run {
  const unused = [...exchanges];

  const answersTo = (purpose: string, name: string): Transport => ({
    async transmit() {
      const index = unused.findIndex(({ intent }) => intent.for === purpose && intent.name === name);
      const [exchange] = index < 0 ? [] : unused.splice(index, 1);
      if (exchange?.noAnswer) return { noAnswer: exchange.noAnswer };
      if (!exchange?.response) throw new Error(`${purpose} sends '${name}', of which there is no recording`);
      const { contentLength, validUtf8, ...response } = exchange.response;
      return { response: { ...response, content: Buffer.from(response.content, 'utf8') } };
    },
  });

  return {
    ...run,
    sender(purpose) {
      const sender = run.sender(purpose);
      return { ...sender, send: (stimulus) => sender.send(stimulus, answersTo(purpose, stimulus.name)) };
    },
    openConnection: async () => ({ ...answersTo('', ''), close() {} }),
  };
}
