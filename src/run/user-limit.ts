import type { Sender } from '../client/sender.ts';
import type { Stimulus } from '../client/stimulus.ts';
import type { Connection } from '../client/transport.ts';
import { isLimit, limitIn, onceMore, type UserLimit } from '../judge/user-limit.ts';
import type { Exchange } from '../model/exchange.ts';
import { inconclusive } from '../model/finding.ts';
import { aboutUnknownUser, controlsIn, goodCredentials } from './controls.ts';
import type { Run } from './run.ts';

/** How long a limit on one user's resets is waited out where the target does not say, in milliseconds: most are a minute. */
const coolDownMs = 61_000;
/** How often a run waits so, in all; the operator on call has no time for it. */
const mostWaits = { smoke: 0, gate: 3, certify: 3 };

/**
 * A request that only a 204 for the user judges. Many deployments take one reset of a user a minute and tell the second caller by
 * 400, 403, 409 or 429: where such an answer is met, the opening's good request is sent once more beside it. Refused alike, it
 * is waited out once, where time allows it; else this is inconclusive, whatever was sent.
 */
export async function sendForUser(
  run: Run,
  sender: Sender,
  stimulus: Stimulus,
  connection?: Connection,
): Promise<Exchange> {
  const exchange = await sender.send(stimulus, connection);
  if (!isLimit(exchange.response?.status) || exchange.intent.user !== 'user') return exchange;
  const limit = await run.inTurn(() => limitBeside(run, sender, stimulus, exchange));
  return limit ? waitedOut(run, sender, { stimulus, exchange, limit }, connection) : exchange;
}

/** The limit that is known, or that shows when what was answered 204 is asked for once more. */
async function limitBeside(
  { values, ledger, keyring }: Run,
  sender: Sender,
  { case: name, title }: Stimulus,
  refused: Exchange,
): Promise<UserLimit | undefined> {
  const known = limitIn(ledger.exchanges());
  if (known) return known;
  const served = controlsIn(ledger.exchanges(), values).find(({ exchange }) => exchange.response?.status === 204);
  if (!served) return undefined;
  const { alternative, unknownUser } = served;
  if (unknownUser) {
    const besides = { case: `${name}-besides`, title: `an unknown user beside ${title}` };
    const asked = await sender.sendOnce({ ...aboutUnknownUser(alternative, keyring), ...besides });
    // Where nobody else is answered as before either, it is no matter of the user's.
    if (asked.response?.status !== unknownUser.response?.status) return undefined;
  } else if (refused.response?.status === 403) return undefined;
  await sender.sendOnce({
    case: onceMore(alternative),
    title: `${alternative.title}, once more`,
    credentials: goodCredentials(alternative, keyring),
    expects: 'acceptance',
  });
  return limitIn(ledger.exchanges());
}

interface Limited {
  readonly stimulus: Stimulus;
  readonly exchange: Exchange;
  readonly limit: UserLimit;
}

/** Sends it again after the limit. Inconclusive where there is no time for that, or it was in vain. */
export function waitedOut(
  { values, ledger, inTurn }: Run,
  sender: Sender,
  { stimulus, exchange, limit }: Limited,
  connection?: Connection,
): Promise<Exchange> {
  // One after the other: each success begins the limit anew.
  return inTurn(async () => {
    const waits = ledger.exchanges().filter(({ intent }) => intent.afterLimit).length;
    if (waits < mostWaits[values.NEXUS_PROFILE] && (await sender.pauseAfter(exchange, coolDownMs))) {
      connection?.close();
      const again = await sender.send({ ...stimulus, afterLimit: true }, connection);
      if (again.response?.status !== limit.status) return again;
    }
    throw inconclusive('user-limit', limit.reason, { exchange: exchange.id });
  });
}
