/**
 * The security rule of the contract:
 *
 *     (Bearer AND ApplicationToken) OR Basic
 *
 * Each scheme is put into each of its states, and the truth table says what follows: a request is accepted where one
 * alternative is satisfied, rejected where none can be, and left open where contract and RFCs do not decide. The chapter
 * goes through the ways in, the ways that must stay shut, and what a server must say when it refuses.
 */
import { noCredentials, together } from '../src/client/credentials.ts';
import { partsAtTheColon, tamperedPayload, unsignedOtherwise } from '../src/client/forgery.ts';
import { expectAccepted, expectNoWayAround, expectRejection } from '../src/judge/expectations.ts';
import { expectEvery, isAnswered } from '../src/judge/oracle.ts';
import {
  advertisesUtf8,
  basicRealm,
  carriesBasicChallenge,
  challengeApplicable,
  challengePresent,
  unauthorized,
} from '../src/judge/oracles/challenge-oracles.ts';
import { preferredRejection, refusedRow } from '../src/judge/oracles/rejection-oracles.ts';
import { everyJudgement, forEachCase, notApplicable } from '../src/model/finding.ts';
import { requirement } from '../src/run/requirement.ts';
import {
  bypasses,
  judgeAfterSuccess,
  malformed,
  presentBasics,
  presentBearers,
  twofold,
  wordsOf,
} from './auth.cases.ts';

// The two ways in.

requirement('auth/bearer-and-application-token', ({ table }) =>
  table.judge({ Bearer: 'valid', ApplicationToken: 'valid', Basic: 'absent' }),
);

requirement('auth/basic', ({ table }) => table.judge({ Bearer: 'absent', ApplicationToken: 'absent', Basic: 'valid' }));

// AND: half of an alternative is none.

requirement('auth/no-credentials', ({ table }) =>
  table.judge({ Bearer: 'absent', ApplicationToken: 'absent', Basic: 'absent' }),
);

requirement('auth/bearer-alone', ({ table }) =>
  table.judge({ Bearer: 'valid', ApplicationToken: 'absent', Basic: 'absent' }),
);

requirement('auth/application-token-alone', ({ table }) =>
  table.judge({
    Bearer: 'absent',
    ApplicationToken: ['valid', 'invalid', 'empty', 'duplicated', 'wrong-place'],
    Basic: 'absent',
  }),
);

// Each credential is really checked.

requirement('auth/unissued-bearer', ({ table }) => table.judge({ Bearer: 'invalid', Basic: 'absent' }));

requirement('auth/bad-application-token', ({ table }) =>
  table.judge({
    Bearer: 'valid',
    ApplicationToken: ['invalid', 'empty', 'duplicated', 'wrong-place'],
    Basic: 'absent',
  }),
);

requirement('auth/bad-basic', ({ table }) =>
  table.judge({ Bearer: 'absent', Basic: ['wrong-password', 'wrong-user', 'empty-password'] }),
);

// OR: one alternative suffices, whatever good stands beside it.

requirement('auth/basic-with-application-token', ({ table }) =>
  table.judge({ Bearer: 'absent', ApplicationToken: 'valid', Basic: 'valid' }),
);

requirement('auth/basic-with-bad-application-token', ({ table }) =>
  table.judge({
    Bearer: 'absent',
    ApplicationToken: ['invalid', 'empty', 'duplicated', 'wrong-place'],
    Basic: ['valid', 'lower-case-scheme'],
  }),
);

// How credentials are written.

requirement('auth/scheme-case-insensitive', async ({ table, nexus, keyring }) => {
  const spelled = [
    () => keyring.basic({ scheme: 'BASIC' }),
    ...['bearer', 'BEARER'].map(
      (scheme) => () => together(keyring.bearer(undefined, scheme), keyring.applicationToken()),
    ),
  ];
  await everyJudgement([
    table.judge({ Bearer: 'absent', ApplicationToken: ['absent', 'valid'], Basic: 'lower-case-scheme' }),
    ...spelled.map(async (credentials) => expectAccepted(await nexus.acceptanceOf(credentials()))),
  ]);
});

requirement('auth/malformed-authorization', async ({ table, nexus, keyring }) => {
  await everyJudgement([
    table.judge({ Bearer: 'malformed', Basic: 'absent' }),
    table.judge({ Bearer: 'absent', Basic: ['bad-base64', 'no-colon'] }),
    forEachCase(malformed(keyring), wordsOf, async ({ credentials, also }) => {
      expectRejection(await nexus.refusalOf(credentials), also);
    }),
  ]);
});

// A Bearer is whole, in date and genuine.

requirement('auth/expired-bearer', ({ table }) => table.judge({ Bearer: 'expired', Basic: 'absent' }));

requirement('auth/tampered-bearer', async ({ table, nexus, keyring }) => {
  const token = keyring.secret('NEXUS_BEARER_TOKEN');
  const tampered = [...tamperedPayload(token), ...unsignedOtherwise(token)].map((bearer) =>
    together(keyring.bearer(bearer), keyring.applicationToken()),
  );
  await everyJudgement([
    table.judge({ Bearer: ['tampered', 'alg-none'], Basic: 'absent' }),
    forEachCase(tampered, wordsOf, async (credentials) => expectRejection(await nexus.refusalOf(credentials))),
  ]);
});

