import { expectAccepted } from '../src/judge/expectations.ts';
import { expectEvery } from '../src/judge/oracle.ts';
import { documentedStatus, noOtherSuccess, toTheOperation } from '../src/judge/oracles/status-oracles.ts';
import { inconclusive } from '../src/model/finding.ts';
import type { Bench } from '../src/run/fixtures.ts';
import { requirement } from '../src/run/requirement.ts';

/**
 * The opening's controls carry full credentials, a registered client and an existing user, and neither content nor a
 * Content-Type. Which of the two ways in works is the auth chapter's business: here one is enough.
 */
function expectAnAcceptedControl({ nexus: { controls } }: Bench): void {
  const best = controls.find((control) => control.accepted) ?? controls[0];
  if (!best) throw inconclusive('control', 'no control was sent');
  expectAccepted(best.exchange);
}

requirement('operation/answers-204', expectAnAcceptedControl);

requirement('operation/no-other-success', ({ record }) => {
  expectEvery(record, { concerned: toTheOperation, oracle: noOtherSuccess, none: 'nothing was answered' });
});

requirement('operation/documented-statuses', ({ record }) => {
  expectEvery(record, {
    concerned: ({ intent }) => intent.authenticated && intent.plainTarget,
    oracle: documentedStatus,
    none: 'no authenticated request was answered',
  });
});

requirement('operation/needs-no-body', expectAnAcceptedControl);
