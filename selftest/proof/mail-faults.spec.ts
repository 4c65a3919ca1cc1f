import { expect, test } from '@playwright/test';
import { faults } from '../../reference/faults/index.ts';
import { emailVariants } from '../../reference/variants/email.ts';
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

for (const variant of emailVariants) {
  test(variantTitle(variant.name), async () => {
    const { statement } = await judgeWithMail({ variant: variant.name }, { NEXUS_PROFILE: 'gate' });
    expect(grievances(statement)).toEqual(expectedWarnings(variant, statement));
    expect(notApplicableIn(statement)).toEqual(expectedNotApplicable(variant, statement, await judgementOfReference()));
    expect(statement.verdict).toBe('pass');
  });
}

let ofReference: Promise<Statement> | undefined;

/** Of the conforming reference, judged once. */
function judgementOfReference(): Promise<Statement> {
  ofReference ??= judgeWithMail({}, { NEXUS_PROFILE: 'gate' }).then(({ statement }) => statement);
  return ofReference;
}
