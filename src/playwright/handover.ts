import type { Reference } from '../../reference/serve.ts';
import type { Profile } from '../../requirements/types.ts';
import { type Beginning, beginNow } from '../client/clock.ts';
import {
  type Configuration,
  configurationIn,
  type Resolution,
  resolveConfiguration,
} from '../configuration/resolve.ts';
import { type ConfigurationSources, readSources } from '../configuration/sources.ts';
import { type OutputPaths, outputPaths } from '../report/output.ts';
import type { ReportOptions } from '../report/reports.ts';
import { type Selection, select } from '../run/selection.ts';

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
function handedOver(): Handover | undefined {
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

/** The embedded reference, started where it is the target: loaded there only, for it brings a server with it. */
export async function startEmbedded({ target, values }: Configuration): Promise<Reference | undefined> {
  if (target !== 'reference') return undefined;
  const { startReference } = await import('../../reference/serve.ts');
  return startReference(values.NEXUS_FAULT === undefined ? {} : { fault: values.NEXUS_FAULT });
}

/** What a process of Playwright's knows of the run, found out once, when it is loaded. */
interface Known {
  readonly handover: Handover;
  readonly configuration: Configuration;
  readonly selection: Selection;
  readonly paths: OutputPaths;
  readonly reporting: ReportOptions;
}

function know(handover: Handover): Known {
  const configuration = configurationOf(handover);
  const paths = outputPaths(configuration.values.NEXUS_OUTPUT);
  const reporting = { flags: handover.sources.flags, report: configuration.values.NEXUS_REPORT };
  return { handover, configuration, selection: select(configuration), paths, reporting };
}

let known: Known | undefined;

/** Throws a ConfigurationError. Where Playwright itself was asked for the run, it begins here. */
export function ofProcess(): Known {
  known ??= know(handedOver() ?? begin({}, 'playwright'));
  return known;
}

/** Tells the workers that are started from now on, and this process, what has become known since. */
export function handOn(more: Partial<Handover> = {}): Known {
  const handover = { ...ofProcess().handover, ...more };
  Object.assign(process.env, environmentWith(handover));
  known = know(handover);
  return known;
}
