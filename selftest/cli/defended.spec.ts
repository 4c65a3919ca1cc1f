/** What a run against a target that defends itself tells while it goes on, and at its end. */
import { expect } from '@playwright/test';
import { always, bannedAfter, httpServer } from '../proof/broken-server.ts';
import { nexusServer } from './nexus-server.ts';
import { lastLine, smoke, test } from './setup.ts';

test('a run that a firewall bans shows nothing as final that its end may take back', async ({ conformance }) => {
  const server = await bannedAfter(20, always(403));
  const run = await conformance([], { environment: { ...server.environment, NEXUS_PROFILE: 'gate' } });
  server.close();
  expect(run.code, run.stderr).toBe(3);
  expect(run.stderr).toMatch(/\d+ failed so far \(parameters\//);
  expect(run.stderr).not.toMatch(/\d+ failed(?! so far)/);
  expect(run.stdout).toMatch(
    /\nincomplete: has a firewall banned us\? After \d+ refusals good requests are answered 403/,
  );
  expect(run.stdout).toContain('allow the address of this runner there, or set NEXUS_MAX_RPS lower');
  expect(lastLine(run.stdout)).toMatch(/^INCOMPLETE gate .* 0 failed /);
});

test('a run that is asked for fewer requests says that it pauses, and at the end how long', async ({ conformance }) => {
  let requests = 0;
  const server = await nexusServer((nexus) => ({
    ...nexus,
    around: [
      async (c, next) => {
        requests += 1;
        return requests === 3 ? c.body(null, 429, { 'Retry-After': '17' }) : next();
      },
    ],
  }));
  const run = await conformance([], { environment: { ...server.environment, ...smoke } });
  server.close();
  expect(run.code, run.stderr).toBe(0);
  expect(run.stderr).toMatch(/too many requests for the target: a pause, \d+ s more/);
  expect(run.statement().timing).toMatchObject({ throttled: 1, waitedMilliseconds: 17_000 });
  expect(run.stdout).toContain('1 answer asked for fewer requests (429 or 503); the run waited 17 s for it.');
});

test('a gateway that reaches nothing is one headline and one likely cause', async ({ conformance }) => {
  const server = await httpServer(({ response }) => {
    response.writeHead(502, { 'Content-Type': 'text/html', Server: 'nginx/1.25' });
    response.end('<html><head><title>502 Bad Gateway</title></head><body><center>nginx/1.25</center></body></html>');
  });
  const run = await conformance([], { environment: { ...server.environment, NEXUS_PROFILE: 'gate' } });
  server.close();
  expect(run.code, run.stderr).toBe(75);
  expect(run.stdout).toMatch(/^Every good request was answered 502: a gateway answered and the application behind/);
  expect(run.stdout.match(/likely:/g)).toHaveLength(1);
  expect(run.stdout).not.toContain('the control was not accepted');
});
