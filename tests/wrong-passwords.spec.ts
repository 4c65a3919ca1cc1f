/** What may lock an account, after everything that needs it: a server may count wrong passwords whatever right ones come between. */
import { requirement, test } from '../src/run/requirement.ts';
import { accountNearMisses, judgePasswordNearMisses, tokenNearMisses } from './wrong-passwords.cases.ts';

test(
  ...requirement('auth/near-miss', async ({ nexus, keyring, values, check, each }) => {
    // All before the wrong passwords: what is answered after the one that locks the account shows nothing.
    const others = [...accountNearMisses(keyring), ...tokenNearMisses(keyring, values)];
    await each(others, async ({ credentials, ...miss }) => {
      check.refused(await nexus.refusalOf(credentials, miss));
    });
    await each([{ case: 'passwords', title: 'wrong passwords, one after the other' }], () =>
      judgePasswordNearMisses({ nexus, keyring, check }),
    );
  }),
);
