import {
  type Answered,
  type Exchange,
  type Field,
  type Intent,
  isAnswered,
  type NoAnswerKind,
  type ReceivedResponse,
} from '../../src/model/exchange.ts';

const good: Intent = {
  purpose: 'auth/no-credentials',
  case: 'no-credentials',
  title: 'no credentials',
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
    id: id ?? `${complete.purpose}#${complete.case}`,
    intent: complete,
    request: {
      method: 'POST',
      origin: 'http://127.0.0.1',
      target: '/v1/users/1/password-reset?clientId=portal',
      fields: sent,
    },
    sentAt: '2026-11-23T12:00:00.000Z',
    milliseconds: 7,
  };
}

/** A response with nothing in it but its status. */
export function responseOf(status: number, parts: Partial<ReceivedResponse> = {}): ReceivedResponse {
  const { content = '' } = parts;
  return {
    version: 'HTTP/1.1',
    status,
    reason: '',
    fields: [],
    interim: [],
    content,
    contentLength: Buffer.byteLength(content, 'utf8'),
    validUtf8: true,
    truncated: false,
    trailing: '',
    closed: false,
    ...parts,
  };
}

/** An exchange that was answered with this status. */
export function answered(status: number, parts: Parts = {}): Answered {
  const { fields = [], content = '' } = parts;
  const complete = { ...exchange(parts), response: responseOf(status, { fields, content }) };
  if (!isAnswered(complete)) throw new Error('an exchange with a response is answered');
  return complete;
}

/** An exchange that was not answered, for this reason. */
export function unanswered(kind: NoAnswerKind, parts: Parts = {}): Exchange {
  return { ...exchange(parts), noAnswer: { kind, message: `because of ${kind}` } };
}
