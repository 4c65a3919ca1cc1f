import { expect, test } from '@playwright/test';
import { faults } from '../../reference/faults/index.ts';
import { emailPageVariants, emailVariants } from '../../reference/variants/email.ts';
import type { Statement } from '../../src/report/statement.ts';
import { deviations, endOf, isShownByMail, profileFor } from './kills.ts';
import { judgeWithMail } from './mail-run.ts';
import { expectedNotApplicable, expectedWarnings, grievances, notApplicableIn } from './passes.ts';
import { faultTitle, variantTitle } from './titles.ts';

/** The rest of `certify` is proven without a mailbox, and takes its time. */
const ofCertify = { NEXUS_PROFILE: 'certify', NEXUS_ONLY: 'email/*,advice/*,operation/*' };

// A browser gives a page some time to lead on, and each that does not takes all of it.
test.describe.configure({ timeout: 240_000 });

for (const fault of Object.values(faults).filter(isShownByMail)) {
  test(faultTitle(fault.name), async () => {
    const changed = profileFor(fault) === 'gate' ? { NEXUS_PROFILE: 'gate' } : ofCertify;
    const { statement } = await judgeWithMail({ fault: fault.name }, changed);
    expect(deviations(fault, statement)).toEqual([]);
    expect(statement).toMatchObject(endOf(statement));
  });
}

const ofGate = { NEXUS_PROFILE: 'gate' };

for (const [variants, changed, how] of [
  [emailVariants, ofGate, ''],
  // Without a mailbox they are judged with the others.
  [emailPageVariants, ofCertify, ', with a mailbox and a browser'],
] as const) {
  for (const variant of variants) {
    test(variantTitle(variant.name) + how, async () => {
      const { statement } = await judgeWithMail({ variant: variant.name }, changed);
      const ofReference = await judgementOfReference(changed);
      expect(grievances(statement)).toEqual(expectedWarnings(variant, statement));
      expect(notApplicableIn(statement)).toEqual(expectedNotApplicable(variant, statement, ofReference));
      expect(statement).toMatchObject(endOf(statement));
    });
  }
}

const ofReference = new Map<object, Promise<Statement>>();

/** Of the conforming reference, judged once. */
function judgementOfReference(changed: Readonly<Record<string, string>>): Promise<Statement> {
  const known = ofReference.get(changed) ?? judgeWithMail({}, changed).then(({ statement }) => statement);
  ofReference.set(changed, known);
  return known;
}
