import { expectEvery } from '../src/judge/oracle.ts';
import { noServerError } from '../src/judge/oracles/status-oracles.ts';
import { requirement } from '../src/run/requirement.ts';

requirement('robustness/no-server-error', ({ record }) => {
  expectEvery(record, { concerned: () => true, oracle: noServerError, none: 'nothing was answered' });
});
