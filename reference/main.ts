import { parseArgs } from 'node:util';
import { envFile } from './environment.ts';
import { faults } from './faults/index.ts';
import { type ReferenceOptions, startReference } from './serve.ts';
import { variants } from './variants/index.ts';

/** What the command line asks for. Throws an Error with a message for a person where it cannot be understood. */
function asked(): ReferenceOptions | 'list' {
  const { values } = parseArgs({
    options: {
      fault: { type: 'string' },
      variant: { type: 'string' },
      port: { type: 'string' },
      list: { type: 'boolean' },
    },
  });
  if (values.list) return 'list';
  const { fault, variant } = values;
  return {
    ...(fault && { fault }),
    ...(variant && { variant }),
    ...(values.port && { port: portNumber(values.port) }),
  };
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new RangeError(`--port ${text} is no TCP port: a number from 0 to 65535, such as --port 8080.`);
}

function list(): string {
  const lines = (known: Readonly<Record<string, { readonly does: string }>>) =>
    Object.entries(known).map(([name, { does }]) => `  ${name}: ${does}\n`);
  return ['--fault\n', ...lines(faults), '--variant\n', ...lines(variants)].join('');
}

async function serve(options: ReferenceOptions): Promise<void> {
  const reference = await startReference(options);
  process.stdout.write(envFile(reference.environment));
  process.stderr.write(`A Nexus answers at ${reference.baseUrl}; its configuration is on stdout. Ctrl-C ends it.\n`);
  process.once('SIGINT', () => void reference.close());
}

try {
  const wish = asked();
  if (wish === 'list') process.stdout.write(list());
  else await serve(wish);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
