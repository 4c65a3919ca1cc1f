import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Held, holdOutput } from '../../src/playwright/lock.ts';
import { outputPaths } from '../../src/report/output.ts';

const heldBy = (held: Held): string | undefined => ('by' in held ? held.by : undefined);
const release = async (held: Held): Promise<void> => void ('release' in held && (await held.release()));

test('a folder is held once, by whatever name, until it is released, and one that was made for it goes again', async () => {
  const folder = test.info().outputPath();
  mkdirSync(join(folder, 'real'), { recursive: true });
  symlinkSync(join(folder, 'real'), join(folder, 'other'), 'junction');
  const first = await holdOutput(outputPaths(join(folder, 'real')));
  expect(heldBy(first)).toBeUndefined();
  expect(heldBy(await holdOutput(outputPaths(join(folder, 'other'))))).toMatch(
    new RegExp(`^process ${process.pid}, since `),
  );
  await release(first);
  const second = await holdOutput(outputPaths(join(folder, 'other')));
  expect(heldBy(second)).toBeUndefined();
  await release(second);
  const third = await holdOutput(outputPaths(join(folder, 'made')));
  await release(third);
  expect(readdirSync(folder).toSorted(), 'one that was there stays').toEqual(['other', 'real']);
});

test('of two that ask at once one has the folder', async () => {
  const paths = outputPaths(test.info().outputPath('once'));
  const both = await Promise.all([holdOutput(paths), holdOutput(paths)]);
  expect(both.filter((held) => heldBy(held) === undefined)).toHaveLength(1);
  for (const held of both) await release(held);
});

test('who has a folder and does not answer, has it all the same', async () => {
  test.skip(process.platform === 'win32', 'the socket lies in the folder elsewhere only');
  const folder = test.info().outputPath('s');
  mkdirSync(folder, { recursive: true });
  test.skip(Buffer.byteLength(join(folder, '.lock')) > 100, 'the path is too long for a socket here');
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(join(folder, '.lock'), resolve));
  expect(heldBy(await holdOutput(outputPaths(folder)))).toBe('a process that does not answer');
  silent.close();
});

test('where a lock cannot be had nobody is kept out', async () => {
  const folder = test.info().outputPath('f');
  mkdirSync(join(folder, '.lock'), { recursive: true });
  const held = await holdOutput(outputPaths(folder));
  expect(heldBy(held)).toBeUndefined();
  await release(held);
  writeFileSync(join(folder, 'a-file'), '');
  expect(heldBy(await holdOutput(outputPaths(join(folder, 'a-file'))))).toBeUndefined();
});
