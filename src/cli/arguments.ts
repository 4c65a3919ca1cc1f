import { parseArgs } from 'node:util';
import { shownVariableNames, type VariableName, variable } from '../../config/variables.ts';
import type { Misconfiguration } from '../configuration/misconfiguration.ts';
import { didYouMean } from '../configuration/nearest-name.ts';
import { explainSwallowed, isMadeUp, isOurs, perhapsSwallowed, swallowedBy } from '../configuration/surroundings.ts';
import { schemaOf } from '../configuration/values.schema.ts';
import {
  type CommandName,
  command,
  commandNames,
  type OptionName,
  option as optionOf,
  optionsOf,
  variableOfFlag,
} from './commands.ts';

/** What a command is asked to do. `flags` holds texts as given; they are read with the configuration. */
export interface Asked {
  readonly kind: CommandName;
  readonly flags: Readonly<Partial<Record<VariableName, string>>>;
  /** The flags that were given and set no variable, by name without their dashes. */
  readonly options: readonly OptionName[];
  /** The result as JSON on stdout. */
  readonly json: boolean;
  /** No progress on stderr. */
  readonly quiet: boolean;
  /** Only what was not good in the run before. */
  readonly lastFailed: boolean;
  /** E-mails may be caused. */
  readonly mail: boolean;
  /** Seconds to wait for the target to answer; 0 is not at all. */
  readonly wait: number;
  /** What stands alone after the command; empty where it takes nothing. */
  readonly argument: string;
}

export type Arguments =
  | Asked
  | { readonly kind: 'version' }
  /** `asked` is what could be read all the same. */
  | { readonly kind: 'problems'; readonly asked: Asked; readonly problems: readonly Misconfiguration[] };

type Environment = Readonly<Record<string, string | undefined>>;
type Token = NonNullable<ReturnType<typeof tokensOf>>[number];
type Option = Extract<Token, { kind: 'option' }>;

/**
 * Reads the arguments after the program's name: a command, `run` where none is named, and its flags. No message repeats
 * a value: it may be a secret that was given to a flag which does not exist. `environment` tells what npm kept for itself.
 */
export function parseArguments(argv: readonly string[], environment: Environment = {}): Arguments {
  const named = commandNames.find((name) => name === argv[0]);
  const kind = named ?? 'run';
  const tokens = tokensOf(named === undefined ? argv : argv.slice(1), kind);
  const options = tokens.filter((token) => token.kind === 'option');
  const textOf = (name: OptionName) => options.find((option) => option.name === name)?.value;
  const has = (name: OptionName) => options.some((option) => option.name === name);
  if (has('version')) return { kind: 'version' };

  const alone = standingAlone(tokens, kind);
  const asked: Asked = {
    kind,
    flags: flagsOf(options, kind),
    options: optionsOf(kind).filter(has),
    json: has('json'),
    quiet: has('quiet'),
    lastFailed: has('last-failed'),
    mail: has('mail'),
    wait: Number(textOf('wait') ?? 0),
    argument: alone[0]?.value ?? '',
  };
  if (has('help')) return { ...asked, kind: 'help', argument: named ?? '' };
  const swallowed = flagsKept(environment, kind, options, alone);
  if (swallowed.length > 0) return { kind: 'problems', asked, problems: swallowed };
  const problems = [
    ...options.flatMap((option) => wrongOption(option, options, kind)),
    ...wrongCommand(argv[0], alone, named),
    ...(named === undefined ? [] : wrongNumber(alone, named)),
  ];
  return problems.length > 0 ? { kind: 'problems', asked, problems } : asked;
}

/** What npm kept for itself: no word that it handed on is then what it seems to be. */
function flagsKept(
  environment: Environment,
  kind: CommandName,
  options: readonly Option[],
  alone: readonly { readonly value: string }[],
): Misconfiguration[] {
  const ofVariables = variableOfFlag(kind);
  const words = alone.slice(command(kind).argument === undefined ? 0 : 1).map(({ value }) => value);
  const given = options.map(({ name }) => name);
  const kept = swallowedBy(environment, [...ofVariables.keys(), ...command(kind).options], given);
  // What may be there for others was typed for us where something else was, or a word was left over.
  if (kept.length === 0 || (words.length === 0 && !kept.some(isOurs))) return [];
  const takesOne = (flag: string) => {
    const name = ofVariables.get(flag);
    return name === undefined ? flag === 'wait' : takesValue(name);
  };
  // One that stands for a made-up flag may be a secret.
  const shown = perhapsSwallowed(environment, given).some(isMadeUp) ? [] : words;
  const typed = { command: kind === 'run' ? undefined : kind, words: shown };
  return [{ message: explainSwallowed(kept, takesOne, environment, typed) }];
}

