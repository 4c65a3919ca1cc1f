import { parse } from 'dotenv';
import { isVariableName, type VariableName, variable, variableNames } from '../../config/variables.ts';
import { type Misconfiguration, type Remarks, wrong } from './misconfiguration.ts';
import { nearestName } from './nearest-name.ts';

/** A value as it was written, and where. */
export interface Given {
  readonly text: string;
  /** For people: `flag --profile`, `environment`, `.env`, `config/targets/staging.env`, `default`. */
  readonly origin: string;
  /** The text is the path of a file that holds the value. */
  readonly isFile?: true;
}

/** What one place says, or several together. */
export type Layer = Readonly<Partial<Record<VariableName, Given>>>;

/** What a place says, and what is wrong there. */
export interface PlaceReading extends Remarks {
  readonly layer: Layer;
}

/** A file as it was found: its text, which is not whole where it is no UTF-8, or the system's code, such as ENOENT. */
export type FileReading = { readonly text: string; readonly isUtf8: boolean } | { readonly failure: string };

/** `part` is what is kept of the text of a file that holds more than what we need. */
export type ReadFile = (path: string, part?: (text: string) => string) => FileReading;

type Entries = Readonly<Record<string, string | undefined>>;

/** An env file; undefined where there is none. It is ours alone, so that an unknown NEXUS_* in it is refused. */
export function envFileLayer(path: string, read: ReadFile): PlaceReading | undefined {
  const file = read(path, ourLines);
  if ('failure' in file && file.failure === 'ENOENT') return undefined;
  if ('failure' in file || !file.isUtf8) {
    const cause = 'failure' in file ? file.failure : 'no text in UTF-8';
    return { layer: {}, misconfigurations: [{ message: `${path} cannot be read (${cause}).` }], notes: [] };
  }
  const { entries, misconfigurations } = parseEnvFile(file.text, path);
  const { layer, notes, ...found } = layerOf(entries, () => path);
  return { layer, misconfigurations: [...misconfigurations, ...found.misconfigurations], notes };
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
  for (const [name, text] of Object.entries(entries)) {
    if (!/^NEXUS_/i.test(name) || text === undefined) continue;
    const origin = originOf(name);
    const secret = secretOfFile(name);
    const known = secret ?? (isVariableName(name) ? name : undefined);
    // The names within one place differ, so that only a secret and its file can meet.
    const twice = `and ${known}_FILE are both set (${origin}): give only one of them.`;
    const nearest = known === undefined ? nearestName(name, [...variableNames, ...secretFileNames]) : undefined;
    if (known !== undefined) {
      if (text === '') notes.push(`${name} is empty and counts as unset (${origin}).`);
      else if (layer[known] !== undefined) misconfigurations.push(...wrong(known, twice));
      else layer[known] = { text, origin, ...(secret && { isFile: true }) };
    } else if (nearest !== undefined && nearest.distance <= refusedWithin) {
      const message = `is not a variable of this suite (${origin}). Did you mean ${nearest.name}?`;
      misconfigurations.push(...wrong(name, message));
    } else {
      notes.push(`${name} is not a variable of this suite and is ignored (${origin}).`);
    }
  }
  return { layer, misconfigurations, notes };
}

/** Other people's lines are none of ours. They stay empty, so that a message can name the number of one of ours. */
function ourLines(text: string): string {
  const lines = text.split(endOfLine);
  return lines.map((line) => (/^\s*(?:export\s+)?NEXUS_/i.test(line) ? line : '')).join('\n');
}

const endOfLine = /\r\n?|\n/;

/**
 * The NEXUS_* entries of an env file; `label` names it in messages. Line by line, although dotenv could read the
 * whole: so a quotation mark that is not closed cannot swallow the lines after it, and a message can name its line.
 */
export function parseEnvFile(
  text: string,
  label: string,
): { readonly entries: Readonly<Record<string, string>>; readonly misconfigurations: readonly Misconfiguration[] } {
  const entries: Record<string, string> = {};
  const misconfigurations: Misconfiguration[] = [];
  for (const [index, line] of text.split(endOfLine).entries()) {
    const [, name, raw] = /^\s*(?:export\s+)?(NEXUS_[\w.-]*)(.*)$/i.exec(line) ?? [];
    if (name === undefined || raw === undefined) continue;
    const value = parse(line)[name];
    const fault = value === undefined ? 'it is not of the form NAME=value.' : misread(raw, value);
    if (fault !== undefined) misconfigurations.push(...wrong(name, `(${label}, line ${index + 1}): ${fault}`));
    else if (name in entries) misconfigurations.push(...wrong(name, `is set twice in ${label}: remove one.`));
    else if (value !== undefined) entries[name] = value;
  }
  return { entries, misconfigurations };
}

/** What dotenv would silently make of a line that its author cannot have meant; undefined where all is well. */
function misread(raw: string, value: string): string | undefined {
  const text = raw.replace(/^\s*[=:]\s*/, '');
  const enclosed = /^(["'`])(?:(?!\1).)*\1\s*(?:#.*)?$/.test(text);
  if (text.includes('#') && !enclosed) {
    return 'an unquoted value would be cut at its "#". Put the value in quotation marks, and a comment on a line of its own.';
  }
  const quote = /^["'`]/.exec(text)?.[0];
  if (quote !== undefined && value.startsWith(quote) && !enclosed) {
    return 'its quotation marks do not enclose the whole value. Use another kind of quotation mark around it.';
  }
  return undefined;
}

/** The variables by which a secret may be given as the path of a file: NAME_FILE for every secret NAME. */
const secretFileNames = variableNames.filter((name) => variable(name).secret).map((name) => `${name}_FILE`);

/** The secret that such a variable is about; undefined for any other name. */
function secretOfFile(name: string): VariableName | undefined {
  const secret = name.replace(/_FILE$/, '');
  return secretFileNames.includes(name) && isVariableName(secret) ? secret : undefined;
}

/** The layer with the secrets in the place of the files that were named for them; without those that cannot be read. */
export function withSecrets(given: Layer, read: ReadFile): PlaceReading {
  const layer: Partial<Record<VariableName, Given>> = { ...given };
  const misconfigurations: Misconfiguration[] = [];
  for (const name of variableNames) {
    const value = given[name];
    if (value?.isFile !== true) continue;
    const secret = secretIn(read(value.text));
    if ('text' in secret) layer[name] = { text: secret.text, origin: `file ${value.text}, ${value.origin}` };
    else {
      delete layer[name];
      const message = `${name}_FILE names ${secret.cause}: ${value.text} (${value.origin}).`;
      misconfigurations.push({ variable: name, message });
    }
  }
  return { layer, misconfigurations, notes: [] };
}

function secretIn(file: FileReading): { readonly text: string } | { readonly cause: string } {
  if ('failure' in file) return { cause: `a file that cannot be read (${file.failure})` };
  if (!file.isUtf8) return { cause: 'a file that is no text in UTF-8' };
  // Editors and `echo` leave a line break there.
  const text = file.text.replace(/\r?\n$/, '');
  return text === '' ? { cause: 'an empty file' } : { text };
}
