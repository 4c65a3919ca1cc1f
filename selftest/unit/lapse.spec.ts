import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { beginNow } from '../../src/client/clock.ts';
import { examine } from '../../src/doctor/examination.ts';
import { lapseLine, lapsesOf } from '../../src/report/lapse.ts';
import { stateRun } from '../../src/report/statement.ts';
import { summary, summaryPage } from '../../src/report/summary.ts';
import { memoryLedger } from '../../src/run/ledger.ts';
import { select } from '../../src/run/selection.ts';
import { good, jwt, now, seconds } from './configuration-setup.ts';
import { configurationOf, type Environment, withServer } from './doctor-setup.ts';
import { makeCertificates } from './network-setup.ts';

const day = 86_400;
const tokenFor = (days: number, life = 30) => jwt({ exp: seconds + days * day, iat: seconds + (days - life) * day });
const lapses = (environment: Environment) => {
  const given = { ...good, NEXUS_APPLICATION_TOKEN: 'application', ...environment };
  return lapsesOf(configurationOf(given, now), now).map((lapse) => lapseLine(lapse, now));
};

test('a stored token is said to end from 14 days ahead, and one that is got for each run is not', () => {
  const at = (days: number) => lapses({ NEXUS_BEARER_TOKEN: tokenFor(days) });
  expect(at(15)).toEqual([]);
  expect(at(13.5)).toEqual(['NEXUS_BEARER_TOKEN ends at 2026-12-07T00:00:00.000Z (in 13 days)']);
  expect(at(1)).toEqual(['NEXUS_BEARER_TOKEN ends at 2026-11-24T12:00:00.000Z (in 1 day)']);
  expect(lapses({ NEXUS_BEARER_TOKEN: tokenFor(0.1, 0.2) }), 'it lives for hours').toEqual([]);
  expect(lapses({ NEXUS_BEARER_TOKEN: jwt({ exp: seconds + day }) }), 'nobody knows since when').toHaveLength(1);
  expect(lapses({ NEXUS_BEARER_TOKEN: jwt({ exp: 1e300 }) })).toEqual([]);
  expect(lapses({ NEXUS_BEARER_TOKEN: tokenFor(1), NEXUS_TOKEN_FORMAT: 'opaque' })).toEqual([]);
});

// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
test('a client certificate is said to end', async ({}, info) => {
  mkdirSync(info.outputPath(), { recursive: true });
  const made = makeCertificates(info.outputPath('certificates'));
  test.skip(made === undefined, 'there is no openssl here');
  const { certFile = '', keyFile = '' } = made?.client ?? {};
  const configuration = configurationOf({ ...good, NEXUS_CLIENT_CERT_FILE: certFile, NEXUS_CLIENT_KEY_FILE: keyFile });
  const endsAt = new Date(new X509Certificate(readFileSync(certFile)).validTo).toISOString();
  expect(lapsesOf(configuration, Date.now())).toEqual([{ variable: 'NEXUS_CLIENT_CERT_FILE', endsAt }]);
});

test('what ends soon stands in the statement, in both summaries and in what doctor says', async () => {
  const soon = Date.now() / 1000 + 2.5 * day;
  const token = jwt({ exp: Math.round(soon), iat: Math.round(soon - 30 * day) });
  await withServer(
    (_, response) => response.writeHead(404).end(),
    async (url) => {
      const configuration = configurationOf({
        ...good,
        NEXUS_BASE_URL: url,
        NEXUS_BEARER_TOKEN: token,
        NEXUS_APPLICATION_TOKEN: 'application',
      });
      const times = { startedAt: Date.now(), finishedAt: Date.now(), runId: 'selftest', interrupted: false };
      const statement = stateRun({ configuration, selection: select(configuration), ledger: memoryLedger(), ...times });
      expect(statement.lapses).toMatchObject([{ variable: 'NEXUS_BEARER_TOKEN' }]);
      expect(summary(statement, [])).toMatch(/^ends soon\n {2}NEXUS_BEARER_TOKEN ends at .* \(in 2 days\)$/m);
      expect(summaryPage(statement)).toContain('Ends soon: NEXUS&#95;BEARER&#95;TOKEN ends at');
      const { checks } = await examine({
        configuration,
        resolveFor: () => ({ misconfigurations: [], notes: [] }),
        beginning: beginNow(),
        mail: false,
        waitSeconds: 0,
        say: () => {},
      });
      expect(checks.find(({ name }) => name === 'ends soon')).toMatchObject({
        state: 'note',
        says: /NEXUS_BEARER_TOKEN ends/,
      });
    },
  );
});
