/**
 * What may lock an account, after everything that needs it: files run in the order of their names, and a server may count
 * wrong passwords whatever right ones come between.
 */
import { together } from '../src/client/credentials.ts';
import { nearMisses } from '../src/client/forgery.ts';
import { expectRejection } from '../src/judge/expectations.ts';
import { everyJudgement, forEachCase } from '../src/model/finding.ts';
import { requirement } from '../src/run/requirement.ts';
import { wordsOf } from './auth.cases.ts';
import { judgePasswordNearMisses } from './wrong-passwords.cases.ts';

requirement('auth/near-miss', async ({ nexus, keyring, values }) => {
  const bearer = keyring.secret('NEXUS_BEARER_TOKEN');
  const token = keyring.secret('NEXUS_APPLICATION_TOKEN');
  const seed = String(values.NEXUS_SEED);
  const otherUser = `${keyring.setting('NEXUS_BASIC_USERNAME')}-nexus-conformance`;
  const missed = [
    ...nearMisses(bearer, seed).map((miss) => together(keyring.bearer(miss), keyring.applicationToken())),
    ...nearMisses(token, seed).map((miss) => together(keyring.bearer(), keyring.applicationToken(miss))),
    keyring.basic({ username: otherUser }),
  ];
  await everyJudgement([
    forEachCase(missed, wordsOf, async (credentials) => expectRejection(await nexus.refusalOf(credentials))),
    judgePasswordNearMisses({ nexus, keyring, values }),
  ]);
});
