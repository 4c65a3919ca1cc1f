import { readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { VariableName } from '../../config/variables.ts';
import { readDotEnv, readText } from './env-file.ts';
import { type Misconfiguration, type Remarks, together } from './misconfiguration.ts';
import { certificateVariables, type NetworkFiles, withoutUsualAuthorities } from './network.ts';
import {
  envFileLayer,
  type FileReading,
  type Found,
  flagLayer,
  type Layer,
  type LookUp,
  layerOf,
  type Reader,
  withSecrets,
} from './places.ts';
import { matters, noteSwallowed, typedIn } from './surroundings.ts';
import { type Choice, chooseTarget, flagsGiven, mergePlaces } from './target.ts';

/**
 * Everything outside that a configuration depends on, read once and then plain data, which survives JSON. It holds
 * secrets: it is handed to our own processes, and never written to disk.
 */
export interface ConfigurationSources {
  /** From the command line; they win over all. */
  readonly flags: Readonly<Partial<Record<VariableName, string>>>;
  /** The flags that were given besides and set no variable, by name without their dashes. */
  readonly options?: readonly string[];
  /** Of the process environment what matters: NEXUS_*, the proxies, NODE_EXTRA_CA_CERTS, and what tells of npm or a pipeline. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * Where `.env`, `config/targets` and what a relative path leads to are looked for, in this order. The last one is the
   * working folder.
   */
  readonly folders: readonly string[];
  /** When the run began, in milliseconds since the epoch. */
  readonly now: number;
  /** False: neither what stands in `.env` is asked for nor the embedded reference. */
  readonly dotEnv?: boolean;
  /** Every file that plays a part, by its whole path. */
  readonly files: Readonly<Record<string, FileReading>>;
  /** The names of the files in `config/targets`. */
  readonly targetNames: readonly string[];
}

/** Where they are read from; `environment` is that of the process. */
export interface SourcePlaces extends Omit<ConfigurationSources, 'files' | 'targetNames' | 'folders'> {
  readonly workingFolder: string;
}

/** Reads each file once, for a pipe gives its content only once. Never throws: resolving finds what is wrong. */
export function readSources({ workingFolder, ...places }: SourcePlaces): ConfigurationSources {
  const files: Record<string, FileReading> = {};
  // npm starts the scripts of our own package in its root, wherever they were typed.
  const folders = [...new Set([...typedIn(places.environment), workingFolder].map((folder) => resolve(folder)))];
  const targetNames = [...new Set(folders.flatMap((folder) => targetsIn(join(folder, 'config', 'targets'))))].sort();
  const sources = { ...places, folders, environment: whatMatters(places.environment), files, targetNames };
  // The way that resolving takes, so that what it asks for is what was read.
  gather(sources, undefined, (path, reader) => {
    files[path] ??= contentOf(path, reader);
    return files[path];
  });
  return sources;
}

function targetsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((file) => file.endsWith('.env'));
    return names.map((file) => file.slice(0, -'.env'.length));
  } catch {
    return [];
  }
}

