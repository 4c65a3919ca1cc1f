/** Good requests that come again, or together with others: each is answered by itself. */
import { requirement, test } from '../src/run/requirement.ts';
import { callersAtOnce, judgeCallers, repetitions } from './concurrency.cases.ts';

test(
  ...requirement('robustness/repeated-and-concurrent', async ({ nexus, record, values, check, each }) => {
    for (const part of repetitions) await each([part], ({ judge }) => judge({ nexus, record, values, check }));
  }),
);

test(
  ...requirement('robustness/no-crossover', async ({ nexus, record, values, check, each }) => {
    await each([callersAtOnce], () => judgeCallers({ nexus, record, values, check }));
  }),
);
