import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { root } from '../cli/processes.ts';

/** A request and its answer as a server between them sees them, in clear. */
export interface Seen {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly content: string;
  readonly status: number;
  readonly answerFields: Readonly<Record<string, string>>;
  readonly answer: string;
}

interface Schema {
  readonly [keyword: string]: unknown;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Schema;
}
interface Response {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}
interface Operation {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}
type SecurityScheme =
  | { readonly type: 'http'; readonly scheme: string }
  | { readonly type: 'apiKey'; readonly in: string; readonly name: string };

/** What of an OpenAPI document is read here; it is read anew, and not by way of `src/model`, which is to be tested. */
export interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly components: {
    readonly responses: Readonly<Record<string, Response>>;
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  };
}

export const readContract = (): Contract =>
  JSON.parse(readFileSync(join(root, 'schemas', 'nexus.openapi.json'), 'utf8'));

/** The one operation, and the path parameters of a request to it. */
function operationAt({ paths }: Contract, method: string, path: string) {
  for (const [template, methods] of Object.entries(paths)) {
    const names = Array.from(template.matchAll(/\{(\w+)\}/g), ([, name = '']) => name);
    const match = new RegExp(`^${template.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
    const operation = methods[method.toLowerCase()];
    if (!match || !operation) continue;
    const values = names.map((name, index): [string, string] => [name, decoded(match[index + 1] ?? '')]);
    return { operation, inPath: new Map(values) };
  }
  return undefined;
}

/** What is hostile may hold octets that are no text. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whatever a request has that the contract does not say, and lacks that it demands, in words. */
export function violationsOfRequest(contract: Contract, { method, target, fields, content }: Seen): string[] {
  const url = new URL(target, 'http://nexus.example');
  const found = operationAt(contract, method, url.pathname);
  if (!found) return [`there is no operation ${method} ${url.pathname}`];
  const { operation, inPath } = found;
  const valuesOf = ({ name, in: place }: Parameter): readonly string[] =>
    place === 'path' ? [inPath.get(name) ?? ''] : url.searchParams.getAll(name);
  const known = operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  return [
    ...operation.parameters.flatMap((parameter) => {
      const values = valuesOf(parameter);
      if (values.length === 0) return parameter.required ? [`${parameter.name} is missing`] : [];
      if (values.length > 1) return [`${parameter.name} is given ${values.length} times`];
      return violations(contract, parameter.schema, values[0]).map((text) => `${parameter.name} ${text}`);
    }),
    ...[...url.searchParams.keys()].filter((name) => !known.includes(name)).map((name) => `${name} is no parameter`),
    ...(operation.requestBody === undefined && content !== '' ? ['there is a body, and the operation has none'] : []),
    ...(operation.requestBody === undefined && 'content-type' in fields ? ['there is a Content-Type of no body'] : []),
    ...(satisfied(contract, fields).length === 1 ? [] : ['it satisfies no security alternative, or several']),
  ];
}

/** The alternatives, by their schemes, whose credentials a request shows. */
export function satisfied({ security, components }: Contract, fields: Seen['fields']): string[] {
  const isShown = (name: string): boolean => {
    const scheme = components.securitySchemes[name];
    if (scheme?.type === 'apiKey') return scheme.in === 'header' && (fields[scheme.name.toLowerCase()] ?? '') !== '';
    return new RegExp(`^${scheme?.scheme} \\S+$`, 'i').test(fields.authorization ?? '');
  };
  return security
    .map(Object.keys)
    .filter((names) => names.every(isShown))
    .map((names) => names.join('+'));
}

/** The document has lost the media types of its seven representations: JSON and flat XML are read, under any of their types. */
function readAs(type: string, answer: string): unknown {
  if (/^(?:application\/(?:[\w.-]+\+)?json|text\/(?:json|plain))(?:;|$)/.test(type)) return JSON.parse(answer);
  if (!/^(?:application\/(?:problem\+)?|text\/)xml$/.test(type)) return undefined;
  const members = Array.from(answer.matchAll(/<(\w+)>([^<]*)<\/\1>/g), ([, name = '', text]) => [name, text]);
  const { status, ...others } = Object.fromEntries(members);
  return { ...others, status: Number(status) };
}

/** Whatever an answer has that the contract does not say, in words. */
export function violationsOfAnswer(
  contract: Contract,
  { method, target, status, answer, answerFields }: Seen,
): string[] {
  const found = operationAt(contract, method, new URL(target, 'http://nexus.example').pathname);
  const documented = found?.operation.responses[String(status)];
  if (documented === undefined) return [`${status} is not documented`];
  const response =
    '$ref' in documented ? contract.components.responses[documented.$ref.split('/').at(-1) ?? ''] : documented;
  const schema = Object.values(response?.content ?? {})[0]?.schema;
  if (schema === undefined) {
    const unexpected = answer !== '' || 'content-type' in answerFields;
    return unexpected ? [`${status} has a content, and none is documented`] : [];
  }
  const type = answerFields['content-type'] ?? '';
  const value = readAs(type, answer);
  return value === undefined ? [`${type} is no type of it`] : violations(contract, schema, value);
}

const validators = new WeakMap<Contract, Map<string, ValidateFunction>>();

/** What is wrong with a value by a schema of the contract. */
function violations(contract: Contract, schema: Schema, value: unknown): string[] {
  const known = validators.get(contract) ?? new Map<string, ValidateFunction>();
  validators.set(contract, known);
  const key = JSON.stringify(schema);
  const validate = known.get(key) ?? compiled(contract, schema);
  known.set(key, validate);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`.trim());
}

function compiled({ components }: Contract, schema: Schema): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  return ajv.compile({ ...schema, components });
}
