import { type VariableName, variable, variableNames } from '../../config/variables.ts';
import type { Profile } from '../../requirements/types.ts';
import { parseUrl } from '../model/url.ts';
import { checkCredentials, checkOauth, noteTokens } from './check-credentials.ts';
import { checkMail, noteMail } from './check-mail.ts';
import {
  checkAddress,
  checkBuild,
  checkFixtures,
  checkProfile,
  checkSamples,
  noteAddress,
  noteShapes,
} from './check-target.ts';
import { derivedValues, statedDefaults } from './defaults.ts';
import { ConfigurationError, type Remarks, together } from './misconfiguration.ts';
import { type Network, networkOf } from './network.ts';
import type { Layer } from './places.ts';
import { isLoopback } from './shapes.ts';
import { type ConfigurationSources, type Gathered, gather } from './sources.ts';
import type { Facts, Target } from './target.ts';
import { readValues, type Values } from './values.ts';

/** The whole configuration of a run, as plain data. It holds secrets. */
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

/** A configuration, or everything that is wrong with it. `notes` are lines to show, whatever came out. */
export type Resolution = { readonly configuration: Configuration; readonly notes: readonly string[] } | Remarks;

export interface ResolvingOptions {
  /** In place of the one that is asked for, as by the flag. */
  readonly profile?: Profile | undefined;
  /** The configuration of the embedded reference, once it runs. */
  readonly reference?: Readonly<Record<string, string>> | undefined;
}

/** Pure: what comes out depends on nothing but what was read. */
export function resolveConfiguration(
  sources: ConfigurationSources,
  { profile, reference }: ResolvingOptions = {},
): Resolution {
  const flags = { ...sources.flags, ...(profile && { NEXUS_PROFILE: profile }) };
  const gathered = gather({ ...sources, flags }, reference, (path) => sources.files[path] ?? { failure: 'ENOENT' });
  if (!('target' in gathered)) return gathered;

  const reading = readValues(withSeed(gathered.texts, sources.now));
  const facts = factsOf(gathered, reading.values, sources);
  const { network, ...ofNetwork } = networkOf(facts.values, gathered.networkFiles, sources.environment);
  const ofValues = {
    misconfigurations: [...reading.misconfigurations, ...checks.flatMap((check) => check(facts))],
    notes: [
      ...noteAddress(facts),
      ...noteShapes(facts),
      ...noteTokens(facts),
      ...noteMail(facts),
      ...noteUnused(facts),
    ],
  };
  const { misconfigurations, notes } = together(gathered, ofValues, ofNetwork);
  if (misconfigurations.length > 0) return { misconfigurations, notes };
  return { configuration: { ...configurationOf(facts, gathered.texts), network, notes }, notes };
}

/** Any seed will do: the statement says which one it was. */
function withSeed(texts: Layer, now: number): Layer {
  const { NEXUS_SEED: given } = texts;
  return given?.text === 'random' ? { ...texts, NEXUS_SEED: { ...given, text: `${Math.floor(now / 1000)}` } } : texts;
}

/** What came out, where it is a configuration. Throws a ConfigurationError where it is none. */
export function configurationIn(resolution: Resolution): Configuration {
  if ('configuration' in resolution) return resolution.configuration;
  throw new ConfigurationError(resolution.misconfigurations);
}

const checks = [
  checkAddress,
  checkBuild,
  checkCredentials,
  checkOauth,
  checkFixtures,
  checkMail,
  checkProfile,
  checkSamples,
] as const;

function factsOf(
  { target, given }: Gathered,
  read: Partial<Values>,
  { environment, now }: ConfigurationSources,
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
    environment,
    now,
  };
}

function noteUnused({ given }: Facts): string[] {
  const set = variableNames.filter((name) => given[name] && given[name].origin !== 'embedded reference');
  const unused = set.filter((name) => variable(name).later);
  return unused.map((name) => `${name} is not used yet by this version (${given[name]?.origin}).`);
}

function configurationOf(
  { given, values, target, baseUrl, loopback }: Facts,
  texts: Layer,
): Omit<Configuration, 'network' | 'notes'> {
  const origins = variableNames
    .filter((name) => values[name] !== undefined)
    .map((name) => [name, texts[name]?.origin ?? 'default']);
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
