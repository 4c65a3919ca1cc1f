import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isVariableName, type VariableName, variable, variableNames } from '../../config/variables.ts';
import type { Given, Layer } from './given.ts';
import type { Problem } from './problem.ts';

const suffix = '_FILE';

/** The variables by which a secret may be given as the path of a file: NAME_FILE for every secret NAME. */
export const secretFileNames: readonly string[] = variableNames
  .filter((name) => variable(name).secret)
  .map((name) => name + suffix);

/** The secret that such a variable is about; undefined for any other name. */
export function secretOfFile(name: string): VariableName | undefined {
  const secret = name.slice(0, -suffix.length);
  return secretFileNames.includes(name) && isVariableName(secret) ? secret : undefined;
}

/** The layer with the secrets themselves in the place of the files that were named for them; without those that cannot be read. */
export function readSecretFiles(
  given: Layer,
  workingFolder: string,
): { readonly layer: Layer; readonly problems: readonly Problem[] } {
  const layer: Partial<Record<VariableName, Given>> = { ...given };
  const problems: Problem[] = [];
  for (const name of variableNames) {
    const value = given[name];
    if (value?.isFile !== true) continue;
    const secret = contentOf(resolve(workingFolder, value.text));
    if ('text' in secret) layer[name] = { text: secret.text, origin: `file ${value.text}, ${value.origin}` };
    else {
      delete layer[name];
      const message = `${name + suffix} names ${secret.cause}: ${value.text} (${value.origin}).`;
      problems.push({ variable: name, message });
    }
  }
  return { layer, problems };
}

/** Without the line break at its end, which editors and `echo` leave there. */
function contentOf(path: string): { readonly text: string } | { readonly cause: string } {
  try {
    const octets = readFileSync(path);
    if (!isUtf8(octets)) return { cause: 'a file that is no text in UTF-8' };
    const text = octets.toString('utf8').replace(/\r?\n$/, '');
    return text === '' ? { cause: 'an empty file' } : { text };
  } catch (error) {
    return { cause: `a file that cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}
