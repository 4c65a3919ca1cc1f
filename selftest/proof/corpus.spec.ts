import { readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { RequirementId } from '../../requirements/index.ts';
import type { Exchange } from '../../src/model/exchange.ts';
import { readRecording } from '../corpus/recording.ts';
import { replay, replayWithRequests } from '../corpus/replay.ts';
import { corpusRuns } from '../corpus/runs.ts';

const ids = (exchanges: readonly Exchange[]) => exchanges.map(({ id }) => id);
const command = 'npm run record';
const ifIntended = `if that is intended, run \`${command}\` and look at what it changes`;

for (const { name } of corpusRuns) {
  test(`what was answered in ${name} is judged as it was`, async () => {
    const recording = readRecording(name);
    const { ending, results, exchanges } = await replay(recording);
    expect(ending, ifIntended).toEqual(recording.ending);
    expect(results, ifIntended).toEqual(recording.results);
    expect(ids(exchanges), ifIntended).toEqual(ids(recording.exchanges));
  });
}

const unhurried = ({ response, ...exchange }: Exchange) => ({
  ...exchange,
  ...(response && { response: { ...response, closed: false } }),
});

const whole = corpusRuns.filter(({ like }) => like === undefined);

for (const { name } of whole) {
  test(`${name} sends the requests that were recorded`, async () => {
    const recording = readRecording(name);
    const { exchanges } = await replayWithRequests(recording);
    // Which of two that were under way at once ended its connection is as it comes.
    expect(exchanges.map(unhurried), ifIntended).toEqual(recording.exchanges.map(unhurried));
  });
}

test('every case that is sent today is on record', async () => {
  const missing = await Promise.all(
    whole.map(async ({ name }) => (await replayWithRequests(readRecording(name))).notRecorded),
  );
  expect([...new Set(missing.flat())], `to have these on record as well, run \`${command}\``).toEqual([]);
});

/** A recording without one case, as if that had been added since. */
function withoutOneCaseOf(requirement: RequirementId) {
  const { exchanges, ...others } = readRecording('reference-gate');
  const added = exchanges.find(({ intent }) => intent.purpose === requirement);
  expect(added, `${requirement} sends something`).toBeDefined();
  return { added: added?.id, recording: { ...others, exchanges: exchanges.filter((exchange) => exchange !== added) } };
}

test('a case that was added since turns no recording red, and is named', async () => {
  const { added, recording } = withoutOneCaseOf('auth/bad-basic');
  const { results, ending } = await replay(recording);
  expect(ending).toEqual(recording.ending);
  expect(results).toEqual(recording.results);
  expect((await replayWithRequests(recording)).notRecorded).toEqual([added]);
});

test('the runs that are listed are those that are recorded', () => {
  const files = readdirSync(new URL('../corpus/runs/', import.meta.url));
  expect(files.toSorted(), ifIntended).toEqual(corpusRuns.map(({ name }) => `${name}.ndjson`).toSorted());
});
