import { expect, test } from '@playwright/test';
import { createPacer, type Pace, type PaceMemory, type Pacer } from '../../src/client/pacer.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

const never = Number.POSITIVE_INFINITY;
const forgetful: PaceMemory = { load: () => undefined, save: () => {} };

const pacerAt = (perSecond: number | undefined, clock: FakeClock, memory = forgetful, mostInFlight = 8): Pacer =>
  createPacer({ perSecond, mostInFlight }, memory, clock);

/** Sends so many at once, each taking `milliseconds`, and says when each began. */
async function sendTogether(
  pacer: Pacer,
  clock: FakeClock,
  number: number,
  milliseconds: number,
): Promise<{ readonly starts: readonly number[]; readonly mostAtOnce: number }> {
  const starts: number[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const send = () =>
    pacer.pace(async () => {
      starts.push(clock.now());
      atOnce += 1;
      mostAtOnce = Math.max(mostAtOnce, atOnce);
      await clock.sleep(milliseconds);
      atOnce -= 1;
    }, never);
  await Promise.all(Array.from({ length: number }, send));
  return { starts, mostAtOnce };
}

test('at most eight requests are under way at once', async () => {
  const clock = fakeClock();
  const pacer = pacerAt(undefined, clock);
  const { starts, mostAtOnce } = await sendTogether(pacer, clock, 30, 100);
  expect(mostAtOnce).toBe(8);
  expect(starts).toEqual(Array.from({ length: 30 }, (_, i) => Math.floor(i / 8) * 100));
});

test('where one is configured, requests go one after the other', async () => {
  const clock = fakeClock();
  const { starts, mostAtOnce } = await sendTogether(pacerAt(undefined, clock, forgetful, 1), clock, 4, 100);
  expect(mostAtOnce).toBe(1);
  expect(starts).toEqual([0, 100, 200, 300]);
});

test('what has a width of its own is sent at once, and the rate is made up for after it', async () => {
  const clock = fakeClock();
  const pacer = pacerAt(10, clock);
  const starts: number[] = [];
  const send = async () => void starts.push(clock.now());
  await pacer.paceTogether(
    Array.from({ length: 20 }, () => send),
    never,
  );
  await pacer.pace(send, never);
  expect(starts).toEqual([...Array(20).fill(0), 2000]);
});

test('requests are sent one by one at the rate, without bursts', async () => {
  const clock = fakeClock();
  const pacer = pacerAt(10, clock);
  const { starts } = await sendTogether(pacer, clock, 12, 1);
  expect(starts).toEqual(Array.from({ length: 12 }, (_, i) => i * 100));
});

test('a request that throws gives its turn back', async () => {
  const clock = fakeClock();
  const pacer = pacerAt(undefined, clock);
  const failing = () =>
    pacer.pace(async () => {
      throw new Error('broken');
    }, never);
  const settled = await Promise.allSettled(Array.from({ length: 20 }, failing));
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(20);
  expect(await pacer.pace(async () => 'still served', never)).toBe('still served');
});

test('a burst that is throttled together halves the rate once, and a later request halves it again', async () => {
  const clock = fakeClock(1000);
  const saved: Pace[] = [];
  const pacer = pacerAt(16, clock, { load: () => undefined, save: (pace) => saved.push(pace) });
  for (let i = 0; i < 8; i += 1) pacer.slowDown(900, 0);
  expect(saved.at(-1)?.perSecond, 'sent before the rate was halved').toBe(8);
  pacer.slowDown(1000, 0);
  expect(saved.at(-1)?.perSecond, 'sent at the new rate, and still too many').toBe(4);
});

test('a throttled run without a rate goes on at 10 requests a second', async () => {
  const clock = fakeClock();
  const pacer = pacerAt(undefined, clock);
  pacer.slowDown(0, 0);
  const { starts } = await sendTogether(pacer, clock, 3, 1);
  expect(starts, '10 a second').toEqual([0, 100, 200]);
});

test('nothing is sent while the target asks for silence', async () => {
  const clock = fakeClock();
  const pacer = pacerAt(undefined, clock);
  pacer.slowDown(0, 5000);
  pacer.slowDown(0, 1000);
  const { starts } = await sendTogether(pacer, clock, 2, 1);
  expect(Math.min(...starts)).toBe(5000);
});

test('a request that waits for its turn also waits for a silence that begins meanwhile', async () => {
  const clock = fakeClock();
  const pacer = pacerAt(1, clock);
  const first = pacer.pace(async () => pacer.slowDown(clock.now(), 3000), never);
  const second = pacer.pace(async () => clock.now(), never);
  await first;
  expect(await second).toBeGreaterThanOrEqual(3000);
});

test('after a slowing down requests go one at a time, until it proves to have been for nothing', async () => {
  const clock = fakeClock(1000);
  const pacer = pacerAt(undefined, clock);
  const before = pacer.current();
  pacer.slowDown(1000, 0);
  expect(await sendTogether(pacer, clock, 10, 200)).toMatchObject({ mostAtOnce: 1 });
  pacer.resume(before);
  expect(await sendTogether(pacer, clock, 10, 200)).toMatchObject({ mostAtOnce: 8 });
});

test('a new process keeps the pace', async () => {
  const clock = fakeClock(1000);
  let memory: Pace | undefined;
  const shared: PaceMemory = {
    load: () => memory,
    save: (pace) => {
      memory = pace;
    },
  };
  pacerAt(10, clock, shared).slowDown(1000, 2000);
  expect(memory).toEqual({ perSecond: 5, silentUntil: 3000, mostInFlight: 1 });
  const { starts } = await sendTogether(pacerAt(10, clock, shared), clock, 2, 1);
  expect(starts).toEqual([3000, 3200]);
});

test('once it is too late nobody waits for a turn, however slow the pace has become', async () => {
  const clock = fakeClock(1000);
  const pacer = pacerAt(1, clock, forgetful, 1);
  pacer.slowDown(1000, 3000);
  const times = await Promise.all(Array.from({ length: 200 }, () => pacer.pace(async () => clock.now(), 5500)));
  expect(times.filter((time) => time < 5500)).toEqual([4000, 5000]);
  expect(Math.max(...times)).toBe(5500);
});
