import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { VariableName } from '../../config/variables.ts';
import { type Remarks, together } from './misconfiguration.ts';
import { type NetworkFiles, withoutUsualAuthorities } from './network.ts';
import {
  envFileLayer,
  type FileReading,
  flagLayer,
  type Layer,
  layerOf,
  type ReadFile,
  withSecrets,
} from './places.ts';
import { type Choice, chooseTarget, mergePlaces } from './target.ts';

/**
 * Everything outside that a configuration depends on, read once and then plain data, which survives JSON. It holds
 * secrets: it is handed to our own processes, and never written to disk.
 */
export interface ConfigurationSources {
  /** From the command line; they win over all. */
  readonly flags: Readonly<Partial<Record<VariableName, string>>>;
  /** Of the process environment what matters: NEXUS_*, CI, the proxies, NODE_EXTRA_CA_CERTS. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where `.env` and `config/targets` are looked for, and relative paths begin. */
  readonly workingFolder: string;
  /** When the run began, in milliseconds since the epoch. */
  readonly now: number;
  /** False: what stands in `.env` is not asked for. */
  readonly dotEnv?: boolean;
  /** Every file that plays a part, by its whole path. */
  readonly files: Readonly<Record<string, FileReading>>;
  /** The names of the files in `config/targets`. */
  readonly targetNames: readonly string[];
}

/** Where they are read from; `environment` is that of the process. */
export type SourcePlaces = Omit<ConfigurationSources, 'files' | 'targetNames'>;

/** Reads each file once, for a pipe gives its content only once. Never throws: resolving finds what is wrong. */
export function readSources(places: SourcePlaces): ConfigurationSources {
  const files: Record<string, FileReading> = {};
  const targetNames = targetsIn(join(places.workingFolder, 'config', 'targets'));
  const sources = { ...places, environment: whatMatters(places.environment), files, targetNames };
  // The way that resolving takes, so that what it asks for is what was read.
  gather(sources, undefined, (path, part) => {
    files[path] ??= contentOf(path, part);
    return files[path];
  });
  return sources;
}

function targetsIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((file) => file.endsWith('.env'));
    return names.map((file) => file.slice(0, -'.env'.length)).sort();
  } catch {
    return [];
  }
}

const shared = ['CI', 'NODE_EXTRA_CA_CERTS', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

function whatMatters(environment: SourcePlaces['environment']): SourcePlaces['environment'] {
  const ours = Object.keys(environment).filter((name) => /^NEXUS_/i.test(name));
  const names = [...ours, ...shared, ...shared.map((name) => name.toLowerCase())];
  return Object.fromEntries(names.map((name) => [name, environment[name]]));
}

function contentOf(path: string, part = (text: string) => text): FileReading {
  try {
    const octets = readFileSync(path);
    return { text: part(octets.toString('utf8')), isUtf8: isUtf8(octets) };
  } catch (error) {
    return { failure: (error as NodeJS.ErrnoException).code ?? 'unknown error' };
  }
}

/** What the sources say together, before any text is read as its variable's kind. */
export interface Gathered extends Choice {
  /** Every variable from the strongest place that has it; a secret in a file is still the file's path. */
  readonly given: Layer;
  /** The same with the secrets themselves, less those whose file cannot be read. */
  readonly texts: Layer;
  readonly networkFiles: NetworkFiles;
}

/** Goes through all places. No target: it is not known what is tested. `reference`: the running one's configuration. */
export function gather(
  { flags, environment, workingFolder, targetNames, dotEnv = true }: Omit<ConfigurationSources, 'files' | 'now'>,
  reference: Readonly<Record<string, string>> | undefined,
  readFile: ReadFile,
): Gathered | Remarks {
  const read: ReadFile = (path, part) => readFile(resolve(workingFolder, path), part);
  const ofFlags = flagLayer(flags);
  // Others use the prefix there, too: only what is within two edits of a name of ours is taken for one.
  const ofEnvironment = layerOf(environment, () => 'environment', 2);
  const ofDotEnv = (dotEnv && envFileLayer('.env', read)) || { layer: {}, misconfigurations: [], notes: [] };
  const places = { flags: ofFlags.layer, environment: ofEnvironment.layer, dotEnv: ofDotEnv.layer };
  const choice = chooseTarget(places, { workingFolder, targetNames, reference, read });
  const found = [ofFlags, ofEnvironment, ofDotEnv, choice];
  // Without the file that was named, all else would seem to be missing.
  if (!('target' in choice)) return together(...found);

  const given = mergePlaces(choice.target, places);
  const secrets = withSecrets(given, read);
  return {
    ...together(...found, secrets),
    target: choice.target,
    given,
    texts: secrets.layer,
    networkFiles: readNetworkFiles(given, environment.NODE_EXTRA_CA_CERTS, read),
  };
}

/** Node reads `extra` by itself, but for where authorities of our own take its place. */
function readNetworkFiles(
  { NEXUS_CA_FILE: ca, NEXUS_CLIENT_CERT_FILE: cert, NEXUS_CLIENT_KEY_FILE: key }: Layer,
  extra: string | undefined,
  read: ReadFile,
): NetworkFiles {
  return {
    ...(ca && { NEXUS_CA_FILE: read(ca.text, withoutUsualAuthorities) }),
    ...(ca && extra && { NODE_EXTRA_CA_CERTS: read(extra, withoutUsualAuthorities) }),
    ...(cert && { NEXUS_CLIENT_CERT_FILE: read(cert.text) }),
    ...(key && { NEXUS_CLIENT_KEY_FILE: read(key.text) }),
  };
}
