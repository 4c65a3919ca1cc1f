import { shownVariableNames, type VariableName, variable } from '../../config/variables.ts';

interface Option {
  readonly about: string;
  /** What its value is, for the help and for messages; absent where it takes none. */
  readonly value?: string;
}

/** The flags that set no variable, by name without their dashes. */
export const options = {
  json: {
    about:
      'Prints the result as JSON on stdout, and nothing else; of a configuration that is wrong an object with its problems. Under npm: npm run -s.',
  },
  quiet: { about: 'Prints nothing on a pass, else the verdict line.' },
  'last-failed': {
    about:
      'Only what failed or could not be judged, each by the last run in the output folder that judged it. The results go to again/ in it.',
  },
  wait: {
    about: 'Waits so long for the target to answer, and with the build of NEXUS_EXPECT_BUILD, as after a deployment.',
    value: 'SECONDS',
  },
  mail: { about: 'Asks about the user as well: each alternative that is accepted causes one e-mail.' },
  help: { about: 'Shows this help; after a command its own. Short: -h.' },
  version: { about: 'Shows the version.' },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;

interface Command {
  /** For the help of them all, which fits a screen. */
  readonly brief: string;
  readonly about: string;
  /** The variables that its flags set. */
  readonly variables: readonly VariableName[];
  readonly options: readonly OptionName[];
  /** What it must be given besides, or may be, with an example. */
  readonly argument?: {
    readonly name: string;
    readonly about: string;
    readonly example: string;
    readonly optional?: true;
  };
  /** What its exit codes mean. */
  readonly exits: Readonly<Record<string, string>>;
}

const variablesWithFlag = shownVariableNames.filter((name) => variable(name).flag !== undefined);

/** Everything that the command line can be asked for. */
export const commands = {
  run: {
    brief: 'judges the target',
    about: 'Judges the target. It is meant where no command is named.',
    variables: variablesWithFlag,
    options: ['last-failed', 'json', 'quiet'],
    exits: {
      0: 'pass: every selected MUST passed or is not applicable',
      1: 'fail: a MUST failed',
      2: 'configuration or usage error; nothing was sent',
      3: 'incomplete: something could not be judged',
      4: 'the suite itself broke, or the disk is full',
      75: 'incomplete, and every cause may clear by itself: try again later',
      130: 'interrupted',
    },
  },
  doctor: {
    brief: 'says whether a run can begin, and what it lacks',
    about:
      'Says whether a run can begin and what it could judge, and the way out where it cannot. Takes the flags of run.',
    variables: variablesWithFlag,
    options: ['wait', 'mail', 'json'],
    exits: {
      0: 'ready: the profile can be judged, and at least one alternative is accepted',
      2: 'configuration or usage error, or the profile needs a variable that is not set',
      3: 'there are problems, or no alternative was seen to be accepted',
      75: 'the target was not reached, puts off, or is another build: --wait SECONDS waits for it',
      130: 'interrupted',
    },
  },
  list: {
    brief: 'lists the requirements',
    about: 'Lists the requirements, one a line: all of them, or those of a profile.',
    variables: ['NEXUS_PROFILE'],
    options: ['json'],
    exits: { 0: 'always, but for a usage error', 2: 'usage error' },
  },
  explain: {
    brief: 'explains one requirement',
    about: 'Explains one requirement: its sentence, where it comes from, how it is judged.',
    variables: [],
    options: ['json'],
    argument: { name: 'ID', about: 'the id of a requirement', example: 'auth/bearer-alone' },
    exits: { 0: 'always, but for a usage error', 2: 'usage error, or no such requirement' },
  },
  init: {
    brief: 'writes an env file to fill in, or completes one',
    about:
      'Writes an env file to fill in: .env, or with --target NAME config/targets/NAME.env. One that is there is completed for the profile that --profile names: its values and its comments stay.',
    variables: ['NEXUS_PROFILE', 'NEXUS_TARGET'],
    options: [],
    exits: { 0: 'written or completed', 2: 'usage error, or the file cannot be written' },
  },
  help: {
    brief: 'shows all of a command, or the variables',
    about: 'Shows the help of a command with all of its flags and exit codes, or of the variables.',
    variables: [],
    options: [],
    argument: { name: 'TOPIC', about: 'a command, or variables', example: 'run', optional: true },
    exits: { 0: 'always, but for a usage error', 2: 'usage error, or no such topic' },
  },
} as const satisfies Record<string, Command>;

export type CommandName = keyof typeof commands;

export const commandNames = Object.keys(commands) as readonly CommandName[];

/** The description without its literal type, for code that walks over all of them. */
export function command(name: CommandName): Command {
  return commands[name];
}

export function option(name: OptionName): Option {
  return options[name];
}

/** The variables that a command's flags set, by the flag's name without its dashes. */
export function variableOfFlag(name: CommandName): ReadonlyMap<string, VariableName> {
  return new Map(command(name).variables.map((of) => [(variable(of).flag ?? '').slice(2), of]));
}

/** Its flags that set no variable, and the two that every command has. */
export function optionsOf(name: CommandName): readonly OptionName[] {
  return [...command(name).options, 'help', 'version'];
}
