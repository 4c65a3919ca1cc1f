import { type Answered, isAnswered } from '../../src/judge/oracle.ts';
import type { Exchange, Field, Intent, NoAnswerKind, ReceivedResponse } from '../../src/model/exchange.ts';

const good: Intent = {
  for: 'auth/no-credentials',
  name: 'no credentials',
  user: 'user',
  mayMail: false,
  authenticated: false,
  plainTarget: true,
  operationLevel: false,
};

interface Parts {
  readonly id?: string;
  readonly intent?: Partial<Intent>;
  readonly sent?: readonly Field[];
  readonly fields?: readonly Field[];
  readonly content?: string;
}

function exchange({ id, intent, sent = [] }: Parts): Omit<Exchange, 'response' | 'noAnswer'> {
  const complete = { ...good, ...intent };
  return {
    id: id ?? `${complete.for}#1`,
    intent: complete,
    request: { method: 'POST', target: 'http://127.0.0.1/v1/users/1/password-reset?clientId=portal', fields: sent },
    sentAt: '2026-11-23T12:00:00.000Z',
    milliseconds: 7,
  };
}

/** An exchange that was answered with this status. */
export function answered(status: number, parts: Parts = {}): Answered {
  const { fields = [], content = '' } = parts;
  const octets = Buffer.from(content, 'utf8');
  const response: ReceivedResponse = {
    status,
    fields,
    content,
    contentLength: octets.length,
    validUtf8: true,
    truncated: false,
  };
  const complete = { ...exchange(parts), response };
  if (!isAnswered(complete)) throw new Error('an exchange with a response is answered');
  return complete;
}

/** An exchange that was not answered, for this reason. */
export function unanswered(kind: NoAnswerKind, parts: Parts = {}): Exchange {
  return { ...exchange(parts), noAnswer: { kind, message: `because of ${kind}` } };
}
