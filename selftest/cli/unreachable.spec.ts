import { expect } from '@playwright/test';
import { closedPort, httpServer, tcpServer } from '../proof/broken-server.ts';
import { lastLine, type Output, smoke, test } from './setup.ts';

/** From the first request to the end of the last. */
function secondsSpent({ exchanges }: Output): number {
  const times = exchanges().map(({ sentAt, milliseconds }) => [Date.parse(sentAt), Date.parse(sentAt) + milliseconds]);
  return (Math.max(...times.flat()) - Math.min(...times.flat())) / 1000;
}

const targets = [
  { what: 'is gone', start: closedPort, said: 'ECONNREFUSED' },
  { what: 'never answers', start: () => httpServer(() => {}), said: 'sent no complete response in time' },
  {
    what: 'closes every connection',
    start: () => tcpServer((socket) => socket.destroy()),
    said: 'the target was not reached',
  },
] as const;

for (const { what, start, said } of targets) {
  test(`a target that ${what} is judged, or asked for minutes`, async ({ conformance }) => {
    const server = await start();
    const environment = { ...server.environment, ...smoke, NEXUS_TIMEOUT_SECONDS: '1' };
    const run = await conformance([], { environment });
    server.close();
    expect(run.code).toBe(3);
    expect(run.statement()).toMatchObject({ verdict: 'incomplete', selection: { judged: 0 } });
    expect(run.stdout).toContain(said);
    expect(lastLine(run.stdout)).toMatch(/^INCOMPLETE smoke .* 0 passed 0 failed /);
    expect(run.exchanges().length).toBeGreaterThan(0);
    expect(run.exchanges().length).toBeLessThanOrEqual(10);
    expect(secondsSpent(run)).toBeLessThan(10);
  });
}
