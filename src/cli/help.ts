import { groups, shownVariableNames, type Variable, type VariableName, variable } from '../../config/variables.ts';
import { defaultOf } from '../configuration/defaults.ts';
import { didYouMean } from '../configuration/nearest-name.ts';
import { wrap } from '../report/text.ts';
import { type Asked, takesValue } from './arguments.ts';
import { type CommandName, command, commandNames, option, optionsOf, variableOfFlag } from './commands.ts';
import { refuse } from './refuse.ts';

const columns = 100;

/** What there is help on besides them all. */
const topics = [...commandNames, 'variables'] as const;
type Topic = (typeof topics)[number];

/** Prints the help of what was asked about, or of them all. */
export function help(asked: Asked): number {
  const topic = topics.find((known) => known === asked.argument);
  if (topic === undefined && asked.argument !== '') {
    const message = `There is no help on this.${didYouMean(asked.argument, topics)} There is on: ${topics.join(', ')}.`;
    return refuse('No help is shown.', [{ message }], asked);
  }
  process.stdout.write(`${helpText(topic)}\n`);
  return 0;
}

/** The help of a topic, for a terminal of 100 columns; where none is named of them all in short, for a screen of 24 lines by 80. */
export function helpText(topic?: Topic): string {
  if (topic === undefined) return overview();
  return topic === 'variables' ? variableList() : helpOf(topic);
}

/** Those of `run` that a person needs first. */
const firstFlags = {
  target: 'the target: config/targets/NAME.env',
  'env-file': 'the same, a file anywhere',
  'base-url': 'where it answers',
  profile: 'how much is tested; default gate',
  only: 'only these, by id or pattern (auth/*)',
  skip: 'not these',
  'last-failed': 'only what was not good the last time',
  output: 'the folder for the results; default results',
  json: 'the statement on stdout, and nothing else',
  quiet: 'prints nothing on a pass',
} as const;

function overview(): string {
  const flags = Object.entries(firstFlags).map(([flag, about]) => {
    const name = variableOfFlag('run').get(flag);
    return [name === undefined ? `--${flag}` : withValue(flag, name), about];
  });
  const row = ([name = '', about = '']: readonly string[]) => `  ${name.padEnd(30)}${about}`;
  return [
    'Judges an HTTP implementation of the Nexus password-reset API.',
    'Usage: nexus-conformance [command] [flags]     run, where no command is named',
    '',
    ...commandNames.map((name) => row([usage(name), command(name).brief])),
    '',
    'The flags of run that matter (after npm run a -- stands before them):',
    ...flags.map(row),
    '',
    'All flags and exit codes: help run. The configuration: help variables.',
  ].join('\n');
}

function helpOf(name: CommandName): string {
  return [
    `Usage: nexus-conformance ${usage(name)} [flags]`,
    '',
    wrap(command(name).about, columns, ''),
    '',
    "Flags (none takes a secret; npm run needs -- before them, PowerShell '--'):",
    ...flagsOf(name),
    '',
    'Exit codes:',
    ...Object.entries(command(name).exits).map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`),
    '',
  ].join('\n');
}

function usage(name: CommandName): string {
  const { argument } = command(name);
  return argument === undefined ? name : `${name} ${argument.optional ? `[${argument.name}]` : argument.name}`;
}

function flagsOf(kind: CommandName): string[] {
  return [
    ...Array.from(variableOfFlag(kind), ([flag, name]) => entry(withValue(flag, name), `${aboutOf(name)} (${name})`)),
    ...optionsOf(kind).map((name) => {
      const { about, value } = option(name);
      return entry(value === undefined ? `--${name}` : `--${name} ${value}`, about);
    }),
  ];
}

const withValue = (flag: string, name: VariableName): string =>
  `--${flag}${takesValue(name) ? ` ${placeholder(variable(name))}` : ''}`;

function variableList(): string {
  const listed = groups.flatMap((group) => {
    const names = shownVariableNames.filter((name) => variable(name).group === group);
    return names.length === 0 ? [] : [`${group}:`, ...names.map((name) => entry(name, aboutOf(name))), ''];
  });
  return [
    'Variables. A flag wins over the environment, the environment over the file .env. What --target or',
    '--env-file names is taken whole: only what it lacks about the target comes from the environment.',
    'Files are looked for in the working folder; under npm run first in the folder in which it was typed.',
    'A value that is a reference which nobody replaced ($NAME, $(NAME), %NAME%, <name>), stands in',
    'quotation marks, or is still the example, is refused. For every secret NAME there is NAME_FILE, a',
    'file with it, in which all is meant as it stands. An empty NEXUS_BASE_URL is refused.',
    '',
    ...listed,
  ].join('\n');
}

function aboutOf(name: VariableName): string {
  const { about } = variable(name);
  const without = defaultOf(name);
  return without === undefined ? about : `${about} Default: ${without}.`;
}

function entry(name: string, about: string): string {
  return `  ${name}\n${wrap(about, columns, '      ')}`;
}

function placeholder(described: Variable): string {
  switch (described.kind) {
    case 'one-of':
      return described.values.join('|');
    case 'list':
      return 'ID,...';
    case 'text':
      return 'NAME';
    case 'integer':
      return 'NUMBER';
    default:
      return described.kind.toUpperCase();
  }
}
