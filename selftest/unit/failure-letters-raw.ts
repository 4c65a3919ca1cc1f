import type { RequirementId } from '../../requirements/index.ts';
import type { Refusal } from '../../src/judge/expectations.ts';
import {
  asHttp10,
  asOriginForm,
  badRequest,
  badRequestAndClose,
  endedUnfooled,
  notTooLong,
  refusedSyntax,
  tooLong,
  understoodAlike,
} from '../../src/judge/oracles/message-oracles.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import type { Finding } from '../../src/model/finding.ts';
import { exchangeOf, type Letter, type Parts } from './failure-letter.ts';
import { controls } from './failure-setup.ts';

const once = (exchange: Exchange): Refusal => ({ exchange, repeated: false });
const made = { user: 'made-up', malformed: true, plainTarget: false } as const;
const good = { user: 'unknown', alternative: 'bearer-and-application-token', authenticated: true } as const;
const [usual] = controls(404);

/** What a request in octets of our own is answered. */
function letter(
  id: RequirementId,
  [name, title]: readonly [string, string],
  judge: (exchange: Exchange) => Finding | undefined,
  { trailing = '', ...parts }: Parts & { readonly trailing?: string },
): Letter {
  const intent = parts.sent ? made : good;
  const exchange = exchangeOf({ purpose: id, case: name, title, ...intent }, parts);
  return {
    id,
    judge: (check, found) => check.judged(found, judge(found)),
    exchange: { ...exchange, response: { ...exchange.response, trailing } },
  };
}

export const rawLetters: Readonly<Record<string, Letter>> = {
  badRequest: letter('http/malformed-head', ['no-host', 'no Host'], (one) => badRequest(once(one)), {
    status: 404,
    sent: [],
    fields: [['Server', 'nginx']],
  }),
  badRequestAndClose: letter(
    'http/ambiguous-framing',
    ['invalid-content-length', 'Content-Length: abc'],
    (one) => badRequestAndClose(once(one)),
    { status: 400, sent: [['Content-Length', 'abc']] },
  ),
  endedUnfooled: letter(
    'http/ambiguous-framing',
    ['prefix-behind-length', 'Content-Length that ends before the chunks do'],
    (one) => endedUnfooled(once(one)),
    {
      status: 401,
      sent: [
        ['Content-Length', '4'],
        ['Transfer-Encoding', 'chunked'],
      ],
      trailing: 'HTTP/1.1 404 Not Found\r\nServer: nginx\r\n\r\n',
    },
  ),
  understoodAlike: letter(
    'http/segments',
    ['octet-by-octet', 'one octet a segment'],
    (one) => understoodAlike(once(one), usual),
    { status: 400 },
  ),
  asOriginForm: letter('http/absolute-form', ['absolute-form', 'the absolute form'], asOriginForm, { status: 404 }),
  asHttp10: letter('http/connection', ['http-1-0', 'HTTP/1.0'], (one) => asHttp10(once(one), usual), {
    status: 404,
    fields: [['Transfer-Encoding', 'chunked']],
  }),
  refusedSyntax: letter(
    'http/field-syntax',
    ['host-with-path', 'Host with a path'],
    (one) => refusedSyntax(once(one), usual, 'it took a Host that is none'),
    { status: 401, sent: [['Host', '127.0.0.1/nexus-conformance']] },
  ),
  tooLong: letter('http/long-target', ['sixty-four-kilobytes', 'a request-line of 64 kB'], tooLong, { status: 431 }),
  notTooLong: letter('http/long-target', ['eight-thousand-octets', 'a request-line of 7,900 octets'], notTooLong, {
    status: 414,
  }),
};
