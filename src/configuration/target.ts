import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Group, type VariableName, variable, variableNames } from '../../config/variables.ts';
import { readEnvFile } from './env-file.ts';
import type { Given, Layer } from './given.ts';
import { fileLayer, type LayerReading } from './layer.ts';
import { nearestName } from './nearest-name.ts';
import type { Problem } from './problem.ts';

/** What is said outside of a named target. */
export interface Places {
  readonly flags: Layer;
  readonly environment: Layer;
  readonly dotEnv: Layer;
}

/** What is tested, as far as it is known before any value is read. */
export type Target =
  /** `named`: asked for by name, not for want of another; `running`: `layer` is its configuration. */
  | { readonly kind: 'reference'; readonly named: boolean; readonly running: boolean; readonly layer: Layer }
  /** A file that is taken whole; `name` is that of `--target`. */
  | { readonly kind: 'file'; readonly label: string; readonly name?: string; readonly layer: Layer }
  | { readonly kind: 'variables' };

export interface Choice {
  readonly target: Target;
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** Decides what is tested; only problems where that cannot be known, or a file was named that is not there. */
export function chooseTarget(
  places: Places,
  workingFolder: string,
  reference: Readonly<Record<string, string>> | undefined,
): Choice | { readonly problems: readonly Problem[] } {
  const naming = [places.flags, places.environment, places.dotEnv].find((p) => p.NEXUS_TARGET ?? p.NEXUS_ENV_FILE);
  const { NEXUS_TARGET: name, NEXUS_ENV_FILE: file } = naming ?? {};
  if (name !== undefined && file !== undefined) {
    const message = `NEXUS_TARGET and NEXUS_ENV_FILE are both set (${name.origin}, ${file.origin}): give only one of them.`;
    return { problems: [{ variable: 'NEXUS_ENV_FILE', message }] };
  }
  if (name?.text === 'reference') return referenceTarget(places, reference, true);
  if (name !== undefined) return targetOfName(name, workingFolder);
  if (file !== undefined) return targetOfFile(file.text, resolve(workingFolder, file.text)) ?? missingFile(file);
  if (describesTarget(places)) return { target: { kind: 'variables' }, problems: [], notes: [] };
  return referenceTarget(places, reference, false);
}

const targetGroups: readonly Group[] = ['Target', 'Credentials', 'Users and clients', 'E-mail'];

function describesTarget({ flags, environment, dotEnv }: Places): boolean {
  const given = { ...dotEnv, ...environment, ...flags };
  return variableNames.some((name) => given[name] !== undefined && targetGroups.includes(variable(name).group));
}

function referenceTarget(
  { flags, environment, dotEnv }: Places,
  reference: Readonly<Record<string, string>> | undefined,
  named: boolean,
): Choice {
  const { layer, problems }: LayerReading = fileLayer(reference ?? {}, 'embedded reference');
  const contradiction = flags.NEXUS_BASE_URL && {
    variable: 'NEXUS_BASE_URL',
    message:
      'The flag --base-url names another target than the embedded reference: give either it or --target reference.',
  };
  const given = { ...dotEnv, ...environment };
  const ignored = variableNames.filter((name) => given[name] && targetGroups.includes(variable(name).group));
  return {
    target: { kind: 'reference', named, running: reference !== undefined, layer },
    problems: contradiction ? [...problems, contradiction] : problems,
    notes: ignored.length > 0 ? [`Ignored, because the target is the embedded reference: ${ignored.join(', ')}.`] : [],
  };
}

function targetOfName(
  { text: name, origin }: Given,
  workingFolder: string,
): Choice | { readonly problems: readonly Problem[] } {
  const folder = join(workingFolder, 'config', 'targets');
  const label = `config/targets/${name}.env`;
  const choice = isTargetName(name) ? targetOfFile(label, join(folder, `${name}.env`), name) : undefined;
  if (choice !== undefined) return choice;
  const names = ['reference', ...targetNames(folder)];
  const nearest = nearestName(name, names);
  const hint = nearest !== undefined && nearest.distance <= 2 ? ` Did you mean ${nearest.name}?` : '';
  const message = `NEXUS_TARGET names no target (${origin}): there is no ${label} in ${workingFolder}.${hint} There are: ${names.join(', ')}.`;
  return { problems: [{ variable: 'NEXUS_TARGET', message }] };
}

/** A name that is that of a file on every system, and leads to no other folder. */
export function isTargetName(name: string): boolean {
  return /^\w[\w.-]*$/.test(name);
}

function targetNames(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => file.endsWith('.env'))
      .map((file) => file.slice(0, -'.env'.length))
      .sort();
  } catch {
    return [];
  }
}

function missingFile({ text, origin }: Given): { readonly problems: readonly Problem[] } {
  const message = `NEXUS_ENV_FILE names a file that does not exist: ${text} (${origin}).`;
  return { problems: [{ variable: 'NEXUS_ENV_FILE', message }] };
}

function targetOfFile(label: string, path: string, name?: string): Choice | undefined {
  const file = readEnvFile(path, label);
  if (file === undefined) return undefined;
  const { layer, problems, notes } = fileLayer(file.entries, label);
  const misplaced = (['NEXUS_TARGET', 'NEXUS_ENV_FILE'] as const)
    .filter((variableName) => layer[variableName])
    .map((variableName) => ({
      variable: variableName,
      message: `${variableName} cannot stand in ${label}, which was itself named as the target: remove it there.`,
    }));
  return {
    target: { kind: 'file', label, layer, ...(name === undefined ? {} : { name }) },
    problems: [...file.problems, ...problems, ...misplaced],
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
