import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import {
  type Configuration,
  configurationIn,
  type Resolution,
  type ResolvingOptions,
  resolveConfiguration,
} from '../../src/configuration/resolve.ts';
import { type ConfigurationSources, readSources, type SourcePlaces } from '../../src/configuration/sources.ts';

export const now = Date.parse('2026-11-23T12:00:00Z');
export const seconds = now / 1000;
export const userId = '5f0c1d6e-2a4b-4c8d-9e0f-1a2b3c4d7c12';

/** Enough for every profile to begin. */
export const good = {
  NEXUS_BASE_URL: 'https://staging.example/nexus/v2',
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

export function jwt(claims: object, header: object = { alg: 'RS256' }): string {
  return [header, claims, { signature: true }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}

type Asked = Partial<SourcePlaces> & ResolvingOptions;

interface Fixtures {
  readonly workingFolder: string;
  /** As another process gets them: through JSON. */
  readonly sourcesOf: (places: Partial<SourcePlaces>) => ConfigurationSources;
  readonly resolutionOf: (asked: Asked) => Resolution;
  readonly configurationOf: (asked: Asked) => Configuration;
  /** The messages; none where the configuration is right. */
  readonly problemsOf: (asked: Asked) => string[];
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
  sourcesOf: async ({ workingFolder }, use) => {
    await use((places) => {
      const sources = readSources({ flags: {}, environment: {}, workingFolder, now, ...places });
      return JSON.parse(JSON.stringify(sources)) as ConfigurationSources;
    });
  },
  resolutionOf: async ({ sourcesOf }, use) => {
    await use(({ profile, reference, ...places }) => resolveConfiguration(sourcesOf(places), { profile, reference }));
  },
  configurationOf: async ({ resolutionOf }, use) => {
    await use((asked) => configurationIn(resolutionOf(asked)));
  },
  problemsOf: async ({ resolutionOf }, use) => {
    await use((asked) => {
      const resolution = resolutionOf(asked);
      return 'configuration' in resolution ? [] : resolution.misconfigurations.map(({ message }) => message);
    });
  },
  writeFile: async ({ workingFolder }, use) => {
    await use((path, values) => {
      const lines = Object.entries(values).map(([name, value]) => `${name}="${value}"`);
      writeFileSync(join(workingFolder, path), lines.join('\n'));
    });
  },
});
