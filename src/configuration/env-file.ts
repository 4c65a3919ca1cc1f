import { readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import type { Problem } from './problem.ts';

export interface EnvFile {
  /** The NEXUS_* entries; other people's are none of ours. */
  readonly entries: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
}

/** Reads an env file; undefined where there is none. `label` names it in messages. */
export function readEnvFile(path: string, label: string): EnvFile | undefined {
  try {
    return parseEnvFile(readFileSync(path, 'utf8'), label);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT') return undefined;
    return { entries: {}, problems: [{ message: `${label} cannot be read (${code}).` }] };
  }
}

/**
 * Line by line, although dotenv could read the whole: so a quotation mark that is not closed cannot swallow the lines
 * after it, and a message can name its line.
 */
export function parseEnvFile(text: string, label: string): EnvFile {
  const entries: Record<string, string> = {};
  const problems: Problem[] = [];
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const [, name, raw] = /^\s*(?:export\s+)?(NEXUS_[\w.-]*)(.*)$/i.exec(line) ?? [];
    if (name === undefined || raw === undefined) continue;
    const value = parse(line)[name];
    const wrong = value === undefined ? 'it is not of the form NAME=value.' : misread(raw, value);
    if (wrong !== undefined)
      problems.push({ variable: name, message: `${name} (${label}, line ${index + 1}): ${wrong}` });
    else if (name in entries)
      problems.push({ variable: name, message: `${name} is set twice in ${label}: remove one.` });
    else if (value !== undefined) entries[name] = value;
  }
  return { entries, problems };
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
