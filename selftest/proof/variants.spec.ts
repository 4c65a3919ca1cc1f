import { expect, test } from '@playwright/test';
import { startReference } from '../../reference/serve.ts';
import { emailVariants } from '../../reference/variants/email.ts';
import { variants } from '../../reference/variants/index.ts';
import { limitVariants } from '../../reference/variants/limits.ts';
import type { Variant } from '../../reference/variants/variant.ts';
import type { Profile } from '../../requirements/types.ts';
import type { Statement } from '../../src/report/statement.ts';
import { namesDefinedIn } from './defined.ts';
import { judge, withoutMailbox } from './judge.ts';
import { expectedNotApplicable, expectedWarnings, grievances, notApplicableIn } from './passes.ts';
import { variantTitle } from './titles.ts';

/** Too slow for a profile of more than a thousand requests. */
const slow = ['slow', 'throttled', 'restarting', 'forty-a-second-by-429', 'forty-a-second-by-503', 'two-at-once'];

/** In specs of their own: where time passes faster, and with a mailbox. */
const elsewhere: readonly Variant[] = [...limitVariants, ...emailVariants];

for (const variant of Object.values(variants).filter((one) => !elsewhere.includes(one))) {
  test(variantTitle(variant.name), async () => {
    // `certify` judges all that `gate` does.
    const profile = slow.includes(variant.name) ? 'gate' : 'certify';
    const statement = await judgementOf(variant, profile);
    expect(grievances(statement)).toEqual(expectedWarnings(variant, statement));
    expect(notApplicableIn(statement)).toEqual(expectedNotApplicable(variant, statement, await judgementOfReference()));
    // What needs a mailbox keeps `certify` from being complete, and nothing else does.
    expect(statement.verdict).toBe(profile === 'certify' ? 'incomplete' : 'pass');
  });
}

test('every variant that is defined is listed, each by a name of its own', async () => {
  const defined = await namesDefinedIn(new URL('../../reference/variants/', import.meta.url));
  expect(Object.keys(variants).toSorted()).toEqual(defined.toSorted());
});

/** Of the conforming reference where no variant is named. */
async function judgementOf({ name }: Partial<Variant>, profile: Profile): Promise<Statement> {
  const reference = await startReference(name === undefined ? {} : { variant: name });
  try {
    return await judge({ ...reference.environment, ...withoutMailbox(profile) });
  } finally {
    await reference.close();
  }
}

let ofReference: Promise<Statement> | undefined;

/** Of the conforming reference, judged once. */
function judgementOfReference(): Promise<Statement> {
  ofReference ??= judgementOf({}, 'certify');
  return ofReference;
}
