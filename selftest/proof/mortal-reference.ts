import { expect } from '@playwright/test';
import { parse } from 'dotenv';
import type { Environment } from '../../reference/environment.ts';
import { root, start } from '../cli/processes.ts';

export interface MortalReference {
  readonly environment: Environment;
  /** Kills it: what blocks its process cannot end by itself. */
  close(): Promise<void>;
}

/** A reference in a process of its own, with a fault that may end or block it. */
export async function mortalReference(fault: string): Promise<MortalReference> {
  const child = start({ program: 'reference', args: ['--fault', fault], environment: {}, cwd: root, suite: root });
  async function close(): Promise<void> {
    child.signal('SIGKILL');
    await child.ended;
  }
  try {
    await expect.poll(() => child.printed().stderr, { timeout: 60_000 }).toContain('A Nexus answers at');
    return { environment: parse(child.printed().stdout), close };
  } catch (error) {
    await close();
    throw error;
  }
}