/** Not strict: `parseArgs` would throw at the first mistake, and everything is to be said at once. */
function tokensOf(argv: readonly string[], kind: CommandName) {
  const types = Object.fromEntries([
    ...optionsOf(kind).map((name) => [name, { type: optionOf(name).value === undefined ? 'boolean' : 'string' }]),
    ...Array.from(variableOfFlag(kind), ([flag, name]) => [flag, { type: takesValue(name) ? 'string' : 'boolean' }]),
    ['help', { type: 'boolean' as const, short: 'h' }],
  ]);
  return parseArgs({ args: [...argv], options: types, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/** Whether the variable's flag is followed by a value; that of a boolean stands for `true`. */
export function takesValue(name: VariableName): boolean {
  return variable(name).kind !== 'boolean';
}

function wrongOption(option: Option, all: readonly Option[], kind: CommandName): Misconfiguration[] {
  const name = variableOfFlag(kind).get(option.name);
  if (name === undefined) return wrongPlainOption(option, kind);
  const { kind: type, example } = variable(name);
  const about = (message: string) => [{ variable: name, message: `${option.rawName} ${message}` }];
  if (!takesValue(name)) return option.inlineValue ? about('takes no value: give it alone, or leave it out.') : [];
  if (isNumber(name) && !(name === 'NEXUS_SEED' && option.value === 'random')) {
    const fault = faultOfNumber(option, schemaOf(variable(name)).description);
    if (fault !== undefined) return about(`${fault} Example: ${option.rawName} ${example}`);
  }
  if (lacksValue(option)) return about(`needs a value. Example: ${option.rawName} ${example}`);
  const isRepeated = all.find((other) => other.name === option.name) !== option;
  return isRepeated && type !== 'list' ? about('is given twice: give it once.') : [];
}

function wrongPlainOption(option: Option, kind: CommandName): Misconfiguration[] {
  const name = optionsOf(kind).find((known) => known === option.name);
  if (name === undefined) return [{ message: unknownFlag(option, kind) }];
  if (optionOf(name).value === undefined) {
    return option.inlineValue ? [{ message: `${option.rawName} takes no value.` }] : [];
  }
  const fault = faultOfNumber(option, 'a number of seconds') ?? (lacksValue(option) && 'needs a value.');
  return fault ? [{ message: `${option.rawName} ${fault} Example: ${option.rawName} 60` }] : [];
}

const isNumber = (name: VariableName): boolean => ['integer', 'seconds'].includes(variable(name).kind);

/** What is wrong with the number that was given, whatever it may be; completes a sentence that begins with its flag. */
function faultOfNumber({ value = '' }: Option, what: string): string | undefined {
  if (/^-[\d.]/.test(value)) return `cannot be negative: it takes ${what}.`;
  if (value === '' || value.startsWith('-') || /^\d+(?:\.\d+)?$/.test(value)) return undefined;
  return `is given what is no number: it takes ${what}, in digits and without a unit.`;
}

function lacksValue({ value, inlineValue }: Option): boolean {
  return value === undefined || value === '' || (!inlineValue && value.startsWith('-'));
}

function unknownFlag({ name, rawName }: Option, kind: CommandName): string {
  const variableName = `NEXUS_${name.replaceAll('-', '_').toUpperCase()}`;
  const elsewhere = commandNames.filter((other) => hasFlag(other, name));
  if (elsewhere.length > 0)
    return `${rawName} is a flag of ${new Intl.ListFormat('en').format(elsewhere)}, not of ${kind}.`;
  if (shownVariableNames.some((known) => known === variableName)) {
    return `${rawName} is not a flag: set ${variableName} in the environment or in an env file.`;
  }
  const flags = [...optionsOf(kind), ...variableOfFlag(kind).keys()].map((flag) => `--${flag}`);
  return `${rawName} is not a flag of ${kind}.${didYouMean(rawName, flags)} help ${kind} lists all.`;
}

function hasFlag(kind: CommandName, name: string): boolean {
  return variableOfFlag(kind).has(name) || optionsOf(kind).some((known) => known === name);
}

/** What belongs to no flag; not the would-be value of an unknown one, which is a problem already. */
function standingAlone(tokens: readonly Token[], kind: CommandName) {
  return tokens.filter((token, index) => {
    const before = tokens[index - 1];
    const isValueOfUnknown = before?.kind === 'option' && !hasFlag(kind, before.name);
    return token.kind === 'positional' && !isValueOfUnknown;
  }) as Extract<Token, { kind: 'positional' }>[];
}

/** Without a command nothing may stand alone: it is a misspelled one, or the value of a flag that was forgotten. */
function wrongCommand(
  first: string | undefined,
  alone: readonly { readonly index: number; readonly value: string }[],
  named: CommandName | undefined,
): Misconfiguration[] {
  if (named !== undefined) return [];
  return alone.map(({ index, value }) => {
    const message = `Argument ${index + 1} belongs to no flag. run takes flags only; everything else is set by variables.`;
    if (index > 0 || value !== first) return { message };
    return {
      message: `Argument 1 is not a command.${didYouMean(value, commandNames)} There are: ${commandNames.join(', ')}.`,
    };
  });
}

function wrongNumber(alone: readonly { readonly index: number }[], kind: CommandName): Misconfiguration[] {
  const { argument } = command(kind);
  if (argument !== undefined && !argument.optional && alone.length === 0) {
    return [{ message: `${kind} needs ${argument.name}, ${argument.about}. Example: ${kind} ${argument.example}` }];
  }
  return alone.slice(argument === undefined ? 0 : 1).map(({ index }) => ({
    message: `Argument ${index + 2} belongs to no flag. ${kind} takes ${argument === undefined ? 'flags only' : `one ${argument.name}`}.`,
  }));
}

function flagsOf(options: readonly Option[], kind: CommandName): Partial<Record<VariableName, string>> {
  const flags: Partial<Record<VariableName, string>> = {};
  for (const { name, value } of options) {
    const variableName = variableOfFlag(kind).get(name);
    if (variableName === undefined) continue;
    const earlier = variable(variableName).kind === 'list' ? flags[variableName] : undefined;
    flags[variableName] = [earlier, value ?? 'true'].filter(Boolean).join(',');
  }
  return flags;
}
