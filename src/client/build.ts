import type { Values } from '../configuration/values.ts';
import { fieldValues } from '../model/exchange.ts';
import { parseUrl } from '../model/url.ts';
import type { Clock } from './clock.ts';
import { textOf } from './content.ts';
import type { Redactor } from './redaction.ts';
import { ownRequest } from './request.ts';
import type { Answer, Transport } from './transport.ts';

/** What was said of the build; what a target sent in it is masked and on one line. */
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
  /** No answer is waited for after this time, in milliseconds since the epoch. */
  readonly until: number;
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
  const { transport, clock, redactor, timeoutMs, until: sendUntil, agent } = asking;
  const request = ownRequest(url, [
    ['Accept', '*/*'],
    ['Accept-Encoding', 'identity'],
    ['Cache-Control', 'no-cache'],
    ['User-Agent', agent],
  ]);

  const ask = async (): Promise<BuildAnswer> => {
    for (let time = 0; time < inARow; time += 1) {
      const timeout = Math.max(1, Math.min(timeoutMs, sendUntil - clock.now()));
      const { text, shown } = saidBy(await transport.transmit(request, timeout), field);
      const got = redactor.redact(shown).replace(/[\p{Cc}\s]+/gu, ' ');
      if (!holds(text, expected)) return { has: false, got: got.trim().slice(0, longestGot) };
    }
    return { has: true, got: expected };
  };

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
function buildUrlOf({ NEXUS_BUILD_URL: text = '', NEXUS_BASE_URL: base = '' }: Partial<Values>): URL | undefined {
  return parseUrl(text.startsWith('/') ? base.replace(/\/$/, '') + text : text);
}

/** What is looked at, and what a person is shown of it; an error page says nothing of a build, whatever it quotes. */
function saidBy(answer: Answer, field: string | undefined): { readonly text: string; readonly shown: string } {
  if ('noAnswer' in answer) return { text: '', shown: answer.noAnswer.message };
  const { status, fields, content } = answer.response;
  if (field === undefined) {
    const isGood = status >= 200 && status < 300;
    return { text: isGood ? textOf(content) : '', shown: `${status} ${textOf(content)}` };
  }
  const text = fieldValues(fields, field).join(', ');
  return { text, shown: text || `${status} without ${field}` };
}

/** Version 1.4.1 is not found in 1.4.10, in 11.4.1 or in 1.4.1-rc: what looks like one stands alone. */
function holds(text: string, expected: string): boolean {
  const isVersion = /^v?\d+(?:\.\d+)+$/i.test(expected);
  return text.split(expected).some((before, index, parts) => {
    const after = parts.slice(index + 1).join(expected);
    return index < parts.length - 1 && !(isVersion && (/[\d.]$/.test(before) || /^(?:\.?\d|-\w)/.test(after)));
  });
}
