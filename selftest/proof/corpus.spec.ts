import { readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { readRecording } from '../corpus/recording.ts';
import { replay } from '../corpus/replay.ts';
import { corpusRuns } from '../corpus/runs.ts';

const ifIntended = 'if that is intended, run `npx tsx selftest/corpus/record.ts` and look at what it changes';

for (const { name } of corpusRuns) {
  test(`what was sent and answered in ${name} is judged otherwise than it was`, async () => {
    const { environment, ...recorded } = readRecording(name);
    const replayed = await replay({ environment, ...recorded });
    expect(replayed.ending, ifIntended).toEqual(recorded.ending);
    expect(replayed.results, ifIntended).toEqual(recorded.results);
    expect(replayed.exchanges, ifIntended).toEqual(recorded.exchanges);
  });
}

test('a run is listed and not recorded, or recorded and not listed', () => {
  const files = readdirSync(new URL('../corpus/runs/', import.meta.url));
  expect(files.toSorted(), ifIntended).toEqual(corpusRuns.map(({ name }) => `${name}.ndjson`).toSorted());
});
