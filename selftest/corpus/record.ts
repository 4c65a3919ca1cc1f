/** Writes all recordings anew: `npm run record`. */
import { mkdirSync, rmSync } from 'node:fs';
import { startReference } from '../../reference/serve.ts';
import { judgeFully, withoutMailbox } from '../proof/judge.ts';
import { type Recording, writeRecording } from './recording.ts';
import { recordingOf, replayWithRequests } from './replay.ts';
import { type CorpusRun, corpusRuns } from './runs.ts';
import { stable, withoutSecrets } from './stand-ins.ts';

async function record({ name, profile, like, ...options }: CorpusRun): Promise<void> {
  const reference = await startReference(options);
  try {
    // What needs a mailbox stays in, and is not judged: what is added later is seen to be missing.
    const environment = { ...reference.environment, ...withoutMailbox(profile), NEXUS_ONLY: '' };
    const recorded = { environment: withoutSecrets(environment), ...recordingOf(await judgeFully(environment)) };
    const original = stable(recorded, environment);
    // Requests overlapped in the run, and do not in the replay: there their order is the same each time.
    const { notRecorded: _, ...anew } = await replayWithRequests(original);
    const replayed = { ...original, ...anew };
    if (inShort(replayed) !== inShort(original)) {
      throw new Error(`${name} is judged otherwise when it is replayed:\n${inShort(original)}\n${inShort(replayed)}`);
    }
    writeRecording(name, replayed, like);
  } finally {
    await reference.close();
  }
}

const inShort = ({ results, exchanges }: Recording): string =>
  [...results, { id: 'exchanges', outcome: exchanges.length }].map(({ id, outcome }) => `${id} ${outcome}`).join('\n');

const folder = new URL('./runs/', import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const run of corpusRuns) await record(run);
console.log(`${corpusRuns.length} runs are recorded in selftest/corpus/runs.`);
