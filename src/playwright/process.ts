import type { Configuration } from '../configuration/resolve.ts';
import { type OutputPaths, outputPaths } from '../report/output.ts';
import type { ReportOptions } from '../report/reports.ts';
import { type Selection, select } from '../run/selection.ts';
import { begin, configurationOf, environmentWith, type Handover, handedOver } from './handover.ts';

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
