import { type Exchange, isThrottling } from '../model/exchange.ts';
import type { Finding } from '../model/finding.ts';
import { answeredAsBefore } from './expectations.ts';
import { limitIn } from './user-limit.ts';

/**
 * What the closing's good requests show against those of the opening, each about the same user; of the tripwire user there is none
 * to compare with. An account may be locked by the wrong passwords of the run, and a user's limit be reached: who answers
 * the other good requests as before still serves.
 */
export function stillServes(record: readonly Exchange[]): readonly (Finding | undefined)[] {
  const limit = limitIn(record);
  const asked = lastOfEachCase(record.filter(isAsked)).filter(
    ({ intent, response }) => intent.user !== 'user' || limit === undefined || response?.status !== limit.status,
  );
  const compared = asked.flatMap((exchange) => {
    const status = statusAtTheStart(exchange, record);
    return status === undefined
      ? []
      : [{ exchange, finding: answeredAsBefore(exchange, [status], 'at the end of the run') }];
  });
  const isServed = compared.some(({ finding }) => finding === undefined);
  if (compared.length === 0)
    return [{ outcome: 'inconclusive', cause: 'control', reason: 'no good request was asked once more at the end' }];
  return compared.map(({ exchange, finding }) => {
    if (!mayBeLocked(exchange, record)) return finding;
    const reason = 'the Basic account is refused at the end: have the wrong passwords of the run locked it?';
    return isServed ? undefined : { outcome: 'inconclusive', cause: 'control', reason, exchange: exchange.id };
  });
}

const isAsked = ({ intent, noAnswer }: Exchange): boolean =>
  intent.purpose === 'closing' && intent.user !== 'tripwire' && noAnswer?.kind !== 'out-of-emails';

/** What was asked about the unknown user first may have been asked about the user then. */
const lastOfEachCase = (exchanges: readonly Exchange[]): Exchange[] => [
  ...new Map(exchanges.map((exchange) => [exchange.intent.case, exchange])).values(),
];

function statusAtTheStart({ intent: { alternative, user } }: Exchange, record: readonly Exchange[]) {
  const before = record.find(
    ({ intent, response }) =>
      intent.purpose === 'opening' &&
      intent.alternative === alternative &&
      intent.user === user &&
      response !== undefined &&
      !isThrottling(response) &&
      (user !== 'user' || response.status === 204),
  );
  return before?.response?.status;
}

/** Whether a Basic account is refused that was tried with wrong passwords in the run. */
function mayBeLocked({ intent, response }: Exchange, record: readonly Exchange[]): boolean {
  const isRefused = response !== undefined && [401, 403].includes(response.status);
  const wrong = ({ intent: { states, purpose } }: Exchange) =>
    purpose === 'auth/near-miss' || states?.Basic === 'wrong-password' || states?.Basic === 'empty-password';
  return isRefused && intent.alternative === 'basic' && record.some(wrong);
}
