import { isVariableName, type VariableName, variable, variableNames } from '../../config/variables.ts';
import { type FileText, parseEnvFile } from './env-file.ts';
import { type Misconfiguration, type Remarks, wrong } from './misconfiguration.ts';
import { nearestName } from './nearest-name.ts';

/** A value as it was written, and where. */
export interface Given {
  readonly text: string;
  /** For people: `flag --profile`, `environment`, `.env`, `config/targets/staging.env`, `default`. */
  readonly origin: string;
  /** The text is the path of a file that holds the value. */
  readonly isFile?: true;
  /** It stood alone in a file that was named for it, and is meant as it stands there. */
  readonly ofFile?: true;
}

/** What one place says, or several together. */
export type Layer = Readonly<Partial<Record<VariableName, Given>>>;

/** What a place says, and what is wrong there. */
export interface PlaceReading extends Remarks {
  readonly layer: Layer;
  /** What was set to nothing, or is no variable of ours: it counts as unset, and still tells that something was meant. */
  readonly unused: readonly string[];
}

/** A file as it was found: its text, or the system's code, such as ENOENT. */
export type FileReading = FileText | { readonly failure: string };

/** `reader` keeps of a file what we need. */
export type Reader = (octets: Buffer) => FileText;

/** A file that was looked for; `place` names it for people, with its folder. */
export type Found = FileReading & { readonly place: string };

/** Looks for a file in each folder where it may lie. */
export type LookUp = (path: string, reader?: Reader) => Found;

type Entries = Readonly<Record<string, string | undefined>>;

/** What an env file says. `unreadable`: nothing that seems to be missing is known to be. */
export type EnvFileReading = PlaceReading & { readonly place: string; readonly unreadable: boolean };

/** An env file; undefined where there is none. It is ours alone, so that an unknown NEXUS_* in it is refused. */
export function envFileLayer(path: string, lookUp: LookUp, reader: Reader): EnvFileReading | undefined {
  const { place, ...file } = lookUp(path, reader);
  if ('failure' in file && file.failure === 'ENOENT') return undefined;
  const fault = 'failure' in file ? `cannot be read (${file.failure}).` : file.fault;
  if ('failure' in file || fault !== undefined) {
    return {
      place,
      unreadable: true,
      layer: {},
      unused: [],
      misconfigurations: [{ message: `${place} ${fault}` }],
      notes: [],
    };
  }
  const { entries, misconfigurations } = parseEnvFile(file.text, place);
  const { misconfigurations: more, ...said } = layerOf(entries, () => place);
  return { ...said, place, unreadable: false, misconfigurations: [...misconfigurations, ...more] };
}

export function flagLayer(flags: Entries): PlaceReading {
  return layerOf(flags, (name) => `flag ${(isVariableName(name) && variable(name).flag) || name}`);
}

/** Unknown names within `refusedWithin` edits of a known one are refused, the others noted. */
export function layerOf(
  entries: Entries,
  originOf: (name: string) => string,
  refusedWithin = Number.POSITIVE_INFINITY,
): PlaceReading {
  const layer: Partial<Record<VariableName, Given>> = {};
  const misconfigurations: Misconfiguration[] = [];
  const notes: string[] = [];
  const unused: string[] = [];
  for (const [name, text] of Object.entries(entries)) {
    if (!/^NEXUS_/i.test(name) || text === undefined) continue;
    const origin = originOf(name);
    const secret = secretOfFile(name);
    const known = secret ?? (isVariableName(name) ? name : undefined);
    // The names within one place differ, so that only a secret and its file can meet.
    const twice = `and ${known}_FILE are both set (${origin}): give only one of them.`;
    const nearest = known === undefined ? nearestName(name, [...variableNames, ...secretFileNames]) : undefined;
    if (known !== undefined) {
      if (text === '') unused.push(name);
      if (text === '' && known === 'NEXUS_BASE_URL') misconfigurations.push(...wrong(known, emptyAddress(origin)));
      else if (text === '') notes.push(`${name} is empty and counts as unset (${origin}).`);
      else if (layer[known] !== undefined) misconfigurations.push(...wrong(known, twice));
      else layer[known] = { text, origin, ...(secret && { isFile: true }) };
    } else if (nearest !== undefined && nearest.distance <= refusedWithin) {
      const message = `is not a variable of this suite (${origin}). Did you mean ${nearest.name}?`;
      misconfigurations.push(...wrong(name, message));
    } else {
      unused.push(name);
      notes.push(`${name} is not a variable of this suite and is ignored (${origin}).`);
    }
  }
  return { layer, unused, misconfigurations, notes };
}

/** Whoever writes it has a target in mind, and the variable that was to fill it was not there. */
function emptyAddress(origin: string): string {
  return `is empty (${origin}): give the address of the target that is meant, or remove it.`;
}

/** The variables by which a secret may be given as the path of a file: NAME_FILE for every secret NAME. */
const secretFileNames = variableNames.filter((name) => variable(name).secret).map((name) => `${name}_FILE`);

/** The secret that such a variable is about; undefined for any other name. */
function secretOfFile(name: string): VariableName | undefined {
  const secret = name.replace(/_FILE$/, '');
  return secretFileNames.includes(name) && isVariableName(secret) ? secret : undefined;
}

/** The layer with the secrets in the place of the files that were named for them; without those that cannot be read. */
export function withSecrets(given: Layer, lookUp: LookUp): Remarks & { readonly layer: Layer } {
  const layer: Partial<Record<VariableName, Given>> = { ...given };
  const misconfigurations: Misconfiguration[] = [];
  for (const name of variableNames) {
    const value = given[name];
    if (value?.isFile !== true) continue;
    const { place, ...file } = lookUp(value.text);
    const secret = secretIn(file);
    if ('text' in secret) layer[name] = { text: secret.text, origin: `file ${place}, ${value.origin}`, ofFile: true };
    else {
      delete layer[name];
      const message = `${name}_FILE names ${secret.cause}: ${place} (${value.origin}).`;
      misconfigurations.push({ variable: name, message });
    }
  }
  return { layer, misconfigurations, notes: [] };
}

function secretIn(file: FileReading): { readonly text: string } | { readonly cause: string } {
  if ('failure' in file) return { cause: `a file that cannot be read (${file.failure})` };
  if (file.fault !== undefined) return { cause: `a file that ${file.fault}` };
  // Editors and `echo` leave a line break there.
  const text = file.text.replace(/\r?\n$/, '');
  return text === '' ? { cause: 'an empty file' } : { text };
}
