/** What no request of the run may have done to the service. */
import { noServerError } from '../../src/judge/oracles/status-oracles.ts';
import { requirement, test } from '../../src/run/requirement.ts';

test(
  ...requirement('robustness/no-server-error', async ({ record, check }) => {
    check.every(record, { concerned: () => true, oracle: noServerError, none: 'nothing was answered' });
  }),
);
