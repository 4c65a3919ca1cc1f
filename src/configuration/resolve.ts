import { join } from 'node:path';
import { type VariableName, variable, variableNames } from '../../config/variables.ts';
import { isLoopback, parseUrl } from './address.ts';
import { checkAddress } from './check-address.ts';
import { checkCredentials } from './check-credentials.ts';
import { checkFixtures, noteShapes } from './check-fixtures.ts';
import { checkOauth } from './check-oauth.ts';
import { checkProfile } from './check-profile.ts';
import { derivedValues, statedDefaults } from './defaults.ts';
import { readEnvFile } from './env-file.ts';
import type { Facts } from './facts.ts';
import type { Layer } from './given.ts';
import { environmentLayer, fileLayer, flagLayer } from './layer.ts';
import { type Network, readNetwork } from './network.ts';
import type { Problem } from './problem.ts';
import { readSecretFiles } from './secret-files.ts';
import { chooseTarget, mergePlaces, type Places, type Target } from './target.ts';
import { readValues, type Values } from './values.ts';

export interface ConfigurationSources {
  /** From the command line; they win over all. */
  readonly flags: Readonly<Partial<Record<VariableName, string>>>;
  /** The process environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where `.env` and `config/targets` are looked for, and relative files begin. */
  readonly workingFolder: string;
  /** The configuration of the embedded reference, once it runs. */
  readonly reference?: Readonly<Record<string, string>>;
  readonly now: Date;
}

export interface Configuration {
  readonly values: Values;
  /** Where each value came from, for people: `flag --profile`, `environment`, `.env`, a file, `default`. */
  readonly origins: Readonly<Partial<Record<VariableName, string>>>;
  readonly target: 'reference' | 'configured';
  /** `reference`, the NAME of `--target`, or the host of the base URL. */
  readonly targetName: string;
  readonly loopback: boolean;
  /** The only requirements that are judged, by id: those that failed the last time. Absent where all are. */
  readonly lastFailed?: readonly string[];
  /** How every connection is made. */
  readonly network: Network;
  readonly notes: readonly string[];
}

/** `notes` are lines to show, whatever came out. */
export type Resolution =
  | { readonly configuration: Configuration; readonly notes: readonly string[] }
  | { readonly problems: readonly Problem[]; readonly notes: readonly string[] };

/** Reads the whole configuration of a run, or lists everything that is wrong with it. Sends nothing. */
export function resolveConfiguration(sources: ConfigurationSources): Resolution {
  const { places, problems, notes } = readPlaces(sources);
  const choice = chooseTarget(places, sources.workingFolder, sources.reference);
  // Without the file that was named, all else would seem to be missing.
  if (!('target' in choice)) return { problems: [...problems, ...choice.problems], notes };

  const given = mergePlaces(choice.target, places);
  const secrets = readSecretFiles(given, sources.workingFolder);
  const reading = readValues(secrets.layer);
  const facts = gatherFacts(sources, choice.target, given, reading.values, places);
  const { network, ...ofNetwork } = readNetwork(facts.values, sources);
  const found = [
    ...[problems, choice.problems, secrets.problems, reading.problems].flat(),
    ...checks.flatMap((check) => check(facts)),
    ...ofNetwork.problems,
  ];
  const said = [...notes, ...choice.notes, ...noteShapes(facts), ...noteUnused(given), ...ofNetwork.notes];
  return found.length > 0
    ? { problems: found, notes: said }
    : { configuration: { ...configurationOf(facts, secrets.layer), network, notes: said }, notes: said };
}

const checks = [checkAddress, checkCredentials, checkOauth, checkFixtures, checkProfile] as const;

function readPlaces({ flags, environment, workingFolder }: ConfigurationSources) {
  const file = readEnvFile(join(workingFolder, '.env'), '.env');
  const readings = {
    flags: flagLayer(flags),
    environment: environmentLayer(environment),
    dotEnv: fileLayer(file?.entries ?? {}, '.env'),
  };
  const all = Object.values(readings);
  const places: Places = {
    flags: readings.flags.layer,
    environment: readings.environment.layer,
    dotEnv: readings.dotEnv.layer,
  };
  return {
    places,
    problems: [...(file?.problems ?? []), ...all.flatMap((reading) => reading.problems)],
    notes: all.flatMap((reading) => reading.notes),
  };
}

function gatherFacts(
  { environment, now }: ConfigurationSources,
  target: Target,
  given: Layer,
  read: Partial<Values>,
  places: Places,
): Facts {
  const baseUrl = parseUrl(read.NEXUS_BASE_URL);
  const loopback = target.kind === 'reference' || (baseUrl !== undefined && isLoopback(baseUrl.hostname));
  const stated = readValues(statedDefaults(given.NEXUS_PROFILE?.text)).values;
  const known: Partial<Values> = { ...stated, ...derivedValues(read, loopback, now), ...read };
  return {
    given,
    values: Object.fromEntries(variableNames.map((name) => [name, known[name]])) as Values,
    target,
    baseUrl,
    loopback,
    environmentBaseUrl: places.environment.NEXUS_BASE_URL?.text,
    ci: !['', '0', 'false'].includes(environment.CI ?? ''),
    now,
  };
}

function noteUnused(given: Layer): string[] {
  return variableNames.flatMap((name) => {
    const origin = given[name]?.origin;
    if (origin === undefined || origin === 'embedded reference' || variable(name).later !== true) return [];
    return [`${name} is not used yet by this version (${origin}).`];
  });
}

function configurationOf(
  { given, values, target, baseUrl, loopback }: Facts,
  read: Layer,
): Omit<Configuration, 'network' | 'notes'> {
  const origins = variableNames
    .filter((name) => values[name] !== undefined)
    .map((name) => [name, read[name]?.origin ?? 'default']);
  return {
    values,
    origins: Object.fromEntries(origins),
    target: target.kind === 'reference' ? 'reference' : 'configured',
    targetName: nameOf(target, given) ?? baseUrl?.host ?? '',
    loopback,
  };
}

/** A name stands for its file: with another address it would be a lie. */
function nameOf(target: Target, given: Layer): string | undefined {
  if (target.kind === 'reference') return 'reference';
  return target.kind === 'file' && given.NEXUS_BASE_URL?.origin === target.label ? target.name : undefined;
}
