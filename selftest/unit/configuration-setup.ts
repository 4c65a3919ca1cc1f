import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import {
  type Configuration,
  type ConfigurationSources,
  resolveConfiguration,
} from '../../src/configuration/resolve.ts';

export const now = new Date('2026-11-23T12:00:00Z');
export const seconds = now.getTime() / 1000;
export const userId = '5f0c1d6e-2a4b-4c8d-9e0f-1a2b3c4d7c11';

/** Enough for every profile to begin. */
export const good = {
  NEXUS_BASE_URL: 'https://staging.example/nexus',
  NEXUS_ENVIRONMENT: 'staging',
  NEXUS_BASIC_USERNAME: 'conformance',
  NEXUS_BASIC_PASSWORD: 'Tr0ub4dor-secret',
  NEXUS_USER_ID: userId,
  NEXUS_CLIENT_ID: 'portal-web',
} as const;

/** The good configuration in the process environment, with differences. */
export function withEnvironment(changed: Readonly<Record<string, string | undefined>>) {
  return { environment: { ...good, ...changed } };
}

export function jwt(claims: object): string {
  return [{ alg: 'RS256' }, claims, { signature: true }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}

interface Fixtures {
  readonly workingFolder: string;
  readonly configurationOf: (sources: Partial<ConfigurationSources>) => Configuration;
  /** The messages; none where the configuration is right. */
  readonly problemsOf: (sources: Partial<ConfigurationSources>) => string[];
  readonly writeFile: (path: string, values: Readonly<Record<string, string>>) => void;
}

/** Tests in a working folder of their own. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures' names from the pattern
  workingFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'nexus-configuration-'));
    mkdirSync(join(folder, 'config', 'targets'), { recursive: true });
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  configurationOf: async ({ workingFolder }, use) => {
    await use((sources) => {
      const resolution = resolveConfiguration({ flags: {}, environment: {}, workingFolder, now, ...sources });
      if ('configuration' in resolution) return resolution.configuration;
      throw new Error(resolution.problems.map((problem) => problem.message).join('\n'));
    });
  },
  problemsOf: async ({ workingFolder }, use) => {
    await use((sources) => {
      const resolution = resolveConfiguration({ flags: {}, environment: {}, workingFolder, now, ...sources });
      return 'problems' in resolution ? resolution.problems.map((problem) => problem.message) : [];
    });
  },
  writeFile: async ({ workingFolder }, use) => {
    await use((path, values) => {
      const lines = Object.entries(values).map(([name, value]) => `${name}="${value}"`);
      writeFileSync(join(workingFolder, path), lines.join('\n'));
    });
  },
});
