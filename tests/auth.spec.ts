/**
 * The security rule of the contract:
 *
 *     (Bearer AND ApplicationToken) OR Basic
 *
 * Each scheme is put into each of its states, and the truth table says what follows: a request is accepted where one
 * alternative is satisfied, rejected where none can be, and left open where contract and RFCs do not decide. The chapter
 * goes through the alternatives and the ways that must stay shut; what a server must say when it refuses is in `closing/`.
 */
import { noCredentials } from '../src/client/credentials.ts';
import { partsAtTheColon } from '../src/client/forgery.ts';
import { refusedCredentialsOr } from '../src/judge/expectations.ts';
import { advertisesUtf8 } from '../src/judge/oracles/challenge-oracles.ts';
import { alternatives } from '../src/model/contract.ts';
import { isAnswered } from '../src/model/exchange.ts';
import { notApplicable } from '../src/model/finding.ts';
import { requirement, test } from '../src/run/requirement.ts';
import {
  confusedSchemes,
  judgeAfterSuccess,
  malformedAuthorizations,
  otherAccepts,
  otherFaults,
  otherSpellings,
  passwordAccounts,
  presentBasics,
  presentBearers,
  structuredApplicationTokens,
  successBy,
  tamperedBearers,
} from './auth.cases.ts';
import { bypasses } from './bypass.cases.ts';
import { percentEncoded } from './parameters.cases.ts';

// Each alternative is enough.

test(
  ...requirement('auth/bearer-and-application-token', async ({ table }) => {
    await table.judge({ Bearer: 'valid', ApplicationToken: 'valid', Basic: 'absent' });
  }),
);

test(
  ...requirement('auth/basic', async ({ table }) => {
    await table.judge({ Bearer: 'absent', ApplicationToken: 'absent', Basic: 'valid' });
  }),
);

// AND: half of an alternative is none.

test(
  ...requirement('auth/no-credentials', async ({ table, nexus, values, check, each }) => {
    const row = table.judge({ Bearer: 'absent', ApplicationToken: 'absent', Basic: 'absent' });
    if (values.NEXUS_PROFILE === 'smoke') return row;
    const others = each(otherAccepts, async ({ answers, ...accepting }) => {
      check.refused(await nexus.refusalOf(noCredentials, accepting), answers);
    });
    await Promise.all([row, others]);
  }),
);

test(
  ...requirement('auth/bearer-alone', async ({ table }) => {
    await table.judge({ Bearer: 'valid', ApplicationToken: 'absent', Basic: 'absent' });
  }),
);

test(
  ...requirement('auth/application-token-alone', async ({ table }) => {
    await table.judge({
      Bearer: 'absent',
      ApplicationToken: ['valid', 'invalid', 'empty', 'duplicated', 'wrong-place'],
      Basic: 'absent',
    });
  }),
);

// Each credential is really checked.

test(
  ...requirement('auth/unissued-bearer', async ({ table }) => {
    await table.judge({ Bearer: 'invalid', Basic: 'absent' });
  }),
);

test(
  ...requirement('auth/bad-application-token', async ({ table, nexus, keyring, values, check, each }) => {
    const rows = table.judge({
      Bearer: 'valid',
      ApplicationToken: ['invalid', 'empty', 'duplicated', 'wrong-place'],
      Basic: 'absent',
    });
    const structured = structuredApplicationTokens(keyring, values);
    if (structured.length === 0 || values.NEXUS_PROFILE === 'smoke') return rows;
    const others = each(structured, async ({ credentials, ...bad }) => {
      check.refused(await nexus.refusalOf(credentials, bad));
    });
    await Promise.all([rows, others]);
  }),
);

test(
  ...requirement('auth/bad-basic', async ({ table, nexus, keyring, values, check, each }) => {
    const rows = table.judge({ Bearer: 'absent', Basic: ['wrong-password', 'wrong-user', 'empty-password'] });
    if (values.NEXUS_PROFILE === 'smoke') return rows;
    const anonymous = keyring.basic({ username: '', password: { name: '', value: '' } });
    // A directory takes it for an anonymous bind (RFC 4513 §5.1.1), and says that it succeeded.
    const others = each([{ case: 'both-empty', title: anonymous.title }], async (empty) => {
      check.refused(await nexus.refusalOf(anonymous, empty));
    });
    await Promise.all([rows, others]);
  }),
);

// OR: one alternative suffices, whatever good stands beside it.

test(
  ...requirement('auth/basic-with-application-token', async ({ table }) => {
    await table.judge({ Bearer: 'absent', ApplicationToken: 'valid', Basic: 'valid' });
  }),
);

test(
  ...requirement('auth/basic-with-bad-application-token', async ({ table }) => {
    await table.judge({
      Bearer: 'absent',
      ApplicationToken: ['invalid', 'empty', 'duplicated', 'wrong-place'],
      Basic: ['valid', 'lower-case-scheme'],
    });
  }),
);

