/** What may lock an account, after everything that needs it: a server may count wrong passwords whatever right ones come between. */
import { requirement, test } from '../src/run/requirement.ts';
import { judgePasswordNearMisses, tokenNearMisses } from './wrong-passwords.cases.ts';

test(
  ...requirement('auth/near-miss', async ({ nexus, keyring, values, check, each }) => {
    // Before the wrong passwords: what comes after the one that locks the account shows nothing.
    await each(tokenNearMisses(keyring, values), async ({ credentials, ...miss }) => {
      check.refused(await nexus.refusalOf(credentials, miss));
    });
    await each([{ case: 'passwords', title: 'wrong passwords, one after the other' }], () =>
      judgePasswordNearMisses({ nexus, keyring, check }),
    );
  }),
);
