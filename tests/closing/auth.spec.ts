/** How a server refuses: by which status, and what the challenges of its 401 say. */
import {
  basicRealm,
  carriesBasicChallenge,
  challengeApplicable,
  challengePresent,
  unauthorized,
} from '../../src/judge/oracles/challenge-oracles.ts';
import { preferredRejection, refusedRow } from '../../src/judge/oracles/status-oracles.ts';
import { requirement, test } from '../../src/run/requirement.ts';

test(
  ...requirement('auth/rejection-status', async ({ record, check }) => {
    check.every(record, { concerned: refusedRow, oracle: preferredRejection, none: 'no request was refused' });
  }),
);

test(
  ...requirement('auth/challenge-present', async ({ record, check }) => {
    check.every(record, { concerned: unauthorized, oracle: challengePresent, none: 'no request was answered 401' });
  }),
);

test(
  ...requirement('auth/basic-challenge-realm', async ({ record, check }) => {
    check.every(record, { concerned: carriesBasicChallenge, oracle: basicRealm, none: 'no Basic challenge was seen' });
  }),
);

test(
  ...requirement('auth/challenge-applicable', async ({ record, check }) => {
    check.every(record, { concerned: unauthorized, oracle: challengeApplicable, none: 'no request was answered 401' });
  }),
);
