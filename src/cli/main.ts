import suite from '../../package.json' with { type: 'json' };
import { type Asked, parseArguments } from './arguments.ts';
import type { CommandName } from './commands.ts';
import { helpText } from './help.ts';

/** Each carries out what was asked for and returns the exit code. Loaded when it is asked for: a list needs no runner. */
const carryOut: Readonly<Record<CommandName, (asked: Asked) => Promise<number>>> = {
  run: async (asked) => (await import('./run.ts')).run(asked),
  doctor: async (asked) => (await import('./doctor.ts')).doctor(asked),
  list: async (asked) => (await import('./catalogue.ts')).list(asked),
  explain: async (asked) => (await import('./catalogue.ts')).explain(asked),
  init: async (asked) => (await import('./init.ts')).init(asked),
};

/** The command line. Sets the exit code of the process; never throws for what a person gave it. */
async function main(argv: readonly string[]): Promise<number> {
  const asked = parseArguments(argv, process.env);
  switch (asked.kind) {
    case 'help':
      process.stdout.write(`${helpText(asked.command)}\n`);
      return 0;
    case 'version':
      process.stdout.write(`${suite.name} ${suite.version}\n`);
      return 0;
    case 'problems':
      for (const { message } of asked.problems) process.stderr.write(`${message}\n`);
      process.stderr.write('nexus-conformance --help shows what there is.\n');
      if (asked.of === 'run') await (await import('./run.ts')).leaveNoResult(asked.output);
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
  process.stderr.write(`The suite itself broke: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 4;
}
