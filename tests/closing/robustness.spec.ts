/** What no request of the run may have done to the service. */
import { noServerError } from '../../src/judge/oracles/status-oracles.ts';
import { stillServes } from '../../src/judge/still-serves.ts';
import { assertAnswering } from '../../src/run/controls.ts';
import { requirement, test } from '../../src/run/requirement.ts';

test(
  ...requirement('robustness/no-server-error', async ({ record, check }) => {
    check.every(record, { concerned: () => true, oracle: noServerError, none: 'nothing was answered' });
  }),
);

test(
  ...requirement('robustness/still-serves', async ({ nexus, record, check }) => {
    nexus.acceptedAlternatives();
    assertAnswering(record);
    check.found(...stillServes(record));
  }),
);
