import type { Exchange, ReceivedResponse } from '../model/exchange.ts';
import type { Redactor } from './redaction.ts';

/** What came back, with everything in it masked that is known as a secret by now. */
export function maskedAnswer(
  { response, noAnswer }: Pick<Exchange, 'response' | 'noAnswer'>,
  redactor: Redactor,
): Pick<Exchange, 'response' | 'noAnswer'> {
  return {
    ...(response && { response: maskedResponse(response, redactor) }),
    ...(noAnswer && { noAnswer: { ...noAnswer, message: redactor.redact(noAnswer.message) } }),
  };
}

function maskedResponse(response: ReceivedResponse, { redact, redactField }: Redactor): ReceivedResponse {
  const { content, fields, interim, breaches, miscoded, reason, trailing } = response;
  return {
    ...response,
    reason: redact(reason),
    fields: fields.map(redactField),
    interim: interim.map((one) => ({ ...one, fields: one.fields.map(redactField) })),
    content: redact(content),
    trailing: redact(trailing),
    ...(miscoded !== undefined && { miscoded: redact(miscoded) }),
    ...(breaches && { breaches: breaches.map(({ kind, message }) => ({ kind, message: redact(message) })) }),
  };
}
