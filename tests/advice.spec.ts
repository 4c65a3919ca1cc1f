/** Good practice that the contract does not demand, where it takes requests of its own to see it. It decides nothing. */
import { noCredentials } from '../src/client/credentials.ts';
import { isSilent } from '../src/judge/ban.ts';
import { leadsAstray, stillSignsIn, usedUp } from '../src/judge/mail/changes.ts';
import { sentAnyway } from '../src/judge/mail/recipients.ts';
import { overridden, processedWithoutTls, tellsApart, traceEchoed } from '../src/judge/oracles/advice-oracles.ts';
import { notApplicable } from '../src/model/finding.ts';
import { requirement, test } from '../src/run/requirement.ts';
import { answersAbout, known, overrides, pairs, trace, unknown, withoutTls } from './advice.cases.ts';
import { foreignHost, foreignHosts } from './email.cases.ts';
import { errorOf } from './problem.cases.ts';

test(
  ...requirement('advice/tls-only', async ({ nexus, values, check, each }) => {
    if (!values.NEXUS_BASE_URL?.startsWith('https:')) throw notApplicable('the target is on loopback, without TLS');
    await each([withoutTls], async (change) => {
      const exchange = await nexus.answerTo(noCredentials, change);
      // That nobody speaks HTTP there is the best answer.
      if (isSilent(exchange) || exchange.noAnswer?.kind === 'not-http') check.found();
      else check.every([exchange], { concerned: () => true, oracle: processedWithoutTls, none: 'nothing was sent' });
    });
  }),
);

test(
  ...requirement('advice/no-enumeration', async ({ nexus, values, check, each }) => {
    await each([pairs], async () => {
      const [ones, others] = await Promise.all([answersAbout(nexus, known), answersAbout(nexus, unknown)]);
      const {
        NEXUS_USER_ID: user = '',
        NEXUS_TRIPWIRE_USER_ID: tripwire = user,
        NEXUS_UNKNOWN_USER_ID: nobody = '',
      } = values;
      check.found(tellsApart(ones, others, [user, tripwire, nobody]));
    });
  }),
);

test(
  ...requirement('advice/safe-reset-links', async ({ nexus, resets, check, each }) => {
    check.found(usedUp(await resets.changeTwice()));
    await each(foreignHosts, (change) =>
      resets.inTurn(async () => {
        const before = await resets.before();
        const exchange = await nexus.answerTo(nexus.goodCredentials(), change);
        if (exchange.response?.status !== 204) return check.recorded(exchange);
        const mail = await resets.noteLinks(change, exchange, before);
        check.found(leadsAstray(mail, change.case, foreignHost));
      }),
    );
  }),
);

test(
  ...requirement('advice/account-unchanged', async ({ resets, check }) => {
    check.found(stillSignsIn(await resets.changeTwice()));
  }),
);

test(
  ...requirement('advice/no-trace-or-override', async ({ nexus, values, mailedBy, check, each }) => {
    await Promise.all([
      each([trace], async (change) => {
        const answer = await errorOf(nexus, change, noCredentials);
        check.every([answer], { concerned: () => true, oracle: traceEchoed, none: 'nothing was answered' });
      }),
      mailedBy(['tripwire'], () =>
        each(overrides(values), async (change) => {
          const answer = await errorOf(nexus, change);
          check.every([answer], { concerned: () => true, oracle: overridden, none: 'nothing was answered' });
        }),
      ).then((caused) => check.found(...sentAnyway(caused, 'a GET that asks to be taken for a POST'))),
    ]);
  }),
);
