import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { isVariableName, type VariableName, variable, variableNames, type variables } from '../../config/variables.ts';
import type { Given, Layer } from './given.ts';
import { nearestName } from './nearest-name.ts';
import type { Problem } from './problem.ts';
import { configurationSchema, expected } from './schema.ts';

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

const validator = new Ajv({ allErrors: true, coerceTypes: true });
formats.default(validator);
const validate = validator.compile(configurationSchema());

/** Reads every text as its variable's kind; what cannot be read is a problem and left out. */
export function readValues(layer: Layer): { readonly values: Partial<Values>; readonly problems: readonly Problem[] } {
  const values: Record<string, unknown> = {};
  const problems: Problem[] = [];
  for (const name of variableNames) {
    const given = layer[name];
    if (given === undefined) continue;
    const message = misspelling(name, given);
    if (message === undefined) values[name] = given.text;
    else problems.push({ variable: name, message });
  }
  validate(values);
  const unreadable = new Set(validate.errors?.map((error) => error.instancePath.slice(1)));
  for (const name of [...unreadable].filter(isVariableName)) {
    delete values[name];
    problems.push({ variable: name, message: unreadableMessage(name, layer) });
  }
  return { values: values as Partial<Values>, problems };
}

/** What is wrong with a text whatever its kind. White space around a secret is an accident of copying that no one can see. */
function misspelling(name: VariableName, { text, origin }: Given): string | undefined {
  if (text !== text.trim() || /[\r\n]/.test(text)) {
    return `${name} begins or ends with white space, or holds a line break (${origin}; value not shown): remove it.`;
  }
  if (!/^none$/i.test(text)) return undefined;
  if (variable(name).none !== true) return `${name} cannot be declared none (${origin}). ${example(name)}`;
  return text === 'none' ? undefined : `${name} is declared by the word none in small letters (${origin}).`;
}

function unreadableMessage(name: VariableName, layer: Layer): string {
  const described = variable(name);
  const { text = '', origin } = layer[name] ?? {};
  // What is long or holds an "@" may be a secret in the wrong place.
  const shown =
    described.secret || text.length > 40 || text.includes('@') ? 'has a value (not shown) that' : `is "${text}", which`;
  const nearest = described.kind === 'one-of' ? nearestName(text, described.values) : undefined;
  const hint = nearest !== undefined && nearest.distance <= 2 ? ` Did you mean ${nearest.name}?` : '';
  return `${name} ${shown} is not ${expected(described)} (${origin}).${hint} ${example(name)}`;
}

/** A line that shows how a variable is set right. */
export function example(name: VariableName): string {
  return `Example: ${name}=${variable(name).example}`;
}
