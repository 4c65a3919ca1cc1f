import suite from '../../package.json' with { type: 'json' };
import { type Asked, parseArguments } from './arguments.ts';
import type { CommandName } from './commands.ts';
import { help } from './help.ts';
import { printJson, refuse } from './refuse.ts';

/** Each carries out what was asked for and returns the exit code. Loaded when it is asked for: a list needs no runner. */
const carryOut: Readonly<Record<CommandName, (asked: Asked) => Promise<number>>> = {
  run: async (asked) => (await import('./run.ts')).run(asked),
  doctor: async (asked) => (await import('./doctor.ts')).doctor(asked),
  list: async (asked) => (await import('./catalogue.ts')).list(asked),
  explain: async (asked) => (await import('./catalogue.ts')).explain(asked),
  init: async (asked) => (await import('./init.ts')).init(asked),
  help: async (asked) => help(asked),
};

/** The command line. Sets the exit code of the process; never throws for what a person gave it. */
async function main(argv: readonly string[]): Promise<number> {
  const asked = parseArguments(argv, process.env);
  switch (asked.kind) {
    case 'version':
      process.stdout.write(`${suite.name} ${suite.version}\n`);
      return 0;
    case 'problems':
      refuse('The command line is wrong; nexus-conformance help shows what there is.', asked.problems, asked.asked);
      if (asked.asked.kind === 'run') await (await import('./run.ts')).leaveNoResult(asked.asked);
      return 2;
    default:
      return carryOut[asked.kind](asked);
  }
}

// A reader who has seen enough closes the pipe: the exit code still says how it ended.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : `${error}`;
  process.stderr.write(`The suite itself broke: ${message}\n`);
  if (process.argv.includes('--json')) printJson({ exitCode: 4, problems: [{ message }] });
  process.exitCode = 4;
}
