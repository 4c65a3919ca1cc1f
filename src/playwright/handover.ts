import type { Profile } from '../../requirements/types.ts';
import { type Beginning, beginNow } from '../client/clock.ts';
import {
  type Configuration,
  configurationIn,
  type Resolution,
  resolveConfiguration,
} from '../configuration/resolve.ts';
import { type ConfigurationSources, readSources } from '../configuration/sources.ts';

/** What the processes of one run tell each other: each resolves the same sources, once, and so comes to the same. */
export interface Handover {
  /** When the command began; the run itself, where Playwright's UI begins another one, in its own file. */
  readonly beginning: Beginning;
  readonly sources: ConfigurationSources;
  /** Who prints the result and decides the exit code. */
  readonly judge: 'cli' | 'playwright';
  /** The only requirements that are judged, by id: those that failed the last time. Absent where all are. */
  readonly lastFailed?: readonly string[];
  /** The configuration of the embedded reference, once it runs; its secrets are made up at each start. */
  readonly reference?: Readonly<Record<string, string>>;
}

const variable = 'CONFORMANCE_RUN';

/** What is handed over where a run begins here and now. */
export function begin(flags: ConfigurationSources['flags'], judge: Handover['judge']): Handover {
  const beginning = beginNow();
  const places = { environment: process.env, workingFolder: process.cwd(), now: beginning.wall };
  return { beginning, sources: readSources({ flags, ...places }), judge };
}

/** The environment by which a process that is started gets it. */
export function environmentWith(handover: Handover): Readonly<Record<string, string>> {
  return { [variable]: JSON.stringify(handover) };
}

/** What this process was given; undefined where it was started by somebody else. */
export function handedOver(): Handover | undefined {
  const text = process.env[variable];
  return text === undefined ? undefined : (JSON.parse(text) as Handover);
}

/** `profile` stands in place of the one that is asked for. */
export function resolveHandover({ sources, lastFailed, reference }: Handover, profile?: Profile): Resolution {
  const resolution = resolveConfiguration(sources, { profile, reference });
  if (lastFailed === undefined || !('configuration' in resolution)) return resolution;
  return { ...resolution, configuration: { ...resolution.configuration, lastFailed } };
}

/** Throws a ConfigurationError. */
export const configurationOf = (handover: Handover): Configuration => configurationIn(resolveHandover(handover));
