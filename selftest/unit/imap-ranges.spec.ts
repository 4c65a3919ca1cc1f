import { expect, test } from '@playwright/test';
import { rangesWithout, sequenceOf, sizeOf } from '../../src/mailbox/uid-ranges.ts';

for (const [some, from, next, sequence, size] of [
  [[], 5, 5, '', 0],
  [[], 5, 6, '5', 1],
  [[], 1, 4_294_967_295, '1:4294967294', 4_294_967_294],
  [[7, 5, 1, 20], 5, 10, '6,8:9', 3],
  [[5, 6, 7], 5, 8, '', 0],
  [[6], 5, 8, '5,7', 2],
] as const) {
  test(`from ${from} on, before ${next} and without [${some}] there is ${sequence || 'nothing'}`, () => {
    const ranges = rangesWithout(some, from, next);
    expect([sequenceOf(ranges), sizeOf(ranges)]).toEqual([sequence, size]);
  });
}
