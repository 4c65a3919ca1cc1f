/** What may lock an account, after everything that needs it: a server may count wrong passwords whatever right ones come between. */
import { requirement, test } from '../src/run/requirement.ts';
import { accountNearMisses, judgePasswordNearMisses, tokenNearMisses } from './wrong-passwords.cases.ts';

test(
  ...requirement('auth/near-miss', async ({ nexus, keyring, values, check, each }) => {
    const judgeMisses = (misses: ReturnType<typeof tokenNearMisses>) =>
      each(misses, async ({ credentials, ...miss }) => {
        check.refused(await nexus.refusalOf(credentials, miss));
      });
    const accounts = judgeMisses(accountNearMisses(keyring));
    const tokens = judgeMisses(tokenNearMisses(keyring, values));
    // Before the wrong passwords: what comes after the one that locks the account shows nothing.
    await accounts;
    await each([{ case: 'passwords', title: 'wrong passwords, one after the other' }], () =>
      judgePasswordNearMisses({ nexus, keyring, check }),
    );
    await tokens;
  }),
);
