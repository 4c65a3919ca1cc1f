import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A browser's program, or a sentence for a person that says how to come by one. */
export type FoundBrowser = { readonly path: string } | { readonly missing: string };

/** What is looked at, so that it can be another machine's. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where Playwright would have put the browser that it installs; undefined where it has none for this platform. */
  readonly ofPlaywright: string | undefined;
  isProgram(path: string): boolean;
}

const install = 'npx playwright install chromium';

/** The configured one (NEXUS_BROWSER_PATH), else one of the system, else the one that Playwright installs. */
export function findBrowser(configured: string | undefined, machine: Machine): FoundBrowser {
  if (configured !== undefined) {
    if (machine.isProgram(configured)) return { path: configured };
    return {
      missing: `NEXUS_BROWSER_PATH names no program: ${configured}. It would be that of Chromium, Chrome or Edge; without the variable one is looked for, and "${install}" installs one`,
    };
  }
  const path = [...usualPlaces(machine), machine.ofPlaywright].find(
    (place) => place !== undefined && machine.isProgram(place),
  );
  if (path !== undefined) return { path };
  return {
    missing: `no browser was found on this machine: "${install}" installs one, or NEXUS_BROWSER_PATH names that of Chromium, Chrome or Edge`,
  };
}

function usualPlaces({ platform, environment }: Machine): string[] {
  if (platform === 'win32') {
    const programs = ['Google\\Chrome\\Application\\chrome.exe', 'Chromium\\Application\\chrome.exe'];
    const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => environment[name] ?? []);
    return [...programs, 'Microsoft\\Edge\\Application\\msedge.exe'].flatMap((program) =>
      folders.map((folder) => `${folder}\\${program}`),
    );
  }
  const names = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'microsoft-edge', 'msedge'];
  const folders = [...(environment.PATH ?? '').split(delimiter).filter(Boolean), '/usr/bin', '/usr/local/bin'];
  const applications = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
  return [
    ...(platform === 'darwin' ? applications.map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`) : []),
    ...(platform === 'linux' ? ['/opt/google/chrome/chrome', '/opt/microsoft/msedge/msedge'] : []),
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
  ];
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
