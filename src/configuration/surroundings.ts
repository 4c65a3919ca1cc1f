/** What the environment tells of who started us: npm, a pipeline. */
import vendors from 'ci-info/vendors.json' with { type: 'json' };
import { shownVariableNames, variable } from '../../config/variables.ts';
import suite from '../../package.json' with { type: 'json' };

import { nearestName } from './nearest-name.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How a pipeline shows: by one variable or several, by what one holds, or by what they are. */
type Sign =
  | string
  | readonly string[]
  | { readonly any: readonly string[] }
  | Includes
  | Readonly<Record<string, string>>;
interface Includes {
  readonly env: string;
  readonly includes: string;
}

const pipelines: readonly { readonly name: string; readonly env: Sign }[] = vendors;

/** Those of more than one vendor, as ci-info has them, less RUN_ID, which is of many other things. */
const commonSigns = [
  'CI',
  'CONTINUOUS_INTEGRATION',
  'CI_NAME',
  'CI_BUILD_ID',
  'CI_BUILD_NUMBER',
  'CI_APP_ID',
  'BUILD_ID',
  'BUILD_NUMBER',
];

/** By what an environment is that of a pipeline, in words that begin a sentence; undefined where it is none. */
export function pipelineIn(environment: Environment): string | undefined {
  const isSet = (name: string) => !['', '0', 'false'].includes(environment[name] ?? '');
  if (environment.CI === 'false' || environment.CI === '0') return undefined;
  if (isSet('CI')) return 'Under CI';
  const vendor = pipelines.find(({ env }) => namesIn(env).every(isSet) && shows(env, environment));
  if (vendor !== undefined) return `In a pipeline (${vendor.name}, by ${namesIn(vendor.env).join(' and ')})`;
  const sign = commonSigns.find(isSet);
  return sign === undefined ? undefined : `In a pipeline (${sign} is set)`;
}

function shows(sign: Sign, environment: Environment): boolean {
  if (typeof sign === 'string' || isList(sign)) return true;
  if ('any' in sign) return (sign.any as readonly string[]).some((name) => environment[name]);
  if (isIncludes(sign)) return environment[sign.env]?.includes(sign.includes) === true;
  return Object.entries(sign).every(([name, value]) => environment[name] === value);
}

/** The variables of which each has to be there. */
function namesIn(sign: Sign): readonly string[] {
  if (typeof sign === 'string') return [sign];
  if (isList(sign)) return sign;
  if ('any' in sign) return [];
  return isIncludes(sign) ? [sign.env] : Object.keys(sign);
}

const isList = (sign: Sign): sign is readonly string[] => Array.isArray(sign);
const isIncludes = (sign: object): sign is Includes => 'includes' in sign;

/** Where a script of our own package was typed, which npm starts in the package's root. */
export function typedIn({ INIT_CWD, npm_lifecycle_event: script, npm_package_name: name }: Environment): string[] {
  return INIT_CWD && script && script !== 'npx' && name === suite.name ? [INIT_CWD] : [];
}

/** A flag that npm took for its own and did not hand on: `npm run conformance --strict` sets `npm_config_strict`. */
export interface Swallowed {
  /** That of ours, without its dashes. */
  readonly flag: string;
  /** The variable in which npm holds it. */
  readonly held: string;
  /** `true` where it stood alone; the word after it, if any, was handed on by itself. */
  readonly value: string;
}

/** Those of `flags` that npm holds and that were not `given` to us as well; misspelt ones by their right name. */
export function swallowedBy(
  environment: Environment,
  flags: readonly string[],
  given: readonly string[] = [],
): Swallowed[] {
  const all = Object.entries(environment).filter(([name, value]) => name.startsWith(prefix) && value);
  return flags.flatMap((flag) => {
    const held = given.includes(flag) ? [] : all.filter(([name]) => name === heldAs(flag) || isNear(flag, name));
    return held.map(([name, value = '']) => ({ flag, held: name, value }));
  });
}

const prefix = 'npm_config_';
const heldAs = (flag: string): string => `${prefix}${flag.replaceAll('-', '_')}`;

/** No name of npm's own is within two edits of one of our longer flags. */
function isNear(flag: string, name: string): boolean {
  const distance = nearestName(name, [heldAs(flag)])?.distance ?? 0;
  return flag.length >= 5 && distance > 0 && distance <= 2;
}

