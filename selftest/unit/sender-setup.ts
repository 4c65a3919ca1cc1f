import { noCredentials } from '../../src/client/credentials.ts';
import { createPacer } from '../../src/client/pacer.ts';
import { createRedactor } from '../../src/client/redaction.ts';
import type { PreparedRequest } from '../../src/client/request.ts';
import { createSender, type SenderParts } from '../../src/client/sender.ts';
import type { Stimulus } from '../../src/client/stimulus.ts';
import type { Answer, Connection } from '../../src/client/transport.ts';
import type { Field } from '../../src/model/exchange.ts';
import { type Ledger, memoryLedger } from '../../src/run/ledger.ts';
import { answerOf, silence } from './answer-setup.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

/** Of the kind that may mail. */
export const mailing: Stimulus = {
  case: 'good',
  title: 'a good request',
  credentials: noCredentials,
  expects: 'either',
};
/** Of the kind that cannot mail. */
export const good: Stimulus = { ...mailing, expects: 'refusal' };

export const response = (status: number, fields: readonly Field[] = [], content = ''): Answer =>
  answerOf(status, { fields, content: Buffer.from(content) });
export const throttled = response(429, [['Retry-After', '1']]);

interface FakeConnection extends Connection {
  /** What was sent, and the time-outs that were given. */
  readonly requests: readonly PreparedRequest[];
  readonly timeouts: readonly number[];
}

/** Gives these answers one after the other, the last one for ever, each after so many milliseconds. */
export function fakeConnection(answers: readonly Answer[], clock: FakeClock, takesMs = 1): FakeConnection {
  const requests: PreparedRequest[] = [];
  const timeouts: number[] = [];
  return {
    requests,
    timeouts,
    close: () => {},
    async transmit(request, timeoutMs) {
      const answer = answers[Math.min(timeouts.length, answers.length - 1)];
      requests.push(request);
      timeouts.push(timeoutMs);
      await clock.sleep(Math.min(takesMs, timeoutMs));
      if (!answer) throw new Error('there is no answer');
      return takesMs >= timeoutMs ? silence('timeout') : answer;
    },
  };
}

interface Options extends Partial<SenderParts> {
  readonly takesMs?: number;
  readonly log?: Ledger;
}

export function senderOver(answers: readonly Answer[], { takesMs, ...parts }: Options = {}) {
  const clock = fakeClock();
  const transport = fakeConnection(answers, clock, takesMs);
  const redactor = parts.redactor ?? createRedactor();
  const log = parts.log ?? memoryLedger();
  const memory = { load: () => undefined, save: () => {} };
  const address = {
    baseUrl: new URL('http://127.0.0.1:8080/nexus'),
    userId: () => 'a user',
    clientId: () => 'portal-web',
    applicationTokenName: 'ApplicationToken',
    agent: 'nexus-conformance',
  };
  const pacer = createPacer({ perSecond: undefined, mostInFlight: 8 }, memory, clock);
  const usual = {
    purpose: 'auth/basic',
    announceWait: () => {},
    besides: async () => undefined,
    timeoutMs: 10_000,
    sendUntil: 1_000_000,
    emailBudget: () => 3,
  };
  const sender = createSender({ ...usual, address, redactor, pacer, clock, transport, ...parts, log });
  return { sender, log, redactor, clock, transport };
}
