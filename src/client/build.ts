import { parseUrl } from '../configuration/shapes.ts';
import type { Values } from '../configuration/values.ts';
import { fieldValues } from '../model/exchange.ts';
import type { Clock } from './clock.ts';
import { textOf } from './content.ts';
import type { Redactor } from './redaction.ts';
import type { PreparedRequest } from './request.ts';
import type { Answer, Transport } from './transport.ts';

/** What was said of the build; what a target sent in it is masked, and not printable yet. */
export interface BuildAnswer {
  readonly has: boolean;
  /** The expected build, or the beginning of what was got in its place. */
  readonly got: string;
}

/** The build that was deployed, as the target itself tells it. */
export interface ExpectedBuild {
  readonly expected: string;
  /** Three times, each on a connection of its own: the answer is the first that has another build, if any. */
  ask(): Promise<BuildAnswer>;
  /** Asks again and again until three answers in a row have it, or the time is up. `say` hears of every other answer. */
  wait(milliseconds: number, say?: (answer: BuildAnswer) => void): Promise<BuildAnswer>;
}

interface Asking {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly timeoutMs: number;
  readonly agent: string;
}

/** Behind a load balancer the next instance may be an old one. */
const inARow = 3;
const pauseMs = 1000;
const longestGot = 100;

/** By NEXUS_BUILD_URL, NEXUS_EXPECT_BUILD and NEXUS_BUILD_FIELD; undefined where they are not configured. */
export function expectedBuild(values: Values, asking: Asking): ExpectedBuild | undefined {
  const { NEXUS_EXPECT_BUILD: expected, NEXUS_BUILD_FIELD: field } = values;
  const url = buildUrlOf(values);
  if (url === undefined || expected === undefined) return undefined;
  const { transport, clock, redactor, timeoutMs, agent } = asking;

  async function ask(): Promise<BuildAnswer> {
    let answer: BuildAnswer = { has: true, got: expected ?? '' };
    for (let time = 0; time < inARow && answer.has; time += 1) {
      const said = saidBy(await transport.transmit(requestTo(url as URL, agent), timeoutMs), field);
      if (!holds(said, expected ?? '')) answer = { has: false, got: redactor.redact(said.text).slice(0, longestGot) };
    }
    return answer;
  }

  return {
    expected,
    ask,
    async wait(milliseconds, say) {
      const until = clock.now() + milliseconds;
      for (;;) {
        const answer = await ask();
        if (answer.has || clock.now() + pauseMs > until) return answer;
        say?.(answer);
        await clock.sleep(pauseMs);
      }
    },
  };
}

/** A path is one below the base path, as that of the operation is. */
export function buildUrlOf({
  NEXUS_BUILD_URL: text = '',
  NEXUS_BASE_URL: base = '',
}: Partial<Values>): URL | undefined {
  return parseUrl(text.startsWith('/') ? base.replace(/\/$/, '') + text : text);
}

/** What an answer says of its build; `counts` is false where it says nothing of it, as a page of a gateway. */
interface Said {
  readonly text: string;
  readonly counts: boolean;
}

function saidBy(answer: Answer, field: string | undefined): Said {
  if ('noAnswer' in answer) return { text: answer.noAnswer.message, counts: false };
  const { status, fields, content } = answer.response;
  if (field === undefined)
    return { text: `${status} ${textOf(content)}`.trim(), counts: status >= 200 && status < 300 };
  const found = fieldValues(fields, field);
  return { text: found.length > 0 ? found.join(', ') : `${status} without ${field}`, counts: found.length > 0 };
}

/** Version 1.4.1 is not found in 1.4.10, in 11.4.1 or in 1.4.1-rc: what looks like one stands alone. */
function holds({ text, counts }: Said, expected: string): boolean {
  const isVersion = /^v?\d+(?:\.\d+)+$/i.test(expected);
  const places = [...text.matchAll(new RegExp(expected.replace(/[^\w]/g, '\\$&'), 'g'))].map(({ index }) => index);
  return (
    counts &&
    places.some((at) => {
      const [before, after] = [text.slice(0, at), text.slice(at + expected.length)];
      return !isVersion || !(/[\d.]$/.test(before) || /^(?:\.?\d|-\w)/.test(after));
    })
  );
}

function requestTo(url: URL, agent: string): PreparedRequest {
  const nothing = Buffer.alloc(0);
  return {
    method: 'GET',
    origin: url,
    target: url.pathname + url.search,
    version: 'HTTP/1.1',
    fields: [
      ['Host', url.host],
      ['Connection', 'close'],
      ['Accept', '*/*'],
      ['Accept-Encoding', 'identity'],
      ['Cache-Control', 'no-cache'],
      ['User-Agent', agent],
    ],
    content: nothing,
    body: nothing,
  };
}