/** Of these npm knows some itself, others stand in an .npmrc for the tools that build for Electron. */
const meantForOthers = ['target', 'only', 'json'];

/** Whether npm holds such a flag for nobody but us. */
export function isOurs({ flag, held }: Swallowed): boolean {
  return !(meantForOthers.includes(flag) && held === heldAs(flag));
}

/** Variables that have no flag, by the flag that somebody may have made up for them. */
const madeUp = new Map(
  shownVariableNames
    .filter((name) => variable(name).flag === undefined)
    .map((name) => [
      name
        .replace(/^NEXUS_/, '')
        .replaceAll('_', '-')
        .toLowerCase(),
      name,
    ]),
);

/** Whether it is no flag of ours. */
export const isMadeUp = ({ flag }: Swallowed): boolean => madeUp.has(flag);

/** What npm holds and may have been meant for us: a target is then not to be guessed. */
export function perhapsSwallowed(environment: Environment, given: readonly string[]): Swallowed[] {
  const swallowed = swallowedBy(environment, [...meantForOthers, ...madeUp.keys()], given);
  return swallowed.filter(({ flag, held }) => held === heldAs(flag));
}

/** A line for whoever typed it; whoever did not is not kept from a run. No value of what is no flag is shown: it may be a secret. */
export function noteSwallowed(environment: Environment, given: readonly string[]): string[] {
  const perhaps = perhapsSwallowed(environment, given);
  const flags = perhaps.filter(({ flag }) => !madeUp.has(flag));
  return [
    ...(flags.length > 0 ? [explainSwallowed(flags, (flag) => flag !== 'json', environment)] : []),
    ...perhaps.flatMap(({ flag }) =>
      madeUp.has(flag)
        ? [
            `npm holds ${heldAs(flag)}, and --${flag} is no flag: set ${madeUp.get(flag)} in the environment or in an env file.`,
          ]
        : [],
    ),
  ];
}

/** What came to us after all. */
interface Typed {
  /** The command that was named. */
  readonly command?: string | undefined;
  /** What npm handed on without its flags. */
  readonly words?: readonly string[];
}

/** What a person has to type, so that these come to us. */
export function explainSwallowed(
  swallowed: readonly Swallowed[],
  takesValue: (flag: string) => boolean,
  environment: Environment,
  { command, words = [] }: Typed = {},
): string {
  const waiting = swallowed.filter(({ flag, value }) => value === 'true' && takesValue(flag));
  const flags = swallowed.map(({ flag, value }) => {
    if (!takesValue(flag)) return `--${flag}`;
    if (value !== 'true') return `--${flag}=${shown(value)}`;
    return `--${flag}=${waiting.length === 1 && words.length === 1 ? shown(words[0] ?? '') : '…'}`;
  });
  const line = [...(command === undefined ? [] : [command]), ...flags].join(' ');
  const { npm_lifecycle_event: script = 'conformance', npm_config_userconfig: file } = environment;
  const ofNpm = [`npm run ${script} -- ${line}`, `in PowerShell npm run ${script} '--' ${line}`];
  const ways = [...(script === 'npx' ? [] : ofNpm), `npx ${suite.name} ${line}`].join(', or ');
  const held = swallowed.map((each) => `${each.held}=${shown(each.value)}`).join(', ');
  const files = `${file ? `${file}, or ` : ''}the one of the project`;
  return `npm holds ${held}, and handed no such flag on. Type: ${ways}. Where you did not type it, it comes from an .npmrc (${files}): remove it there.`;
}

/** As a shell takes it; a URL with a password in it is not shown. */
function shown(text: string): string {
  if (text.includes('@')) return '…';
  return /^[\w%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Everything that is looked at here, by name. */
export function matters(name: string): boolean {
  return signs.has(name) || namesOfNpm.has(name);
}

const signs = new Set([
  ...commonSigns,
  ...pipelines.flatMap(({ env }) => [
    ...namesIn(env),
    ...(typeof env === 'object' && 'any' in env ? (env.any as readonly string[]) : []),
  ]),
]);

const namesOfNpm = new Set([
  'INIT_CWD',
  'npm_lifecycle_event',
  'npm_package_name',
  'npm_config_userconfig',
  ...[...meantForOthers, ...madeUp.keys()].map(heldAs),
]);