requirement('auth/insufficient-scope', ({ table }) => table.judge({ Bearer: 'wrong-scope', Basic: 'absent' }));

// What the sender does wrong leaves the server some freedom, but never that of letting anybody in.

requirement('auth/misplaced-application-token', ({ table }) =>
  table.judge({ Bearer: 'valid', ApplicationToken: ['duplicated', 'wrong-place'], Basic: 'absent' }),
);

requirement('auth/two-authorization-lines', ({ table }) =>
  everyJudgement([
    // One of the two lines suffices: open, but never a crash.
    table.judge({ Bearer: presentBearers, Basic: presentBasics }),
    // Neither does, however they are combined.
    table.judgeAll({
      Bearer: ['valid', 'invalid'],
      ApplicationToken: ['absent', 'invalid'],
      Basic: ['wrong-user', 'bad-base64'],
    }),
    table.judgeAll({
      Bearer: ['invalid', 'malformed'],
      ApplicationToken: 'valid',
      Basic: ['wrong-user', 'bad-base64'],
    }),
  ]),
);

// How a server refuses.

requirement('auth/rejection-status', ({ record }) => {
  expectEvery(record, { concerned: refusedRow, oracle: preferredRejection, none: 'no request was refused' });
});

requirement('auth/challenge-present', ({ record }) => {
  expectEvery(record, { concerned: unauthorized, oracle: challengePresent, none: 'no request was answered 401' });
});

requirement('auth/basic-challenge-realm', ({ record }) => {
  expectEvery(record, { concerned: carriesBasicChallenge, oracle: basicRealm, none: 'no Basic challenge was seen' });
});

requirement('auth/challenge-applicable', ({ record }) => {
  expectEvery(record, { concerned: unauthorized, oracle: challengeApplicable, none: 'no request was answered 401' });
});

requirement('auth/basic-colon-and-charset', async ({ nexus, keyring, record }) => {
  const accounts = [
    { words: 'a password with colons', username: 'NEXUS_COLON_BASIC_USERNAME', password: 'NEXUS_COLON_BASIC_PASSWORD' },
    {
      words: 'a non-ASCII password',
      username: 'NEXUS_NON_ASCII_BASIC_USERNAME',
      password: 'NEXUS_NON_ASCII_BASIC_PASSWORD',
    },
  ] as const;
  await forEachCase(accounts, wordsOf, async ({ username, password }) => {
    const account = { username: keyring.setting(username), password: keyring.secret(password) };
    if (account.password.value === 'none') throw notApplicable(`declared by ${password}=none`);
    const encodingIsKnown = password === 'NEXUS_COLON_BASIC_PASSWORD' || record.filter(isAnswered).some(advertisesUtf8);
    if (!encodingIsKnown) throw notApplicable('no challenge says charset="UTF-8": the encoding is undefined');
    expectAccepted(await nexus.acceptanceOf(keyring.basic(account)));
    // A cut that was made when the password was set, too, shows only in what else is accepted.
    const [part] = partsAtTheColon(account.password);
    if (part) expectRejection(await nexus.refusalOf(keyring.basic({ ...account, password: part })));
  });
});

requirement('auth/refused-with-other-faults', async ({ nexus, keyring, values }) => {
  await forEachCase(twofold(values, keyring), wordsOf, async ({ words, change, credentials }) => {
    expectRejection(await nexus.refusalOf(credentials, { name: words, ...change }));
  });
});

// No other way in.

requirement('auth/scheme-confusion', async ({ nexus, keyring }) => {
  const bearer = keyring.secret('NEXUS_BEARER_TOKEN');
  const token = keyring.secret('NEXUS_APPLICATION_TOKEN');
  const pair = `${keyring.setting('NEXUS_BASIC_USERNAME')}:${keyring.secret('NEXUS_BASIC_PASSWORD').value}`;
  const basic = { name: 'the Basic pair', value: Buffer.from(pair).toString('base64') };
  const confused = [
    together(keyring.bearer(bearer, 'Basic'), keyring.applicationToken()),
    together(keyring.bearer(bearer, 'Nexus'), keyring.applicationToken()),
    together(keyring.authorization(bearer, 'the Bearer token without a scheme'), keyring.applicationToken()),
    together(keyring.bearer(basic), keyring.applicationToken()),
    keyring.bearer(basic),
    keyring.bearer(basic, 'Nexus'),
    keyring.authorization(basic, 'the Basic pair without a scheme'),
    together(keyring.bearer(token), keyring.applicationToken()),
    together(keyring.bearer(), keyring.applicationToken(bearer)),
    together(keyring.bearer(token), keyring.applicationToken(bearer)),
  ];
  await forEachCase(confused, wordsOf, async (credentials) => expectRejection(await nexus.refusalOf(credentials)));
});

requirement('auth/no-bypass', async ({ nexus }) => {
  await forEachCase(bypasses, wordsOf, async ({ words, change }) => {
    expectNoWayAround(await nexus.refusalOf(noCredentials, { name: words, ...change }));
  });
});

requirement('auth/no-carry-over', (bench) =>
  everyJudgement([
    judgeAfterSuccess(bench, together(bench.keyring.bearer(), bench.keyring.applicationToken())),
    judgeAfterSuccess(bench, bench.keyring.basic()),
  ]),
);