const shared = ['NODE_EXTRA_CA_CERTS', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

function whatMatters(environment: SourcePlaces['environment']): SourcePlaces['environment'] {
  const all = Object.entries(environment);
  return Object.fromEntries(
    all.filter(([name]) => /^NEXUS_/i.test(name) || shared.includes(name.toUpperCase()) || matters(name)),
  );
}

function contentOf(path: string, reader: Reader = readText): FileReading {
  try {
    return reader(readFileSync(path));
  } catch (error) {
    return { failure: (error as NodeJS.ErrnoException).code ?? 'unknown error' };
  }
}

/** Reads a file by its whole path. */
type ReadFile = (path: string, reader?: Reader) => FileReading;

/** Looks through the folders, and keeps what is wrong where two of them have unlike files. */
function lookingIn(folders: readonly string[], readFile: ReadFile) {
  const unlike = new Map<string, Misconfiguration>();
  const lookUp: LookUp = (path, reader) => {
    const places = isAbsolute(path) ? [{ path, place: path }] : folders.map((folder) => placeIn(folder, path));
    const found = places.map(({ path: whole, place }): Found => ({ ...readFile(whole, reader), place }));
    const there = found.filter((each) => !('failure' in each && each.failure === 'ENOENT'));
    // A file that says nothing to us is somebody else's, where another one does.
    const [first, ...others] = there.filter((each) => contentOfFound(each) !== '');
    const other = others.find((each) => first && contentOfFound(each) !== contentOfFound(first));
    if (first && other) {
      const message = `There are two unlike files, ${first.place} and ${other.place}: remove one of them, or give the whole path of the one that is meant.`;
      unlike.set(path, { message });
    }
    const [nowhere] = found;
    return (
      first ??
      there[0] ?? {
        failure: 'ENOENT',
        ...nowhere,
        place: isAbsolute(path) ? path : `${path} in ${folders.join(' or ')}`,
      }
    );
  };
  return { lookUp, unlike };
}

function placeIn(folder: string, path: string) {
  return { path: resolve(folder, path), place: `${path} in ${folder}` };
}

/** By which two files are compared: lines that are none of ours are empty. */
function contentOfFound(found: Found): string {
  return 'failure' in found ? found.failure : `${found.fault ?? ''}${found.text}`.replace(/\n+/g, '\n').trim();
}

/** What the sources say together, before any text is read as its variable's kind. */
export interface Gathered extends Choice {
  /** Every variable from the strongest place that has it; a secret in a file is still the file's path. */
  readonly given: Layer;
  /** The same with the secrets themselves, less those whose file cannot be read. */
  readonly texts: Layer;
  readonly networkFiles: NetworkFiles;
}

const noDotEnv = { layer: {}, unused: [], misconfigurations: [], notes: [], unreadable: false };

/** Goes through all places. No target: it is not known what is tested. `reference`: the running one's configuration. */
export function gather(
  sources: Omit<ConfigurationSources, 'files' | 'now'>,
  reference: Readonly<Record<string, string>> | undefined,
  readFile: ReadFile,
): Gathered | Remarks {
  const { flags, options = [], environment, folders, targetNames, dotEnv = true } = sources;
  const { lookUp, unlike } = lookingIn(folders, readFile);
  const ofFlags = flagLayer(flags);
  // Others use the prefix there, too: only what is within two edits of a name of ours is taken for one.
  const ofEnvironment = layerOf(environment, () => 'environment', 2);
  const ofDotEnv = (dotEnv && envFileLayer('.env', lookUp, readDotEnv)) || noDotEnv;
  const places = { flags: ofFlags.layer, environment: ofEnvironment.layer, dotEnv: ofDotEnv.layer };
  const found = [ofFlags, ofEnvironment, ofDotEnv];
  // Without what stands there, all else would seem to be missing.
  if (ofDotEnv.unreadable) return together(...found);
  const unused = [...ofEnvironment.unused, ...ofDotEnv.unused];
  const choice = chooseTarget(places, {
    folders,
    targetNames,
    reference,
    lookUp,
    options,
    environment,
    unused,
    dotEnv,
  });
  const given = 'target' in choice ? mergePlaces(choice.target, places) : {};
  const secrets = withSecrets(given, lookUp);
  const networkFiles = readNetworkFiles(given, environment.NODE_EXTRA_CA_CERTS, lookUp);
  const ofNpm = noteSwallowed(environment, flagsGiven(ofFlags.layer, options));
  const remarks = together(...found, choice, secrets, { misconfigurations: [...unlike.values()], notes: ofNpm });
  // Which of two is meant is not known, nor what is missing.
  if (!('target' in choice) || unlike.size > 0) return remarks;
  return { ...remarks, target: choice.target, given, texts: secrets.layer, networkFiles };
}

/** Node reads `extra` by itself, but for where authorities of our own take its place. */
function readNetworkFiles(given: Layer, extra: string | undefined, lookUp: LookUp): NetworkFiles {
  const { NEXUS_CA_FILE: ca } = given;
  const authorities: Reader = (octets) => ({ text: withoutUsualAuthorities(octets.toString('utf8')) });
  return {
    ...(ca && { NEXUS_CA_FILE: lookUp(ca.text, authorities) }),
    ...(ca && extra && { NODE_EXTRA_CA_CERTS: lookUp(extra, authorities) }),
    ...Object.fromEntries(
      certificateVariables.flat().flatMap((name) => (given[name] ? [[name, lookUp(given[name].text)]] : [])),
    ),
  };
}
