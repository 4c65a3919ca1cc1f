import type { Reference } from '../../reference/serve.ts';
import type { Profile } from '../../requirements/types.ts';
import { type Beginning, beginNow } from '../client/clock.ts';
import { ConfigurationError } from '../configuration/misconfiguration.ts';
import {
  type Configuration,
  configurationIn,
  type Resolution,
  resolveConfiguration,
} from '../configuration/resolve.ts';
import { type ConfigurationSources, readSources } from '../configuration/sources.ts';
import { exitInterrupted } from '../judge/verdict.ts';
import { type OutputPaths, outputPaths } from '../report/output.ts';
import type { ReportOptions } from '../report/reports.ts';
import type { Terminal } from '../report/terminal.ts';
import type { SinkPlace, SmtpPlace } from '../run/mailbox.ts';
import { redactorOf } from '../run/run.ts';
import { type Selection, select } from '../run/selection.ts';
import { invocation } from '../suite.ts';
import { harmless } from './environment.ts';

/** What the processes of one run tell each other: each resolves the same sources, once, and so comes to the same. */
export interface Handover {
  /** When the command began; the run itself, where Playwright's UI begins another one, in its own file. */
  readonly beginning: Beginning;
  readonly sources: ConfigurationSources;
  /** Who prints the result and decides the exit code. */
  readonly judge: 'cli' | 'playwright';
  /** What the command's stderr can show, through which the runner's output goes. */
  readonly terminal?: Terminal;
  /** The only requirements that are judged, by id: those that failed the last time. Absent where all are. */
  readonly lastFailed?: readonly string[];
  /** The configuration of the embedded reference, once it runs; its secrets are made up at each start. */
  readonly reference?: Readonly<Record<string, string>>;
  /** Where the suite's own mail server can be read, where it is one; it lives in the runner's process. */
  readonly sink?: SinkPlace;
}

const variable = 'CONFORMANCE_RUN';

/** What is handed over where a run begins here and now. */
export function begin(
  { flags, options = [] }: Pick<ConfigurationSources, 'flags' | 'options'>,
  judge: Handover['judge'],
): Handover {
  const beginning = beginNow();
  const places = { environment: process.env, workingFolder: process.cwd(), now: beginning.wall };
  return { beginning, sources: readSources({ flags, options, ...places }), judge };
}

/** The environment of a runner that is told by its channel. */
export const environmentAwaiting = { [variable]: 'by-channel' } as const;

/** To be awaited by a runner before anything else: takes what the command hands over, and ends with the command. */
export async function receiveHandover(): Promise<void> {
  if (process.env[variable] !== environmentAwaiting[variable]) return;
  process.once('disconnect', () => process.exit(exitInterrupted));
  const handover = await new Promise((resolve) => process.once('message', resolve));
  process.env[variable] = JSON.stringify(handover);
}

/** What this process was given; undefined where it was started by somebody else. */
function handedOver(): Handover | undefined {
  const text = process.env[variable];
  return text === undefined ? undefined : (JSON.parse(text) as Handover);
}

/** Whether a person asks for a part besides. A standing NEXUS_ONLY is how this target is configured. */
export const isPart = (flags: ConfigurationSources['flags'], again: boolean): boolean =>
  again || flags.NEXUS_ONLY !== undefined;

/** `profile` stands in place of the one that is asked for. */
export function resolveHandover({ sources, lastFailed, reference }: Handover, profile?: Profile): Resolution {
  const resolution = resolveConfiguration(sources, { profile, reference });
  if (lastFailed === undefined || !('configuration' in resolution)) return resolution;
  return { ...resolution, configuration: { ...resolution.configuration, lastFailed } };
}

/** Throws a ConfigurationError. */
export const configurationOf = (handover: Handover): Configuration => configurationIn(resolveHandover(handover));

/** The embedded reference, started where it is the target: loaded there only, for it brings a server with it. */
export async function startEmbedded(
  { target, values }: Configuration,
  smtp: SmtpPlace | undefined,
): Promise<Reference | undefined> {
  if (target !== 'reference') return undefined;
  const { startReference } = await import('../../reference/serve.ts');
  return startReference({
    ...(values.NEXUS_FAULT !== undefined && { fault: values.NEXUS_FAULT }),
    ...(smtp && { smtp }),
  });
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
  const { sources, lastFailed } = handover;
  const paths = outputPaths(configuration.values.NEXUS_OUTPUT, isPart(sources.flags, lastFailed !== undefined));
  const { redactOwnText: redact } = redactorOf(configuration);
  const reporting = { flags: sources.flags, report: configuration.values.NEXUS_REPORT, redact };
  return { handover, configuration, selection: select(configuration), paths, reporting };
}

let known: Known | undefined;

/** Throws a ConfigurationError. Where Playwright itself was asked for the run, it begins here. */
export function ofProcess(): Known {
  known ??= know(handedOver() ?? beginHere());
  return known;
}

/** Nobody has cleaned the environment of a Playwright that somebody started. */
function beginHere(): Handover {
  const { removed } = harmless(process.env);
  if (removed.length > 0) {
    const message = `${removed.join(', ')}: it would print requests with their credentials, or change what is judged. Unset it, or judge by ${invocation} run, which goes on without it.`;
    throw new ConfigurationError([{ message }]);
  }
  return begin({ flags: {} }, 'playwright');
}

/** Tells the workers that are started from now on, and this process, what has become known since. */
export function handOn(more: Partial<Handover> = {}): Known {
  const handover = { ...ofProcess().handover, ...more };
  process.env[variable] = JSON.stringify(handover);
  known = know(handover);
  return known;
}

/** A message to a person: the place in the suite where it is thrown tells nothing. */
export function plainly(message: string): Error {
  return Object.assign(new Error(message), { stack: message });
}
