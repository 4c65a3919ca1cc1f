/**
 * Where the e-mail leads, in a browser, with a user who is there for nothing else. What can be seen of the e-mail itself is in
 * `closing/`.
 */
import { leadsAstray, redirectsTo, resetWorks } from '../src/judge/mail/changes.ts';
import { notApplicable } from '../src/model/finding.ts';
import { requirement, test } from '../src/run/requirement.ts';
import { foreignClientIds, foreignHost, foreignParameters, refusedOrFollowed } from './email.cases.ts';

test(
  ...requirement('email/reset-works', async ({ resets, check }) => {
    check.found(...resetWorks(await resets.changeTwice()));
  }),
);

test(
  ...requirement('email/redirects-to-client', async ({ resets, values, check }) => {
    const origin = values.NEXUS_CLIENT_ORIGIN ?? '';
    check.found(...redirectsTo(await resets.changeTwice(), 'change-for-the-client', origin));
  }),
);

test(
  ...requirement('email/client-decides-redirect', async ({ resets, values, check }) => {
    const { NEXUS_CLIENT_ORIGIN: first, NEXUS_SECOND_CLIENT_ORIGIN: second = '' } = values;
    if (first === second) throw notApplicable('both clients have one origin: where the change leads shows nothing');
    check.found(...redirectsTo(await resets.changeTwice(), 'change-for-the-second-client', second));
  }),
);

test(
  ...requirement('email/no-open-redirect', async ({ nexus, resets, values, check, each }) => {
    await each([...foreignClientIds, ...foreignParameters(values)], async (change) => {
      await resets.inTurn(async () => {
        const before = await resets.before();
        const exchange = await nexus.answerTo(nexus.goodCredentials(), change);
        check.answered(exchange, refusedOrFollowed);
        if (exchange.response?.status !== 204) return;
        const mail = await resets.follow(change, exchange, before);
        check.found(leadsAstray(mail, change.case, foreignHost));
      });
    });
  }),
);
