import { type Exchange, fieldValues, type ReceivedResponse } from '../../model/exchange.ts';
import type { Finding } from '../../model/finding.ts';
import { inList, isCut, leftOpen, type Refusal, telling, unanswered } from '../expectations.ts';
import { statusBy } from '../gateway.ts';

/** The answer to a message, which was sent twice where nothing came of it; or what that comes to. */
function answerTo({ exchange, repeated }: Refusal, wanted: readonly number[]): ReceivedResponse | Finding {
  return repeated && exchange.noAnswer?.kind === 'timeout' ? unanswered(exchange, wanted) : telling(exchange);
}

const unmet = (exchange: Exchange, reason: string, wanted: string, got = inWords(exchange)): Finding => ({
  outcome: 'failed',
  reason,
  exchange: exchange.id,
  wanted,
  got,
});

const inWords = ({ response }: Exchange): string => (response ? statusBy(response) : 'no answer');

/** RFC 9112 §3.2, §5.1: a server MUST respond with 400. Who ends the connection has said nothing. */
export function badRequest(refusal: Refusal): Finding | undefined {
  const { exchange } = refusal;
  const told = answerTo(refusal, [400]);
  if ('outcome' in told) return told;
  return told.status === 400 ? undefined : unmet(exchange, `answered ${statusBy(told)}: it must be 400`, '400');
}

/** RFC 9112 §6.3: of a length that is none the server MUST say 400, and then close the connection. */
export function badRequestAndClose(refusal: Refusal): Finding | undefined {
  return (
    badRequest(refusal) ?? connectionEnded(refusal.exchange, 'although nobody knows where the next request begins')
  );
}

/**
 * RFC 9112 §6.1: the server MUST close the connection after it has responded to both Content-Length and Transfer-Encoding. What
 * stood behind the message, by either of them, is no request (§11.2).
 */
export function endedUnfooled({ exchange }: Refusal): Finding | undefined {
  if (isCut(exchange)) return leftOpen(exchange, 'the connection ended without an answer');
  const told = telling(exchange);
  if ('outcome' in told) return told;
  if (told.trailing !== '') {
    const got = told.trailing.slice(0, 60);
    return unmet(exchange, 'what stood behind the request was answered as another one', 'one answer', got);
  }
  return connectionEnded(exchange, 'although it had both Content-Length and Transfer-Encoding');
}

/** RFC 9112 §9.6: a server that receives the close option MUST close the connection after the final response. */
export const closedAsAsked = (exchange: Exchange): Finding | undefined => {
  const told = telling(exchange);
  return 'outcome' in told ? told : connectionEnded(exchange, 'although the request had Connection: close');
};

function connectionEnded(exchange: Exchange, although: string): Finding | undefined {
  if (exchange.response?.closed) return undefined;
  return unmet(exchange, `answered and kept the connection open, ${although}`, 'the end of the connection', 'none');
}

/** RFC 9112 §2.1: a message is a sequence of octets. Who ends a connection on which they come slowly defends itself. */
export function understoodAlike(refusal: Refusal, whole: Exchange): Finding | undefined {
  const { exchange } = refusal;
  const wanted = telling(whole);
  if ('outcome' in wanted) return wanted;
  if (isCut(exchange)) return leftOpen(exchange, 'the connection ended without an answer');
  const told = answerTo(refusal, [wanted.status]);
  if ('outcome' in told) return told;
  if (told.status === wanted.status) return undefined;
  if (told.status === 408) return leftOpen(exchange, 'answered 408');
  const reason = `answered ${statusBy(told)}, and ${wanted.status} where it came in one piece`;
  return unmet(exchange, reason, `${wanted.status}`);
}

/** RFC 9112 §3.2.2: a server MUST accept the absolute form. */
export function asOriginForm(exchange: Exchange): Finding | undefined {
  const told = telling(exchange);
  if ('outcome' in told) return told;
  if (told.status === 204) return undefined;
  return unmet(exchange, `answered ${statusBy(told)}, and 204 in origin form`, '204');
}

/** RFC 9110 §10.1.1: it gets 100 or a final status. What came after a 100 is the answer to the whole request. */
export const beforeItsContent = (refusal: Refusal): Finding | undefined => {
  const { exchange, repeated } = refusal;
  if (repeated && exchange.noAnswer?.kind === 'timeout') {
    return unmet(exchange, 'neither 100 nor a final status came before the content, twice', '100 or a final status');
  }
  // A server that ends the connection at once, with octets of ours unread, may take the end of its answer from us.
  if (exchange.noAnswer?.headCame) return undefined;
  const told = telling(exchange);
  return 'outcome' in told ? told : undefined;
};

