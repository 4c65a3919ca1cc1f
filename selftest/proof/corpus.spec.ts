import { readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { Exchange } from '../../src/model/exchange.ts';
import { readRecording } from '../corpus/recording.ts';
import { replay, replayWithRequests } from '../corpus/replay.ts';
import { corpusRuns } from '../corpus/runs.ts';

const ids = (exchanges: readonly Exchange[]) => exchanges.map(({ id }) => id);
const ifIntended = 'if that is intended, run `npx tsx selftest/corpus/record.ts` and look at what it changes';

for (const { name } of corpusRuns) {
  test(`what was answered in ${name} is judged otherwise than it was`, async () => {
    const recording = readRecording(name);
    const { ending, results, exchanges } = await replay(recording);
    expect(ending, ifIntended).toEqual(recording.ending);
    expect(results, ifIntended).toEqual(recording.results);
    expect(ids(exchanges), ifIntended).toEqual(ids(recording.exchanges));
  });
}

for (const { name } of corpusRuns.filter(({ like }) => like === undefined)) {
  test(`${name} sends other requests than were recorded`, async () => {
    const recording = readRecording(name);
    const { exchanges } = await replayWithRequests(recording);
    expect(exchanges, ifIntended).toEqual(recording.exchanges);
  });
}

test('a run is listed and not recorded, or recorded and not listed', () => {
  const files = readdirSync(new URL('../corpus/runs/', import.meta.url));
  expect(files.toSorted(), ifIntended).toEqual(corpusRuns.map(({ name }) => `${name}.ndjson`).toSorted());
});
