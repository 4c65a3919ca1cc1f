import type { FullConfig } from '@playwright/test';
import type { Configuration } from '../configuration/resolve.ts';

/** Traces, UI mode and debug logs hold every header, credentials included: for a target that is not ours they are refused. */
export function refuseToRecordSecrets({ projects }: FullConfig, { loopback }: Configuration): void {
  if (loopback) return;
  const asked = [
    projects.some(({ use }) => use.trace !== undefined && use.trace !== 'off') && '--trace',
    process.argv.some((argument) => argument.startsWith('--ui')) && '--ui',
    process.env.PWDEBUG && '--debug',
    /pw:/.test(process.env.DEBUG ?? '') && 'DEBUG=pw:*',
  ].filter(Boolean);
  if (asked.length === 0) return;
  throw new Error(`${asked.join(', ')} would store or print credentials. Leave it out, or test a target on loopback.`);
}
