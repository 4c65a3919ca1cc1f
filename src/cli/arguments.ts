import { parseArgs } from 'node:util';
import {
  groups,
  isVariableName,
  type Variable,
  type VariableName,
  variable,
  variableNames,
} from '../../config/variables.ts';
import { defaultOf } from '../configuration/describe.ts';
import { nearestName } from '../configuration/nearest-name.ts';
import type { Problem } from '../configuration/problem.ts';
import { wrap } from '../configuration/wrap.ts';

/** What a command line of `run` asks for. `flags` holds texts as given; they are read with the configuration. */
export type Arguments =
  | {
      readonly kind: 'run';
      readonly flags: Readonly<Partial<Record<VariableName, string>>>;
      /** The statement instead of the summary on stdout. */
      readonly json: boolean;
      /** No progress on stderr. */
      readonly quiet: boolean;
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/** The flags that set no variable. */
const plainFlags = {
  json: 'Prints the statement as JSON on stdout, in place of the summary.',
  quiet: 'Shows no progress.',
  help: 'Shows this help. Short: -h.',
  version: 'Shows the version.',
} as const;

/** The variables that have a flag, by the flag's name without its dashes. */
const variableOfFlag: ReadonlyMap<string, VariableName> = new Map(
  variableNames.flatMap((name) => {
    const flag = variable(name).flag;
    return flag === undefined ? [] : [[flag.slice(2), name] as const];
  }),
);

type Token = NonNullable<ReturnType<typeof tokensOf>>[number];
type Option = Extract<Token, { kind: 'option' }>;

/**
 * Reads the arguments after the program's name; a leading `run` may be left out. No message repeats a value: it may be
 * a secret that was given to a flag which does not exist.
 */
export function parseArguments(argv: readonly string[]): Arguments {
  const tokens = tokensOf(argv);
  const options = tokens.filter((token) => token.kind === 'option');
  if (options.some((option) => option.name === 'help')) return { kind: 'help' };
  if (options.some((option) => option.name === 'version')) return { kind: 'version' };

  const problems = [...options.flatMap((option) => wrongOption(option, options)), ...stray(tokens)];
  if (problems.length > 0) return { kind: 'problems', problems };
  const has = (flag: keyof typeof plainFlags) => options.some((option) => option.name === flag);
  return { kind: 'run', flags: flagsOf(options), json: has('json'), quiet: has('quiet') };
}

/** Not strict: `parseArgs` would throw at the first mistake, and everything is to be said at once. */
function tokensOf(argv: readonly string[]) {
  const options = Object.fromEntries([
    ...Object.keys(plainFlags).map((name) => [name, { type: 'boolean' as const }]),
    ...Array.from(variableOfFlag, ([flag, name]) => [flag, { type: takesValue(name) ? 'string' : 'boolean' }]),
    ['help', { type: 'boolean' as const, short: 'h' }],
  ]);
  return parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

function takesValue(name: VariableName): boolean {
  return variable(name).kind !== 'boolean';
}

function wrongOption(option: Option, all: readonly Option[]): Problem[] {
  const name = variableOfFlag.get(option.name);
  if (name === undefined) {
    if (!Object.hasOwn(plainFlags, option.name)) return [{ message: unknownFlag(option) }];
    return option.inlineValue ? [{ message: `${option.rawName} takes no value.` }] : [];
  }
  const { kind, example } = variable(name);
  const about = (message: string) => [{ variable: name, message: `${option.rawName} ${message}` }];
  if (!takesValue(name)) return option.inlineValue ? about('takes no value: give it alone, or leave it out.') : [];
  if (option.value === undefined || (!option.inlineValue && option.value.startsWith('-'))) {
    return about(`needs a value. Example: ${option.rawName} ${example}`);
  }
  const isRepeated = all.find((other) => other.name === option.name) !== option;
  return isRepeated && kind !== 'list' ? about('is given twice: give it once.') : [];
}

function unknownFlag({ name, rawName }: Option): string {
  const variableName = `NEXUS_${name.replaceAll('-', '_').toUpperCase()}`;
  if (isVariableName(variableName)) {
    return `${rawName} is not a flag: set ${variableName} in the environment or in an env file.`;
  }
  const nearest = nearestName(name, [...Object.keys(plainFlags), ...variableOfFlag.keys()]);
  return `${rawName} is not a flag of run. Did you mean --${nearest?.name}? --help lists all.`;
}

/** What stands alone; not the would-be value of an unknown flag, which is a problem already. */
function stray(tokens: readonly Token[]): Problem[] {
  return tokens.flatMap((token, index) => {
    const before = tokens[index - 1];
    const isValueOfUnknown = before?.kind === 'option' && !variableOfFlag.has(before.name);
    const isCommand = token.kind === 'positional' && token.index === 0 && token.value === 'run';
    if (token.kind !== 'positional' || isValueOfUnknown || isCommand) return [];
    const message = `Argument ${token.index + 1} belongs to no flag. run takes flags only; everything else is set by variables.`;
    return [{ message }];
  });
}

function flagsOf(options: readonly Option[]): Partial<Record<VariableName, string>> {
  const flags: Partial<Record<VariableName, string>> = {};
  for (const { name, value } of options) {
    const variableName = variableOfFlag.get(name);
    if (variableName === undefined) continue;
    const earlier = variable(variableName).kind === 'list' ? flags[variableName] : undefined;
    flags[variableName] = [earlier, value ?? 'true'].filter(Boolean).join(',');
  }
  return flags;
}

const exitCodes = [
  '0    pass: every selected MUST passed or is not applicable',
  '1    fail: a MUST failed',
  '2    configuration or usage error; nothing was sent',
  '3    incomplete: something could not be judged',
  '4    the suite itself broke',
  '130  interrupted',
];

/** The help of `run`, for a terminal of 100 columns. */
export function helpText(): string {
  const flags = [
    ...Array.from(variableOfFlag, ([flag, name]) => {
      const described = variable(name);
      return entry(`--${flag}${takesValue(name) ? ` ${placeholder(described)}` : ''}`, `${aboutOf(name)} (${name})`);
    }),
    ...Object.entries(plainFlags).map(([flag, about]) => entry(`--${flag}`, about)),
  ];
  const listed = groups.flatMap((group) => {
    const names = variableNames.filter((name) => variable(name).group === group);
    return [`${group}:`, ...names.map((name) => entry(name, aboutOf(name))), ''];
  });
  return [
    'Usage: nexus-conformance [run] [flags]',
    '',
    'Judges an HTTP implementation of the Nexus password-reset API.',
    '',
    'Flags (none takes a secret):',
    ...flags,
    '',
    'Variables. A flag wins over the environment, the environment over the file .env. What --target or',
    '--env-file names is taken whole: only what it lacks about the target comes from the environment.',
    '',
    ...listed,
    'Exit codes:',
    ...exitCodes.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function aboutOf(name: VariableName): string {
  const { about, later } = variable(name);
  const without = defaultOf(name);
  return [about, ...(without === undefined ? [] : [`Default: ${without}.`]), ...(later ? ['Not used yet.'] : [])].join(
    ' ',
  );
}

function entry(name: string, about: string): string {
  return `  ${name}\n${wrap(about, 100, '      ')}`;
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
