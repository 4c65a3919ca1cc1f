/** What every answer of the operation shows. */
import { documentedStatus, noOtherSuccess, toTheOperation } from '../../src/judge/oracles/status-oracles.ts';
import { requirement, test } from '../../src/run/requirement.ts';

test(
  ...requirement('operation/no-other-success', async ({ record, check }) => {
    check.every(record, { concerned: toTheOperation, oracle: noOtherSuccess, none: 'nothing was answered' });
  }),
);

test(
  ...requirement('operation/documented-statuses', async ({ record, check }) => {
    check.every(record, {
      concerned: (exchange) => exchange.intent.authenticated && toTheOperation(exchange),
      oracle: documentedStatus,
      none: 'no authenticated request was answered',
    });
  }),
);
