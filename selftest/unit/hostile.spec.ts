import { createHash } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { profileCosts } from '../../config/profiles.ts';
import { noCredentials } from '../../src/client/credentials.ts';
import { type Generated, generated, generatedKinds, shrink } from '../../src/client/hostile.ts';
import { octetsOf } from '../../src/client/request.ts';
import { prepare } from '../../src/client/stimulus.ts';
import { seedOfRelease } from '../../src/run/explore.ts';
import { hostileUserIds } from '../../tests/robustness.cases.ts';

const mark = 'nexus-conformance';

test('the same suite asks the same: with another list the seed of the release changes, and this digest', () => {
  const all = generatedKinds.map((kind) =>
    generated(kind, seedOfRelease, profileCosts.certify.generated / generatedKinds.length),
  );
  const digest = createHash('sha256').update(JSON.stringify(all)).digest('hex');
  expect(digest).toBe('114799a8febb815d95618a59e694406d6d34c6c2b1c19f25ef5171a595096bbe');
});

test('what gate asks is the beginning of what certify asks', () => {
  for (const kind of generatedKinds) expect(generated(kind, 5, 100).slice(0, 13)).toEqual(generated(kind, 5, 13));
});

test('another seed gives other input', () => {
  for (const kind of generatedKinds) expect(generated(kind, 1, 20)).not.toEqual(generated(kind, 2, 20));
});

test('every userId holds the mark, those that are listed, generated and made smaller alike', async () => {
  const ids = hostileUserIds.map(({ spelled }) => spelled);
  expect(ids.filter((id) => !id.includes(mark))).toEqual([]);
  const asked = generated('user-id', 77, 3000).map(({ userId = '' }) => userId);
  for (let place = 0; place < 60; place += 1) {
    // Whichever of them is found wrong: one goes on to the left, one to the right, one in between.
    for (const nth of [1, 2, 5]) {
      let times = 0;
      await shrink('user-id', { seed: 77, place }, async ({ userId = '' }) => {
        times += 1;
        asked.push(userId);
        return times < 50 && times % nth === 0;
      });
    }
  }
  expect(asked.filter((id) => !id.startsWith(mark))).toEqual([]);
});

test('only the userId is made up: no other place names a user', () => {
  for (const kind of generatedKinds.filter((one) => one !== 'user-id'))
    expect(generated(kind, 3, 500).filter(({ userId }) => userId !== undefined)).toEqual([]);
});

test('whatever is generated can be sent, on one request-line of 8000 octets and in fields without line ends', () => {
  const address = {
    baseUrl: new URL('http://127.0.0.1'),
    userId: () => mark,
    clientId: () => 'client',
    applicationTokenName: 'ApplicationToken',
    agent: 'test',
  };
  const odd: string[] = [];
  for (const kind of generatedKinds) {
    for (const { userId, query, field, content, framing } of generated(kind, 9, 1000)) {
      const request = prepare(
        {
          case: 'x',
          title: 'x',
          credentials: noCredentials,
          expects: 'refusal',
          ...(userId !== undefined && { spelling: () => `/v1/users/${userId}/password-reset` }),
          ...(query !== undefined && { query }),
          ...(field && { fields: [field] }),
          ...(content && { content }),
          ...(framing && { framing }),
        },
        address,
        'close',
      );
      const [octets] = octetsOf(request);
      const head = octets?.toString('latin1').split('\r\n\r\n')[0]?.split('\r\n') ?? [];
      if (!/^POST [\x21-\x7e]{1,7900} HTTP\/1\.1$/.test(head[0] ?? '')) odd.push(`${head[0]}`);
      odd.push(...head.slice(1).filter((line) => !/^[\w-]+: [\t\x20-\x7e\x80-\xff]*$/.test(line)));
    }
  }
  expect(odd).toEqual([]);
});

test('what is wrong is made smaller, and the first that is asked about is the one itself', async () => {
  const all = generated('user-id', 4, 2000);
  const place = all.findIndex(({ userId = '' }) => userId.includes('%0D%0A') && userId.length > 40);
  const asked: Generated[] = [];
  let smallest = all[place];
  await shrink('user-id', { seed: 4, place }, async (one, isFirst) => {
    expect(isFirst).toBe(asked.length === 0);
    asked.push(one);
    const isWrong = one.userId?.includes('%0D%0A') === true;
    if (isWrong) smallest = one;
    return isWrong;
  });
  expect(asked[0]).toEqual(all[place]);
  expect(smallest).toEqual({ userId: `${mark}%0D%0A` });
});
