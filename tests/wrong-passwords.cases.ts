import { type Credentials, together } from '../src/client/credentials.ts';
import { nearMisses, partsAtTheColon } from '../src/client/forgery.ts';
import type { Keyring } from '../src/client/keyring.ts';
import { expectRejection, type Refusal } from '../src/judge/expectations.ts';
import { forEachCase, inconclusive } from '../src/model/finding.ts';
import type { Bench } from '../src/run/fixtures.ts';
import type { Change } from '../src/run/nexus-client.ts';

/**
 * At most five, as each is a wrong password for a real account. The last one stands beside the ApplicationToken: who goes by
 * that may not look at the password any more, and alone the truth table has sent it.
 */
function passwordNearMisses(keyring: Keyring, seed: string): readonly Credentials[] {
  const password = keyring.secret('NEXUS_BASIC_PASSWORD');
  const misses = nearMisses(password, seed);
  const alone = [...partsAtTheColon(password), ...misses.slice(0, -1)].slice(0, 4);
  const beside = misses
    .slice(-1)
    .map((miss) => together(keyring.basic({ password: miss }), keyring.applicationToken()));
  return [...alone.map((miss) => keyring.basic({ password: miss })), ...beside];
}

/**
 * Wrong passwords for the real account, one after the other. Before and after each one a good request for an unknown user
 * shows that the account is not locked; where it is, they stop, and what was proven before is judged.
 */
export async function judgePasswordNearMisses({
  nexus,
  keyring,
  values,
}: Pick<Bench, 'nexus' | 'keyring' | 'values'>): Promise<void> {
  const asksForAnUnknownUser: Change = { user: 'unknown', mayMail: false, name: 'a good request for an unknown user' };
  const statusOfTheAccount = async () =>
    (await nexus.acceptanceOf(keyring.basic(), asksForAnUnknownUser)).response?.status;
  const unlocked = await statusOfTheAccount();
  if (unlocked === 401) throw inconclusive('control', 'the Basic account is refused by now: is it locked?');
  const refusals: Refusal[] = [];
  for (const nearMiss of passwordNearMisses(keyring, String(values.NEXUS_SEED))) {
    const refusal = await nexus.refusalOf(nearMiss);
    if ((await statusOfTheAccount()) !== unlocked) {
      // A locked account refuses everything.
      nexus.disregard(refusal.exchange);
      break;
    }
    refusals.push(refusal);
  }
  if (refusals.length === 0) throw inconclusive('control', 'the first wrong password locked the Basic account');
  await forEachCase(
    refusals,
    ({ exchange }) => exchange.intent.name,
    async (refusal) => expectRejection(refusal),
  );
}
