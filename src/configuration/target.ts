import { type Group, type VariableName, variable, variableNames } from '../../config/variables.ts';
import { readEnvFile } from './env-file.ts';
import { type Remarks, wrong } from './misconfiguration.ts';
import { didYouMean } from './nearest-name.ts';
import { envFileLayer, type Found, type Given, type Layer, type LookUp, layerOf } from './places.ts';
import { unreplaced } from './shapes.ts';
import { perhapsSwallowed, pipelineIn } from './surroundings.ts';
import { notReplaced, type Values } from './values.ts';

/** What is said outside of a named target. */
export type Places = Readonly<Record<'flags' | 'environment' | 'dotEnv', Layer>>;

/** What is tested, as far as it is known before any value is read. */
export type Target =
  /** `running`: `layer` is its configuration. Where it was not asked for by name, `otherMeant` says why another one must have been. */
  | {
      readonly kind: 'reference';
      readonly named: boolean;
      readonly running: boolean;
      readonly layer: Layer;
      readonly otherMeant?: string | undefined;
      /** Where another one would have been found. */
      readonly lookedFor: string;
    }
  /** A file that is taken whole; `name` is that of `--target`. */
  | { readonly kind: 'file'; readonly label: string; readonly name?: string; readonly layer: Layer }
  | { readonly kind: 'variables' };

