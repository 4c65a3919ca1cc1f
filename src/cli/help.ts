import { groups, shownVariableNames, type Variable, type VariableName, variable } from '../../config/variables.ts';
import { defaultOf } from '../configuration/defaults.ts';
import { wrap } from '../report/text.ts';
import { takesValue } from './arguments.ts';
import { type CommandName, command, commandNames, option, optionsOf, variableOfFlag } from './commands.ts';

const columns = 100;

/** The help of a command or, where none is named, of them all; for a terminal of 100 columns. */
export function helpText(name?: CommandName): string {
  const kind = name ?? 'run';
  return [
    `Usage: nexus-conformance ${name === undefined ? '[command]' : usage(name)} [flags]`,
    '',
    ...(name === undefined ? commandList() : [wrap(command(kind).about, columns, ''), '']),
    `Flags${name === undefined ? ' of run' : ''} (none takes a secret; npm run needs -- before them, PowerShell '--'):`,
    ...flagsOf(kind),
    '',
    ...(name === undefined ? variableList() : []),
    'Exit codes:',
    ...Object.entries(command(kind).exits).map(([code, meaning]) => `  ${code.padEnd(5)}${meaning}`),
    '',
  ].join('\n');
}

function usage(name: CommandName): string {
  const { argument } = command(name);
  return argument === undefined ? name : `${name} ${argument.name}`;
}

function commandList(): string[] {
  return [
    'Judges an HTTP implementation of the Nexus password-reset API.',
    '',
    'Commands (each has a --help of its own):',
    ...commandNames.map((name) => entry(usage(name), command(name).about)),
    '',
  ];
}

function flagsOf(kind: CommandName): string[] {
  return [
    ...Array.from(variableOfFlag(kind), ([flag, name]) =>
      entry(`--${flag}${takesValue(name) ? ` ${placeholder(variable(name))}` : ''}`, `${aboutOf(name)} (${name})`),
    ),
    ...optionsOf(kind).map((name) => {
      const { about, value } = option(name);
      return entry(value === undefined ? `--${name}` : `--${name} ${value}`, about);
    }),
  ];
}

function variableList(): string[] {
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
  ];
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
