import { type Credentials, together } from '../src/client/credentials.ts';
import type { Forged } from '../src/client/forged-jwts.ts';
import { nearMisses, passwordMisses } from '../src/client/forgery.ts';
import type { Keyring } from '../src/client/keyring.ts';
import type { Values } from '../src/configuration/values.ts';
import { inconclusive } from '../src/model/finding.ts';
import type { Fixtures } from '../src/run/fixtures.ts';
import type { Change } from '../src/run/nexus-client.ts';

type Miss = Change & { readonly credentials: Credentials };

const missed = (prefix: string, { case: name }: Pick<Forged, 'case'>, credentials: Credentials): Miss => ({
  case: `${prefix}-${name}`,
  title: credentials.title,
  credentials,
});

/** Tokens that are nearly right. */
export function tokenNearMisses(keyring: Keyring, { NEXUS_SEED }: Values): readonly Miss[] {
  const seed = String(NEXUS_SEED);
  const bearers = nearMisses(keyring.secret('NEXUS_BEARER_TOKEN'), seed);
  const tokens = nearMisses(keyring.secret('NEXUS_APPLICATION_TOKEN'), seed);
  return [
    ...bearers.map((miss) => missed('bearer', miss, together(keyring.bearer(miss.secret), keyring.applicationToken()))),
    ...tokens.map((miss) =>
      missed('application-token', miss, together(keyring.bearer(), keyring.applicationToken(miss.secret))),
    ),
  ];
}

/** The right password of nearly the right account: none counts as a wrong one. */
export const accountNearMisses = (keyring: Keyring): readonly Miss[] =>
  Object.entries({
    'another-user': { username: `${keyring.setting('NEXUS_BASIC_USERNAME')}-nexus-conformance` },
    'empty-user': { username: '' },
    'run-together': { separator: '' },
  } as const).map(([name, account]) => missed('basic', { case: name }, keyring.basic(account)));

/**
 * At most six, as each is a wrong password for a real account. One stands beside the ApplicationToken: who goes by that may not
 * look at the password any more, and alone the truth table has sent another one. Last the user name alone, which some servers
 * take for one with an empty password.
 */
function passwordNearMisses(keyring: Keyring): readonly Miss[] {
  const alone = keyring.basic({ password: { name: '', value: '' }, separator: '' });
  return [
    ...passwordMisses(keyring.secret('NEXUS_BASIC_PASSWORD')).map((miss) => {
      const credentials = keyring.basic({ password: miss.secret });
      if (miss.case !== 'one-character-changed') return missed('passwords', miss, credentials);
      const beside = together(credentials, keyring.applicationToken());
      return missed('passwords', { case: `${miss.case}-beside-application-token` }, beside);
    }),
    missed('passwords', { case: 'user-name-alone' }, alone),
  ];
}

/**
 * Wrong passwords for the real account, one after the other. Before and after each one a good request for an unknown user
 * shows that the account is not locked; where it is, they stop, and what was answered is judged. The one that locks it was
 * refused by an account that was open.
 */
export async function judgePasswordNearMisses({
  nexus,
  keyring,
  check,
}: Pick<Fixtures, 'nexus' | 'keyring' | 'check'>): Promise<void> {
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
  for (const { credentials, ...miss } of passwordNearMisses(keyring)) {
    const refusal = await nexus.refusalOf(credentials, miss);
    check.refused(refusal);
    if ((await statusOfTheAccount('between')) !== unlocked) return nexus.isProven(refusal.exchange);
  }
}
