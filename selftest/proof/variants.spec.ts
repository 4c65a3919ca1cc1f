import { expect, test } from '@playwright/test';
import { startReference } from '../../reference/serve.ts';
import { variants } from '../../reference/variants/index.ts';
import { limitVariants } from '../../reference/variants/limits.ts';
import type { Variant } from '../../reference/variants/variant.ts';
import type { Profile } from '../../requirements/types.ts';
import type { Statement } from '../../src/report/statement.ts';
import { namesDefinedIn } from './defined.ts';
import { judge } from './judge.ts';
import { variantTitle } from './titles.ts';

/** Too slow for a profile of more than a thousand requests. */
const slow = ['slow', 'throttled', 'restarting', 'forty-a-second-by-429', 'forty-a-second-by-503', 'two-at-once'];

/** In a spec of their own, where time passes faster. */
const limited: readonly Variant[] = limitVariants;

for (const variant of Object.values(variants).filter((one) => !limited.includes(one))) {
  test(variantTitle(variant.name), async () => {
    // `certify` judges all that `gate` does.
    const profile = slow.includes(variant.name) ? 'gate' : 'certify';
    const statement = await judgementOf(variant, profile);
    expect(grievances(statement)).toEqual(expectedWarnings(variant, statement));
    expect(notApplicableIn(statement)).toEqual(await expectedNotApplicable(variant, statement));
    // What is not built yet keeps `certify` from being complete, and nothing else does.
    const isPartial = profile === 'certify' && statement.selection.leftOut.length > 0;
    expect(statement.verdict).toBe(isPartial ? 'incomplete' : 'pass');
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
    return await judge({ ...reference.environment, NEXUS_PROFILE: profile });
  } finally {
    await reference.close();
  }
}

const bad: readonly string[] = ['failed', 'warned', 'inconclusive'];

/** Whatever is less than good, by id; with its reason unless it is a warning. */
function grievances({ requirements }: Statement): string[] {
  return requirements
    .filter(({ outcome }) => bad.includes(outcome))
    .map(({ id, outcome, reason }) => (outcome === 'warned' ? id : `${id} ${outcome}: ${reason}`))
    .toSorted();
}

function expectedWarnings({ warns = [] }: Variant, statement: Statement): string[] {
  return warns.filter(selectedIn(statement)).toSorted();
}

function notApplicableIn({ requirements }: Statement): string[] {
  return requirements
    .filter(({ outcome }) => outcome === 'not-applicable')
    .map(({ id }) => id)
    .toSorted();
}

let ofReference: Promise<Statement> | undefined;

/** What does not apply to the conforming reference, found out once: a variant changes that only where it says so. */
async function notApplicableToReference(): Promise<string[]> {
  ofReference ??= judgementOf({}, 'certify');
  return notApplicableIn(await ofReference);
}

async function expectedNotApplicable(
  { notApplicable = [], applicable = [] }: Variant,
  statement: Statement,
): Promise<string[]> {
  const told: readonly string[] = applicable;
  return [...(await notApplicableToReference()), ...notApplicable]
    .filter((id) => !told.includes(id))
    .filter(selectedIn(statement))
    .toSorted();
}

const selectedIn =
  ({ requirements }: Statement) =>
  (id: string): boolean =>
    requirements.some((result) => result.id === id);
