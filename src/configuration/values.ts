import { type VariableName, variable, variableNames, type variables } from '../../config/variables.ts';
import { parseUrl } from '../model/url.ts';
import { type Misconfiguration, wrong } from './misconfiguration.ts';
import { didYouMean } from './nearest-name.ts';
import type { Given, Layer } from './places.ts';
import { unreplaced } from './shapes.ts';
import { schemaOf } from './values.schema.ts';
import { validateValues } from './values.validators.ts';

type Described = typeof variables;

type ValueOf<V> = V extends { readonly kind: 'boolean' }
  ? boolean
  : V extends { readonly kind: 'integer' | 'seconds' }
    ? number
    : V extends { readonly kind: 'one-of'; readonly values: readonly (infer Value)[] }
      ? Value
      : string;

/**
 * The configuration, under the variables' own names: booleans and numbers as such, everything else text. Undefined
 * where neither the operator nor a default gives a value. A declared `none` stands as that text.
 */
export type Values = {
  readonly [N in VariableName]:
    | ValueOf<Described[N]>
    | (Described[N] extends { readonly default: unknown } ? never : undefined);
};

/** Reads every text as its variable's kind; what cannot be read is refused and left out. */
export function readValues(layer: Layer): {
  readonly values: Partial<Values>;
  readonly misconfigurations: readonly Misconfiguration[];
} {
  const values: Record<string, unknown> = {};
  const misconfigurations: Misconfiguration[] = [];
  for (const name of variableNames) {
    const given = layer[name];
    if (given === undefined) continue;
    const message = misspelling(name, given);
    if (message === undefined) values[name] = given.text;
    else misconfigurations.push(...wrong(name, message));
  }
  validateValues(values);
  const refused = new Set(validateValues.errors?.map((error) => error.instancePath.slice(1)));
  for (const name of variableNames.filter((known) => refused.has(known))) {
    delete values[name];
    misconfigurations.push(...wrong(name, unreadable(name, layer)));
  }
  return { values: values as Partial<Values>, misconfigurations };
}

/** What is wrong with a text whatever its kind. White space around a secret is an accident of copying that no one can see. */
function misspelling(name: VariableName, given: Given): string | undefined {
  const { text, origin } = given;
  if (text !== text.trim() || /[\r\n]/.test(text)) {
    return `begins or ends with white space, or holds a line break (${origin}; value not shown): remove it.`;
  }
  const accident = given.ofFile ? undefined : accidentOf(name, given);
  if (accident !== undefined) return accident;
  if (!/^none$/i.test(text)) return undefined;
  if (variable(name).none !== true) return `cannot be declared none (${origin}). ${example(name)}`;
  return text === 'none' ? undefined : `is declared by the word none in small letters (${origin}).`;
}

/** What no one writes on purpose, unless it stands alone in a file. */
function accidentOf(name: VariableName, given: Given): string | undefined {
  const { text, origin } = given;
  const inFile = `Where it really is so, give it in a file, by ${name}_FILE.`;
  const way = variable(name).secret ? ` ${inFile}` : '';
  const form = unreplaced(text) ?? (variable(name).kind === 'url' ? referenceInUrl(name, text) : undefined);
  if (form !== undefined) return `${notReplaced(form, given)}${way}`;
  if (origin === 'environment' && /^(["']).*\1$/.test(text) && text.length > 1) {
    return `stands in quotation marks, which docker --env-file and set of cmd keep (${origin}; value not shown): leave them out.${way}`;
  }
  if (/^[“”„‟‘’‚‛«»‹›].*[“”„‟‘’‚‛«»‹›]$/.test(text)) {
    return `stands in typographic quotation marks (${origin}; value not shown): leave them out, or use straight ones in an env file.${way}`;
  }
  return undefined;
}

/** In the middle of a URL: none holds such a thing as itself. A proxy's or a mailbox's may hold a password. */
function referenceInUrl(name: VariableName, text: string): string | undefined {
  const part = variable(name).secret ? undefined : /\$\([^()]*\)|\$?\{[^{}]*\}|%[A-Z_]{2,}%|<[^<>]*>/.exec(text)?.[0];
  return part === undefined ? undefined : (unreplaced(part) ?? '{NAME}');
}

/** `form`: how the reference is written. */
export function notReplaced(form: string, { origin }: Given): string {
  return `holds a reference that nobody replaced, of the form ${form} (${origin}; value not shown). Set what it stands for.`;
}

function unreadable(name: VariableName, layer: Layer): string {
  const described = variable(name);
  const { text = '', origin } = layer[name] ?? {};
  // What is long or holds an "@" may be a secret in the wrong place.
  const shown =
    described.secret || text.length > 40 || text.includes('@') ? 'has a value (not shown) that' : `is "${text}", which`;
  const hint = described.kind === 'one-of' ? didYouMean(text, described.values) : '';
  return `${shown} is not ${schemaOf(described).description} (${origin}).${hint || inAscii(name, text)} ${example(name)}`;
}

/** A URL whose host has characters beyond ASCII, in the Punycode that is looked up (RFC 5891 §4.4). */
function inAscii(name: VariableName, text: string): string {
  const url = variable(name).kind === 'url' && !variable(name).secret ? parseUrl(text) : undefined;
  const isKnown = url !== undefined && !text.includes('@') && !text.includes('?') && url.hostname.includes('xn--');
  return isKnown ? ` In ASCII it is "${url.href}".` : '';
}

/** A line that shows how a variable is set right. */
export function example(name: VariableName): string {
  return `Example: ${name}=${variable(name).example}`;
}
