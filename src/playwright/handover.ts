import type { VariableName } from '../../config/variables.ts';
import { type Configuration, type Resolution, resolveConfiguration } from '../configuration/resolve.ts';

/** What the processes of one run tell each other: each resolves the configuration anew and must come to the same. */
export interface Handover {
  /** Milliseconds since the epoch: when the command began. */
  readonly startedAt: number;
  readonly flags: Readonly<Partial<Record<VariableName, string>>>;
  /** Who prints the result and decides the exit code. */
  readonly judge: 'cli' | 'playwright';
  /** The only requirements that are judged, by id: those that failed the last time. Absent where all are. */
  readonly lastFailed?: readonly string[];
  /** The configuration of the embedded reference, once it runs; its secrets are made up at each start. */
  readonly reference?: Readonly<Record<string, string>>;
}

const variable = 'CONFORMANCE_RUN';

/** Makes it known to this process and to those that it starts. */
export function handOver(handover: Handover): void {
  process.env[variable] = JSON.stringify(handover);
}

/** What was handed over; a run that Playwright itself was asked for begins here. */
export function handedOver(): Handover {
  const text = process.env[variable];
  if (text !== undefined) return JSON.parse(text) as Handover;
  handOver({ startedAt: Date.now(), flags: {}, judge: 'playwright' });
  return handedOver();
}

export function resolveHandedOver({ startedAt, flags, lastFailed, reference }: Handover): Resolution {
  const resolution = resolveConfiguration({
    flags,
    environment: process.env,
    workingFolder: process.cwd(),
    now: new Date(startedAt),
    ...(reference && { reference }),
  });
  if (lastFailed === undefined || 'problems' in resolution) return resolution;
  return { ...resolution, configuration: { ...resolution.configuration, lastFailed } };
}

/** The configuration of this process. Throws one error that lists every problem. */
export function configurationOfProcess(): Configuration {
  const resolution = resolveHandedOver(handedOver());
  if ('configuration' in resolution) return resolution.configuration;
  throw new Error(
    `The configuration is wrong; nothing was sent.\n${resolution.problems.map((p) => `- ${p.message}`).join('\n')}`,
  );
}
