/**
 * Does much more generated input than a run sends find what is no fault, or cost memory without bound? Judges each target twice,
 * with as much as certify has and with so much: `npx tsx selftest/generated/main.ts --count 10000 reference express`, or all
 * that are here. Without `--seed` it is that of the release. No part of `npm test`: it takes minutes.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { profileCosts } from '../../config/profiles.ts';
import { environmentOf } from '../../reference/environment.ts';
import { conformingNexus } from '../../reference/nexus.ts';
import { startReference } from '../../reference/serve.ts';
import { createWorld } from '../../reference/world.ts';
import { explored } from '../../src/run/explore.ts';
import type { Start } from '../implementations/backend.ts';
import { type Pin, pinned } from '../implementations/pins.ts';
import { differences } from '../proof/as-pinned.ts';
import type { Judged, Target } from './judging.ts';

/** In MiB, beyond what the usual run takes. */
const mostMemory = 150;

const { values, positionals } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, seed: { type: 'string' } },
  allowPositionals: true,
});

interface Subject {
  readonly name: string;
  readonly pins: readonly Pin[];
  start(): Promise<{ readonly environment: Target['environment']; close(): Promise<void> }>;
}

/** What is pinned to another profile gets no hostile input. */
const subjects: readonly Subject[] = [
  { name: 'reference', pins: [], start: () => startReference() },
  ...Object.entries(pinned)
    .filter(([, { environment }]) => environment === undefined)
    .map(([name, { pins }]) => ({ name, pins, start: () => startImplementation(name) })),
];

async function startImplementation(name: string) {
  const { start }: { readonly start: Start } = await import(`../implementations/${name}.ts`);
  const world = await createWorld();
  const { baseUrl, close } = await start(world);
  return { environment: environmentOf(conformingNexus(world), baseUrl), close };
}

async function judged({ start }: Subject, generated: number): Promise<Judged> {
  const { environment, close } = await start();
  try {
    const child = fork(join(import.meta.dirname, 'judging.ts'));
    const answer = once(child, 'message');
    const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
    ended.catch(() => {});
    const seed = values.seed === undefined ? {} : { NEXUS_SEED: values.seed };
    child.send({ environment: { ...environment, NEXUS_PROFILE: 'certify', ...seed }, generated } satisfies Target);
    const [result] = await Promise.race([answer, ended]);
    return result;
  } finally {
    await close();
  }
}

/** Says what became of it, and whether all is well. */
async function prove(subject: Subject): Promise<boolean> {
  const usual = await judged(subject, profileCosts.certify.generated);
  const much = await judged(subject, Number(values.count));
  const { unpinned, vanished } = differences(subject.pins, much.statement);
  const of = (id: string) => much.statement.requirements.find((result) => result.id === id);
  const more = much.peak - usual.peak;
  say(
    `${subject.name}: ${much.generated} generated requests, ${much.seconds} s, ${much.peak} MiB, ${more} MiB more than with ${usual.generated}`,
    ...explored.map((id) => `  ${of(id)?.outcome} ${id} ${of(id)?.reason ?? ''}`),
    ...unpinned.map((found) => `  NOT PINNED ${found}`),
    ...vanished.map((pin) => `  NOT FOUND ${pin}`),
    ...(more > mostMemory ? [`  MORE THAN ${mostMemory} MiB`] : []),
  );
  return unpinned.length + vanished.length === 0 && more <= mostMemory;
}

const say = (...lines: readonly string[]) => void process.stdout.write(lines.map((line) => `${line}\n`).join(''));

for (const subject of subjects) {
  if (positionals.length > 0 && !positionals.includes(subject.name)) continue;
  try {
    if (!(await prove(subject))) process.exitCode = 1;
  } catch (error) {
    say(`${subject.name}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
