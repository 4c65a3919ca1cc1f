import type { Answer, RawResponse } from '../../src/client/transport.ts';
import type { NoAnswerKind } from '../../src/model/exchange.ts';

/** A response as the transport gives it, with nothing in it but its status. */
export function rawResponse(status: number, parts: Partial<RawResponse> = {}): RawResponse {
  return {
    version: 'HTTP/1.1',
    status,
    reason: '',
    fields: [],
    interim: [],
    content: Buffer.alloc(0),
    truncated: false,
    trailing: '',
    closed: false,
    ...parts,
  };
}

export const answerOf = (status: number, parts: Partial<RawResponse> = {}): Answer => ({
  response: rawResponse(status, parts),
});

export const silence = (kind: NoAnswerKind, message: string = kind): Answer => ({ noAnswer: { kind, message } });
