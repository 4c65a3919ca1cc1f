/**
 * What a good request gets: 204, with full credentials, a registered client and an existing user, and without content or a
 * Content-Type. Which of the alternatives works is the auth chapter's business: here one is enough.
 */
import { inconclusive } from '../src/model/finding.ts';
import type { Control } from '../src/run/controls.ts';
import { requirement, test } from '../src/run/requirement.ts';

/** The opening has sent them. */
function bestOf(controls: readonly Control[]): Control {
  const best = controls.find((control) => control.accepted) ?? controls[0];
  if (!best) throw inconclusive('control', 'no control was sent');
  return best;
}

test(
  ...requirement('operation/answers-204', async ({ nexus, check }) => {
    check.accepted(bestOf(nexus.controls).exchange);
  }),
);

test(
  ...requirement('operation/needs-no-body', async ({ nexus, check }) => {
    check.accepted(bestOf(nexus.controls).exchange);
  }),
);