// How credentials are written.

test(
  ...requirement('auth/scheme-case-insensitive', async ({ table, nexus, keyring, check, each }) => {
    await Promise.all([
      table.judge({ Bearer: 'absent', ApplicationToken: ['absent', 'valid'], Basic: 'lower-case-scheme' }),
      each(otherSpellings, async ({ credentials, ...spelled }) => {
        check.accepted(await nexus.acceptanceOf(credentials(keyring), spelled));
      }),
    ]);
  }),
);

test(
  ...requirement('auth/malformed-authorization', async ({ table, nexus, keyring, check, each }) => {
    await Promise.all([
      table.judge({ Bearer: 'malformed', Basic: 'absent' }),
      table.judge({ Bearer: 'absent', Basic: ['bad-base64', 'no-colon'] }),
      each(malformedAuthorizations(keyring), async ({ credentials, also = [], ...malformed }) => {
        check.refused(await nexus.refusalOf(credentials, malformed), refusedCredentialsOr(...also));
      }),
    ]);
  }),
);

// A Bearer is whole, in date and genuine.

test(
  ...requirement('auth/expired-bearer', async ({ table }) => {
    await table.judge({ Bearer: 'expired', Basic: 'absent' });
  }),
);

test(
  ...requirement('auth/tampered-bearer', async ({ table, nexus, keyring, check, each }) => {
    const tampered = tamperedBearers(keyring);
    const rows = table.judge({ Bearer: ['tampered', 'alg-none'], Basic: 'absent' });
    // Nothing but a JWT has a payload and an algorithm.
    if (tampered.length === 0) return rows;
    const others = each(tampered, async ({ credentials, ...forged }) => {
      check.refused(await nexus.refusalOf(credentials, forged));
    });
    await Promise.all([rows, others]);
  }),
);

test(
  ...requirement('auth/insufficient-scope', async ({ table }) => {
    await table.judge({ Bearer: 'wrong-scope', Basic: 'absent' });
  }),
);

// What the sender does wrong leaves the server some freedom, but never that of letting anybody in.

test(
  ...requirement('auth/misplaced-application-token', async ({ table }) => {
    await table.judge({ Bearer: 'valid', ApplicationToken: ['duplicated', 'wrong-place'], Basic: 'absent' });
  }),
);

test(
  ...requirement('auth/two-authorization-lines', async ({ table }) => {
    await Promise.all([
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
    ]);
  }),
);

test(
  ...requirement('auth/basic-colon-and-charset', async ({ nexus, keyring, record, check, each }) => {
    await each(passwordAccounts, async ({ username, password, cut, ...good }) => {
      const account = { username: keyring.setting(username), password: keyring.secret(password) };
      if (account.password.value === 'none') throw notApplicable(`declared by ${password}=none`);
      const encodingIsKnown = cut !== undefined || record.filter(isAnswered).some(advertisesUtf8);
      if (!encodingIsKnown) throw notApplicable('no challenge says charset="UTF-8": the encoding is undefined');
      const isAccepted = check.accepted(await nexus.acceptanceOf(keyring.furtherBasic(account), good));
      // A cut that was made when the password was set, too, shows only in what else is accepted.
      const [part] = partsAtTheColon(account.password);
      if (isAccepted && cut && part) {
        const credentials = keyring.basic({ ...account, password: part.secret });
        check.refused(await nexus.refusalOf(credentials, cut));
      }
    });
  }),
);

test(
  ...requirement('auth/refused-with-other-faults', async ({ nexus, keyring, values, check, each }) => {
    await each(otherFaults(values, keyring), async ({ credentials, ...fault }) => {
      check.refused(await nexus.refusalOf(credentials, fault));
    });
  }),
);

// No other alternative.

test(
  ...requirement('auth/scheme-confusion', async ({ nexus, keyring, check, each }) => {
    await each(confusedSchemes(keyring), async ({ credentials, ...confused }) => {
      check.refused(await nexus.refusalOf(credentials, confused));
    });
  }),
);

test(
  ...requirement('auth/no-bypass', async ({ nexus, keyring, values, check, each }) => {
    await each(bypasses({ nexus, keyring, values }), async ({ credentials = noCredentials, ...bypass }) => {
      check.noWayAround(await nexus.refusalOf(credentials, bypass));
    });
  }),
);

test(
  ...requirement('auth/no-carry-over', async ({ nexus, keyring, values, check, each }) => {
    // They are spelled for the user, who must get no e-mail where none is wanted.
    const escaped = values.NEXUS_MAIL_FREE ? [] : percentEncoded(values, alternatives);
    await each(alternatives.map(successBy), async (success) => {
      const form = escaped.find(({ alternative }) => alternative === success.alternative);
      await judgeAfterSuccess({ nexus, keyring, check, each }, success, form ?? success);
    });
  }),
);
