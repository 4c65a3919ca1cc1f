/** Did the e-mail arrive, to whom, and what does it hold? What the mailboxes showed in the whole run. */
import { arrived } from '../../src/judge/mail/arrival.ts';
import { foldedToTheUser, refusedOrFolded } from '../../src/judge/mail/folded.ts';
import { exactlyOne, offersReset, secretStays } from '../../src/judge/mail/means.ts';
import { noneOnRefusal, onlyToTheUser } from '../../src/judge/mail/recipients.ts';
import { foldedFor, foldedUserIds } from '../../src/run/folded.ts';
import { requirement, test } from '../../src/run/requirement.ts';

test(
  ...requirement('email/arrives', async ({ nexus, record, mail, values, check }) => {
    nexus.acceptedAlternatives();
    const { NEXUS_USER_EMAIL: user = '', NEXUS_TRIPWIRE_EMAIL: tripwire = '' } = values;
    const allowedMs = values.NEXUS_MAILBOX_TIMEOUT_SECONDS * 1000;
    check.found(...arrived({ record, mail }, { allowedMs, user, tripwire }));
  }),
);

test(
  ...requirement('email/only-to-the-user', async ({ record, mail, values, check, each }) => {
    check.found(...onlyToTheUser(mail));
    const folded = foldedUserIds(values);
    if (folded.length === 0) return;
    await each(folded, async ({ case: name }) => {
      const asked = record.filter(({ intent }) => intent.purpose === foldedFor && intent.case === name);
      for (const exchange of asked) check.answered(exchange, refusedOrFolded);
      check.found(foldedToTheUser(asked, record, mail));
    });
  }),
);

test(
  ...requirement('email/none-on-refusal', async ({ record, mail, values, check }) => {
    check.found(...noneOnRefusal({ record, mail }, values.NEXUS_PROFILE === 'certify'));
  }),
);

test(
  ...requirement('email/offers-reset', async ({ mail, check }) => {
    check.found(...offersReset(mail));
  }),
);

test(
  ...requirement('email/exactly-one', async ({ record, mail, check }) => {
    check.found(...exactlyOne({ record, mail }));
  }),
);

test(
  ...requirement('email/secret-stays-in-the-email', async ({ mail, check }) => {
    check.found(...secretStays(mail));
  }),
);
