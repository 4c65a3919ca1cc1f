import { contract } from '../model/contract.ts';
import { type Exchange, fieldValues } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { isSilent } from './ban.ts';
import { inShort, leftOpen, telling } from './expectations.ts';

/** A hostile request, and what became of good ones where it got no answer. */
export interface Survival {
  readonly exchange: Exchange;
  /** The good request right after it, and whether that was answered as at the start; absent where none was needed, or none is known. */
  readonly after?: { readonly exchange: Exchange; readonly asAtTheStart: boolean };
  /** Whether it was sent a second time, when good requests were answered. */
  readonly repeated: boolean;
  /** What the same request got without what is hostile in it; absent where that is not known. */
  readonly controlStatus?: number | undefined;
}

/** A field that hostile input asks for: in an answer it was injected. */
export const probeField = 'X-Nexus-Probe';

/** RFC 9110 §15.6.2, §15.6.6: refused for what it asks for. No crash. */
const notSupported: readonly number[] = [501, 505];

/**
 * Any redirect and any client error will do: routers, servers and firewalls refuse hostile input each in its own way. A success is
 * right only where the request may be carried out; what was spelled so that it may name another resource may have its own.
 */
export function survived(survival: Survival, elsewhere = false): Finding | undefined {
  const { exchange, after, controlStatus } = survival;
  const { response, intent } = exchange;
  if (isSilent(exchange)) return silenced(survival);
  if (response?.status === 429 && after?.asAtTheStart) return leftOpen(exchange, `${ofTheRequest} is answered 429`);
  const told = telling(exchange);
  if ('outcome' in told) return told;
  const { status } = told;
  const injected = [...told.interim.flatMap(({ fields }) => fields), ...told.fields];
  if (fieldValues(injected, probeField).length > 0) {
    return failed(exchange, `a line end in the request made the field ${probeField} in the answer`, `no ${probeField}`);
  }
  if (status === controlStatus)
    return status < 400 || status >= 500
      ? leftOpen(exchange, `answered ${status}, as without what is hostile in it`)
      : undefined;
  if (status >= 500 && !notSupported.includes(status)) {
    return failed(exchange, `answered ${status}: hostile input must not break the server`);
  }
  if (status >= 300 || (intent.mayMail && contract.successes.includes(status))) return undefined;
  if (elsewhere) return leftOpen(exchange, `answered ${status}, maybe of another resource`);
  return failed(exchange, `answered ${status}: hostile input made a success of it`);
}

const ofTheRequest = 'while good requests are answered as before, this one';

/** A front door may cut off what looks like an attack. What hangs, and what ends the service for others, is a failure. */
function silenced({ exchange, after, repeated }: Survival): Finding | undefined {
  const kind = exchange.noAnswer?.kind;
  const told = telling(exchange);
  if (kind === 'unreachable' || after === undefined) return 'outcome' in told ? told : undefined;
  if (after.asAtTheStart) {
    if (kind === 'dropped') return leftOpen(exchange, `${ofTheRequest} is cut off without an answer`);
    return failed(
      exchange,
      'got no answer, twice, while good requests are answered: it hangs (one that is delayed beyond NEXUS_TIMEOUT_SECONDS looks so)',
    );
  }
  // Who is throttled, or told off by a gateway, shows nothing.
  if (after.exchange.response && 'outcome' in telling(after.exchange)) return 'outcome' in told ? told : undefined;
  const alone = repeated ? '' : '; it, or one that was under way with it, did that';
  const isGone = kind === 'dropped' && after.exchange.noAnswer?.kind === 'unreachable';
  if (isGone) {
    // Nothing that a firewall does to a connection looks so: a closing that nobody answers takes nothing from it.
    const got = `the connection ended, and then nobody listened (${inShort(after.exchange)})`;
    return { ...failed(exchange, `ended the service: the next connection could not be opened${alone}`), got };
  }
  const what = kind === 'dropped' ? 'was cut off without an answer' : 'got no answer';
  return failed(exchange, `${what}, and a good request right after it got ${inShort(after.exchange)}${alone}`);
}

function failed(exchange: Exchange, reason: string, wanted = wantedOf(exchange)): Finding {
  return { outcome: 'failed', reason, wanted, got: inShort(exchange), exchange: exchange.id };
}

const wantedOf = ({ intent }: Exchange): string =>
  intent.mayMail ? `${contract.successes[0]}, a redirect or a client error` : 'a redirect or a client error';