/** All that a check may look at. */
export interface Facts {
  /** What was given, readable or not: a value that could not be read is refused already, and not missing besides. */
  readonly given: Layer;
  readonly values: Values;
  readonly target: Target;
  readonly baseUrl: URL | undefined;
  /** True for the embedded reference, too. */
  readonly loopback: boolean;
  /** The process environment, whoever won. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Whether there is a target whose variables can be asked for: the reference has none before it runs. */
export function isDescribed({ target }: Facts): boolean {
  return target.kind !== 'reference' || target.running;
}

export function missing({ given }: Facts, ...names: readonly VariableName[]): VariableName[] {
  return names.filter((name) => given[name] === undefined);
}

/** What a target is looked for in, besides the places. */
export interface Surroundings {
  readonly folders: readonly string[];
  /** Those of `config/targets`. */
  readonly targetNames: readonly string[];
  /** The configuration of the embedded reference, once it runs. */
  readonly reference: Readonly<Record<string, string>> | undefined;
  readonly lookUp: LookUp;
  /** The flags that were given and set no variable. */
  readonly options: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What is set in the environment or in `.env` to nothing, or is no variable of ours. */
  readonly unused: readonly string[];
  /** False: there is no embedded reference. */
  readonly dotEnv: boolean;
}

export interface Choice extends Remarks {
  readonly target: Target;
}

/** Decides what is tested; no target where that cannot be known, or a file was named that is not there. */
export function chooseTarget(places: Places, surroundings: Surroundings): Choice | Remarks {
  const { flags, environment, dotEnv } = places;
  const naming = [flags, environment, dotEnv].find((place) => place.NEXUS_TARGET ?? place.NEXUS_ENV_FILE);
  const { NEXUS_TARGET: name, NEXUS_ENV_FILE: file } = naming ?? {};
  if (name !== undefined && file !== undefined) {
    const message = `NEXUS_TARGET and NEXUS_ENV_FILE are both set (${name.origin}, ${file.origin}): give only one of them.`;
    return { misconfigurations: [{ variable: 'NEXUS_ENV_FILE', message }], notes: [] };
  }
  const reference = naming?.NEXUS_TARGET ?? naming?.NEXUS_ENV_FILE;
  const form = reference && unreplaced(reference.text);
  if (reference && form) {
    const variableName = name === undefined ? 'NEXUS_ENV_FILE' : 'NEXUS_TARGET';
    return { misconfigurations: wrong(variableName, notReplaced(form, reference)), notes: [] };
  }
  if (name?.text === 'reference') return referenceTarget(places, surroundings, { named: true });
  if (name !== undefined) return targetOfName(name, surroundings);
  if (file !== undefined) {
    const found = surroundings.lookUp(file.text, readEnvFile);
    const message = `names a file that does not exist: ${found.place} (${file.origin}).`;
    const target = targetOfFile(file.text, surroundings);
    if (target === undefined) return { misconfigurations: wrong('NEXUS_ENV_FILE', message), notes: [] };
    const isDrained = flags.NEXUS_ENV_FILE !== undefined && contentOf(found) === '';
    return isDrained ? { ...target, notes: [...target.notes, drained(found.place)] } : target;
  }
  const isAboutATarget = targetVariablesIn({ ...dotEnv, ...environment, ...flags }).length > 0;
  if (isAboutATarget) return { target: { kind: 'variables' }, misconfigurations: [], notes: [] };
  return referenceTarget(places, surroundings, { named: false, otherMeant: whyAnother(places, surroundings) });
}

const contentOf = (found: Found): string | undefined => ('text' in found ? (found.fault ?? found.text) : undefined);

/** Node takes the flag for its own wherever it stands, but behind `node --`. */
const drained = (place: string): string =>
  `${place} is empty. A pipe gives its content once, and Node itself reads what --env-file names unless it is started as "node -- …": name a pipe by NEXUS_ENV_FILE.`;

const targetGroups: readonly Group[] = ['Target', 'Credentials', 'Users and clients', 'E-mail'];

function targetVariablesIn(layer: Layer): VariableName[] {
  return variableNames.filter((name) => layer[name] !== undefined && targetGroups.includes(variable(name).group));
}

/** Flags with which, and no other, whoever has no target looks at the suite itself. */
const aboutTheSuite: readonly string[] = ['fault', 'only', 'skip', 'last-failed'];

/** The same by variable, and what says for a whole machine where results go and how long it may take. */
function isHarmless(name: string): boolean {
  return /^NEXUS_(?:FAULT|ONLY|SKIP|OUTPUT|REPORT|DEADLINE_SECONDS)$/.test(name);
}

/** Why the embedded reference cannot have been meant, in words that begin a sentence; undefined where it can. */
function whyAnother({ flags, environment: ofEnvironment, dotEnv }: Places, surroundings: Surroundings) {
  const { options, environment, unused } = surroundings;
  const given = flagsGiven(flags, options);
  const flag = given.find((name) => !aboutTheSuite.includes(name));
  if (flag !== undefined) return `With --${flag}`;
  const set: Layer = { ...dotEnv, ...ofEnvironment };
  const other = variableNames.find((name) => set[name] && !isHarmless(name));
  if (other !== undefined) return `With ${other} (${set[other]?.origin})`;
  const withoutEffect = unused.find((name) => !isHarmless(name));
  if (withoutEffect !== undefined) return `With ${withoutEffect}, which has no effect,`;
  const [kept] = perhapsSwallowed(environment, given);
  if (kept) return `With --${kept.flag}, which npm may have kept for itself (${kept.held}),`;
  return pipelineIn(environment);
}

/** All that were given, by name without their dashes. */
export function flagsGiven(flags: Layer, options: readonly string[]): readonly string[] {
  return [...variableNames.filter((name) => flags[name]).map(flagOf), ...options];
}

const flagOf = (name: VariableName): string => (variable(name).flag ?? '').replace('--', '');

const noReference = 'is missing: the embedded reference is not judged here. Name the address of the target.';

function referenceTarget(
  { flags, ...others }: Places,
  { reference, folders, dotEnv }: Surroundings,
  asked: { readonly named: boolean; readonly otherMeant?: string | undefined },
): Choice | Remarks {
  const { layer, misconfigurations } = layerOf(reference ?? {}, () => 'embedded reference');
  const message =
    'The flag --base-url names another target than the embedded reference: give either it or --target reference.';
  const contradictions = flags.NEXUS_BASE_URL ? [{ variable: 'NEXUS_BASE_URL', message }] : [];
  if (!dotEnv) return { misconfigurations: wrong('NEXUS_BASE_URL', noReference), notes: [] };
  const lookedFor = `looked for in the environment and in .env in ${folders.join(' and ')}`;
  const ignored = targetVariablesIn({ ...others.dotEnv, ...others.environment });
  return {
    target: { kind: 'reference', ...asked, running: reference !== undefined, layer, lookedFor },
    misconfigurations: [...misconfigurations, ...contradictions],
    notes: ignored.length > 0 ? [`Ignored, because the target is the embedded reference: ${ignored.join(', ')}.`] : [],
  };
}

function targetOfName({ text: name, origin }: Given, surroundings: Surroundings): Choice | Remarks {
  const label = `config/targets/${name}.env`;
  const choice = isTargetName(name) ? targetOfFile(label, surroundings, name) : undefined;
  if (choice !== undefined) return choice;
  const names = ['reference', ...surroundings.targetNames];
  const message = `names no target (${origin}): there is no ${label} in ${surroundings.folders.join(' or ')}.${didYouMean(name, names)} There are: ${names.join(', ')}.`;
  return { misconfigurations: wrong('NEXUS_TARGET', message), notes: [] };
}

/** A name that is that of a file on every system, and leads to no other folder. */
export function isTargetName(name: string): boolean {
  return /^\w[\w.-]*$/.test(name);
}

function targetOfFile(path: string, { lookUp }: Surroundings, name?: string): Choice | Remarks | undefined {
  const file = envFileLayer(path, lookUp, readEnvFile);
  if (file === undefined) return undefined;
  const { place: label, layer, misconfigurations, notes } = file;
  if (file.unreadable) return { misconfigurations, notes };
  const misplaced = (['NEXUS_TARGET', 'NEXUS_ENV_FILE'] as const)
    .filter((misplacedName) => layer[misplacedName])
    .flatMap((misplacedName) =>
      wrong(misplacedName, `cannot stand in ${label}, which was itself named as the target: remove it there.`),
    );
  return {
    target: { kind: 'file', label, layer, ...(name !== undefined && { name }) },
    misconfigurations: [...misconfigurations, ...misplaced],
    notes,
  };
}

/** Every variable from the strongest place that has it. A named target is taken whole; how the run goes is not its affair. */
export function mergePlaces(target: Target, places: Places): Layer {
  const merged: Partial<Record<VariableName, Given>> = {};
  for (const name of variableNames) {
    const given = strongestFirst(variable(name).group, target, places).find((layer) => layer[name])?.[name];
    if (given !== undefined) merged[name] = given;
  }
  return merged;
}

function strongestFirst(group: Group, target: Target, { flags, environment, dotEnv }: Places): readonly Layer[] {
  if (target.kind === 'variables') return [flags, environment, dotEnv];
  if (group === 'Run') return [flags, environment, target.layer, dotEnv];
  if (target.kind === 'file') return [flags, target.layer, environment];
  // The reference's own configuration, and nothing that was meant for another target.
  return group === 'Network' ? [flags, target.layer, environment, dotEnv] : [target.layer];
}
