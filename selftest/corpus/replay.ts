import { isAgent } from '../../src/client/agent.ts';
import type { Clock } from '../../src/client/clock.ts';
import type { Sender } from '../../src/client/sender.ts';
import type { Answer, Connection } from '../../src/client/transport.ts';
import { caseOf, type Exchange, type Field, withoutMarks } from '../../src/model/exchange.ts';
import { notRecorded, replaying, takerFrom } from '../../src/run/replay.ts';
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
      exchanges.map(({ request, ...exchange }) => ({
        ...exchange,
        request: { ...request, fields: request.fields.map(ofAnyRun) },
        sentAt: new Date(recordedAt).toISOString(),
        milliseconds: 0,
      })),
    ),
    results: inOrder(
      statement.requirements.map(({ id, outcome, findings }) => ({
        id,
        outcome,
        // A case that was added since is nothing that the recording could show.
        findings: findings.filter(({ reason: why }) => why !== notRecorded),
      })),
    ),
  };
}

/** User-Agent names the version and the run. */
const ofAnyRun = ([name, value]: Field): Field => [name, isAgent(value) ? 'nexus-conformance' : value];

type Replayed = Omit<Recording, 'environment'>;

/** The run once more, with the exchanges of the recording. Judges them anew, and looks at no request. */
export const replay = (recording: Recording): Promise<Replayed> =>
  carriedOut(recording, (run) => replaying(run, recording.exchanges));

/** The run once more, with the answers of the recording to requests that are made anew. Takes three times as long. */
export async function replayWithRequests(recording: Recording): Promise<Replayed & { readonly notRecorded: string[] }> {
  const take = takerFrom(recording.exchanges);
  const asked = new Set<string>();
  const replayed = await carriedOut(recording, (run) => ({
    ...replaying(run, recording.exchanges),
    sender(purpose) {
      const sender = run.sender(purpose);
      const answering = (name: string): Connection => {
        asked.add(`${purpose}#${name}`);
        const exchange = take(purpose, name);
        return { transmit: async () => answerIn(exchange), close() {} };
      };
      const send: Sender['sendOnce'] = async (stimulus) => sender.send(stimulus, answering(stimulus.case));
      // A mark has characters that no field can have.
      const sendTogether: Sender['sendTogether'] = (stimuli) => Promise.all(stimuli.map(send));
      const cookiesSetBy: Sender['cookiesSetBy'] = (exchange) => withoutMarks(sender.cookiesSetBy(exchange), 'masked');
      return { ...sender, send, sendOnce: send, sendTogether, cookiesSetBy };
    },
  }));
  const recorded = new Set(recording.exchanges.map(caseOf));
  return { ...replayed, notRecorded: [...asked].filter((id) => !recorded.has(id)) };
}

async function carriedOut({ environment }: Recording, over: (run: Run) => Run): Promise<Replayed> {
  const parts = partsOf(withSecrets(environment), timelessClock(), { wall: recordedAt });
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

function answerIn({ response, noAnswer }: Exchange): Answer {
  if (!response) return { noAnswer: noAnswer ?? { kind: 'dropped', message: 'nothing was recorded' } };
  const { contentLength, validUtf8, ...raw } = response;
  return { response: { ...raw, content: Buffer.from(raw.content, 'utf8') } };
}
