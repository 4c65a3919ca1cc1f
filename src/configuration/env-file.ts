/** What stands in an env file, and what keeps a file from being one. */
import { isUtf8 } from 'node:buffer';
import { parse } from 'dotenv';
import { type Misconfiguration, wrong } from './misconfiguration.ts';

/** What is kept of a file. `fault`: it cannot be what it was taken for; completes a sentence that begins with its name. */
export interface FileText {
  readonly text: string;
  readonly fault?: string;
}

export function readText(octets: Buffer): FileText {
  const text = octets.toString('utf8');
  if (isUtf8(octets))
    return text.includes('\0') ? { text, fault: `holds NUL characters${perhaps16(octets)}` } : { text };
  return { text, fault: `is no text in UTF-8${perhaps16(octets)}` };
}

const utf16 = 'in UTF-16';
const perhaps16 = (octets: Buffer): string =>
  encodingOf(octets)?.startsWith(utf16) ? ` (it is ${encodingOf(octets)})` : '';

/** Our own lines of a file that somebody named as an env file: what is wrong with it is our affair, whatever it holds. */
export function readEnvFile(octets: Buffer): FileText {
  const encoding = encodingOf(octets);
  if (encoding !== undefined) return { text: '', fault: `is ${encoding}. Save it in UTF-8${howToSave(encoding)}.` };
  const lines = octets.toString('utf8').split(endOfLine);
  const text = lines.map((line) => (ourLine.test(line) ? line : '')).join('\n');
  const fault = lines.flatMap(writtenOtherwise)[0];
  return fault === undefined ? { text } : { text, fault };
}

/** The same of `.env`, which may belong to others: where nothing of ours is assigned, in whatever form, it is none of ours. */
export function readDotEnv(octets: Buffer): FileText {
  const plain = octets.toString('latin1').replaceAll('\0', '');
  return assignsOurs.test(plain) ? readEnvFile(octets) : { text: '' };
}

const endOfLine = /\r\n?|\n/;
const ourLine = /^\s*(?:export\s+)?NEXUS_/i;
const assignsOurs = /^[^#\r\n]*?(?<![\w.$/{])NEXUS_\w+["'}]?(?:\s*[:=]|\s+[^\s]|\s*$)/im;

/** What the octets are, where they are no text in UTF-8; completes "it is". */
function encodingOf(octets: Buffer): string | undefined {
  const [first, second] = octets;
  if (first === 0xff && second === 0xfe) return `${utf16} (little-endian)`;
  if (first === 0xfe && second === 0xff) return `${utf16} (big-endian)`;
  const nul = octets.indexOf(0);
  const halfAreNul = octets.filter((octet) => octet === 0).length * 3 > octets.length;
  if (nul >= 0 && halfAreNul) return `${utf16} (${nul % 2 === 1 ? 'little' : 'big'}-endian, without a byte order mark)`;
  if (nul >= 0) return `no text (line ${lineAt(octets, nul)} holds a NUL character)`;
  if (isUtf8(octets)) return undefined;
  const lines = octets.toString('latin1').split(endOfLine);
  const line = lines.findIndex((text) => !isUtf8(Buffer.from(text, 'latin1'))) + 1;
  return `in Latin-1 or another code of one octet a character, not in UTF-8 (line ${line})`;
}

const lineAt = (octets: Buffer, index: number): number => octets.toString('latin1', 0, index).split(endOfLine).length;

function howToSave(encoding: string): string {
  return encoding.startsWith(utf16) ? ', in Windows PowerShell by "| Set-Content -Encoding utf8" in place of ">"' : '';
}

/** How others write it. What comes to us has no such words before it. */
const otherForms: readonly (readonly [form: RegExp, of: string])[] = [
  [/^\s*\$(?:\{env:|env:)\s*NEXUS_/i, 'PowerShell'],
  [/^\s*set\s+-\w+\s+NEXUS_/i, 'fish'],
  [/^\s*@?(?:set|setx)\s+"?NEXUS_/i, 'cmd'],
  [/^\s*setenv\s+NEXUS_/i, 'csh'],
  [/^\s*(?:declare|typeset|local)\s+(?:-\w+\s+)*NEXUS_/i, 'bash'],
  [/^\s*(?:[[{,"'].*)?["']NEXUS_\w*["']\s*:/i, 'JSON'],
  [/^\s*(?:-\s+["']?NEXUS_|["']?NEXUS_\w*["']?\s*:)/i, 'YAML'],
  [/^\s*(?:ENV|ARG)\s+NEXUS_/i, 'a Dockerfile'],
  [/^\s*Environment=\s*["']?NEXUS_/i, 'systemd'],
  [/^(?!\s*(?:export\s+)?NEXUS_)[^#=]*(?<![\w.$/{])NEXUS_\w+["']?\s*=/i, 'another reader'],
];

function writtenOtherwise(line: string, index: number): string[] {
  const [, of] = otherForms.find(([form]) => form.test(line)) ?? [];
  if (of === undefined) return [];
  const name = /NEXUS_\w*/i.exec(line)?.[0];
  return [`is written for ${of} (line ${index + 1}). Write one NAME=value a line, as ${name}=… here.`];
}

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
