import { type Credentials, together } from '../src/client/credentials.ts';
import { type Forged, nearMisses, partsAtTheColon } from '../src/client/forgery.ts';
import type { Keyring } from '../src/client/keyring.ts';
import type { Values } from '../src/configuration/values.ts';
import type { Refusal } from '../src/judge/expectations.ts';
import { inconclusive } from '../src/model/finding.ts';
import type { Fixtures } from '../src/run/fixtures.ts';
import type { Change } from '../src/run/nexus-client.ts';

type Miss = Change & { readonly credentials: Credentials };

const missed = (prefix: string, { case: name }: Forged, credentials: Credentials): Miss => ({
  case: `${prefix}-${name}`,
  title: credentials.title,
  credentials,
});

/** Tokens that are nearly right, and the right password of nearly the right account: none counts as a wrong password. */
export function tokenNearMisses(keyring: Keyring, { NEXUS_SEED }: Values): readonly Miss[] {
  const seed = String(NEXUS_SEED);
  const bearers = nearMisses(keyring.secret('NEXUS_BEARER_TOKEN'), seed);
  const tokens = nearMisses(keyring.secret('NEXUS_APPLICATION_TOKEN'), seed);
  const otherUser = keyring.basic({ username: `${keyring.setting('NEXUS_BASIC_USERNAME')}-nexus-conformance` });
  return [
    ...bearers.map((miss) => missed('bearer', miss, together(keyring.bearer(miss.secret), keyring.applicationToken()))),
    ...tokens.map((miss) =>
      missed('application-token', miss, together(keyring.bearer(), keyring.applicationToken(miss.secret))),
    ),
    { case: 'basic-another-user', title: otherUser.title, credentials: otherUser },
  ];
}

/**
 * At most five, as each is a wrong password for a real account. The last one stands beside the ApplicationToken: who goes by
 * that may not look at the password any more, and alone the truth table has sent it.
 */
function passwordNearMisses(keyring: Keyring, { NEXUS_SEED }: Values): readonly Miss[] {
  const password = keyring.secret('NEXUS_BASIC_PASSWORD');
  const misses = nearMisses(password, String(NEXUS_SEED));
  const alone = [...partsAtTheColon(password), ...misses.slice(0, -1)].slice(0, 4);
  return [
    ...alone.map((miss) => missed('passwords', miss, keyring.basic({ password: miss.secret }))),
    ...misses.slice(-1).map((miss) => {
      const credentials = together(keyring.basic({ password: miss.secret }), keyring.applicationToken());
      return missed('passwords', { ...miss, case: `${miss.case}-beside-application-token` }, credentials);
    }),
  ];
}

/**
 * Wrong passwords for the real account, one after the other. Before and after each one a good request for an unknown user
 * shows that the account is not locked; where it is, they stop, and what was proven before is judged.
 */
export async function judgePasswordNearMisses({
  nexus,
  keyring,
  values,
  check,
}: Pick<Fixtures, 'nexus' | 'keyring' | 'values' | 'check'>): Promise<void> {
  const statusOfTheAccount = async (when: string) => {
    const asked: Change = {
      case: `passwords-account-${when}`,
      title: `a good request for an unknown user, ${when}`,
      user: 'unknown',
    };
    return (await nexus.acceptanceOf(keyring.basic(), asked)).response?.status;
  };
  const unlocked = await statusOfTheAccount('before');
  if (unlocked === 401) throw inconclusive('control', 'the Basic account is refused by now: is it locked?');
  const refusals: Refusal[] = [];
  for (const { credentials, ...miss } of passwordNearMisses(keyring, values)) {
    const refusal = await nexus.refusalOf(credentials, miss);
    if ((await statusOfTheAccount('between')) !== unlocked) {
      // A locked account refuses everything.
      nexus.disregard(refusal.exchange);
      break;
    }
    refusals.push(refusal);
  }
  if (refusals.length === 0) throw inconclusive('control', 'the first wrong password locked the Basic account');
  for (const refusal of refusals) check.refused(refusal);
}