/** RFC 9112 §9.3.2: the answers to pipelined requests come in the order of the requests; the connection may end before the last. */
export function inTheirOrder(pipelined: readonly [Exchange, Exchange], alone: readonly [Exchange, Exchange]) {
  const [first, second] = pipelined;
  const expected: number[] = [];
  for (const exchange of [...alone, first]) {
    const told = telling(exchange);
    if ('outcome' in told) return told;
    expected.push(told.status);
  }
  const [one = 0, other = 0] = expected;
  if (one === other) return leftOpen(first, `both requests are answered ${one}: no order shows`);
  const wanted = `${one}, then ${other}`;
  if (first.response?.status !== one) {
    return unmet(first, `of two pipelined requests the first was answered ${inWords(first)}`, wanted);
  }
  if (isCut(second)) return { outcome: 'not-applicable', reason: 'it serves one request a connection' } as const;
  if (second.noAnswer?.kind === 'timeout') {
    return unmet(second, 'of two pipelined requests the second was never answered', wanted);
  }
  const told = telling(second);
  if ('outcome' in told) return told;
  if (told.status === other) return undefined;
  return unmet(second, `of two pipelined requests the second was answered ${inWords(second)}`, wanted);
}

/** RFC 9112 §6.1, RFC 9110 §15.2: nobody of HTTP/1.0 understands Transfer-Encoding or an interim response. */
export function asHttp10(refusal: Refusal, usual: Exchange): Finding | undefined {
  const { exchange } = refusal;
  const wanted = telling(usual);
  if ('outcome' in wanted) return wanted;
  const statuses = [wanted.status, 426, 505];
  const told = answerTo(refusal, statuses);
  if ('outcome' in told) return told;
  if (!statuses.includes(told.status)) {
    return unmet(
      exchange,
      `answered ${statusBy(told)} to HTTP/1.0, and ${wanted.status} to HTTP/1.1`,
      inList(statuses),
    );
  }
  const coding = fieldValues(told.fields, 'transfer-encoding');
  if (coding.length > 0) {
    return unmet(
      exchange,
      'answered HTTP/1.0 with a Transfer-Encoding',
      'none',
      `Transfer-Encoding: ${coding.join(', ')}`,
    );
  }
  const [interim] = told.interim;
  return interim && unmet(exchange, 'answered HTTP/1.0 with an interim response', 'none', `${interim.status}`);
}

/**
 * RFC 9112 §3.2, §5.2, §2.2, RFC 9110 §5.5. `taken` says what it means that the answer is that of a request in which nothing is
 * wrong. A gateway has answers of its own for hosts that it does not serve.
 */
export function refusedSyntax(refusal: Refusal, wellFormed: Exchange, taken: string): Finding | undefined {
  const { exchange } = refusal;
  if (isCut(exchange)) return leftOpen(exchange, 'the connection ended without an answer');
  const told = answerTo(refusal, [400]);
  if ('outcome' in told) return told;
  if (told.status === 400) return undefined;
  if (told.status !== wellFormed.response?.status && [404, 421].includes(told.status)) {
    return leftOpen(exchange, `answered ${statusBy(told)}, as for a host that is not served`);
  }
  return unmet(exchange, `answered ${statusBy(told)}: ${taken}`, '400');
}

/** RFC 9110 §15.5.15: 414 is for a target that is longer than the server will read. Who reads it has nothing to refuse. */
export function tooLong(exchange: Exchange): Finding | undefined {
  const told = lengthTold(exchange, 'a request-line of 64 kB');
  if ('outcome' in told) return told;
  if (told.status === 414) return undefined;
  if (told.status === 204) return leftOpen(exchange, 'answered 204: the target is not too long for it');
  return unmet(exchange, `answered ${statusBy(told)} to a request-line of 64 kB`, '414');
}

/** RFC 9112 §3: request-lines of 8000 octets SHOULD be supported. */
export function notTooLong(exchange: Exchange): Finding | undefined {
  const line = 'a request-line of less than 8000 octets';
  const told = lengthTold(exchange, line);
  if ('outcome' in told) return told;
  return told.status === 414 ? unmet(exchange, `answered ${statusBy(told)} to ${line}`, 'its usual answer') : undefined;
}

function lengthTold(exchange: Exchange, line: string): ReceivedResponse | Finding {
  const kind = exchange.noAnswer?.kind;
  const isLost = kind === 'dropped' || kind === 'timeout';
  return isLost
    ? unmet(exchange, `gave no answer to ${line}: ${exchange.noAnswer?.message}`, 'an answer')
    : telling(exchange);
}
