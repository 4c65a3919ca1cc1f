import suite from '../../package.json' with { type: 'json' };
import { helpText, parseArguments } from './arguments.ts';
import { run } from './run.ts';

/** The command line. Sets the exit code of the process; never throws for what a person gave it. */
async function main(argv: readonly string[]): Promise<number> {
  const asked = parseArguments(argv);
  switch (asked.kind) {
    case 'help':
      process.stdout.write(`${helpText()}\n`);
      return 0;
    case 'version':
      process.stdout.write(`${suite.name} ${suite.version}\n`);
      return 0;
    case 'problems':
      for (const { message } of asked.problems) process.stderr.write(`${message}\n`);
      process.stderr.write('nexus-conformance --help shows what there is.\n');
      return 2;
    case 'run':
      return run(asked);
  }
}

process.exitCode = await main(process.argv.slice(2));
