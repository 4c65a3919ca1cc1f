import { createHash } from 'node:crypto';
import document from '../../schemas/nexus.openapi.json' with { type: 'json' };

const [[path, item]] = Object.entries(document.paths) as [
  [string, (typeof document.paths)[keyof typeof document.paths]],
];
const [[method, operation]] = Object.entries(item) as [[string, (typeof item)[keyof typeof item]]];
const schemes = document.components.securitySchemes;
const statuses = Object.keys(operation.responses).map(Number);

function parameterName(place: string): string {
  const parameter = operation.parameters.find((p) => p.in === place);
  if (!parameter) throw new Error(`nexus.openapi.json documents no ${place} parameter`);
  return parameter.name;
}

/** One of the combinations of schemes of which any suffices (OpenAPI, Security Requirement Object). */
export interface Alternative {
  /** Its schemes in kebab-case: `bearer-and-application-token`. */
  readonly id: string;
  /** For people: `Bearer with ApplicationToken`. */
  readonly title: string;
  /** All of them are needed. */
  readonly schemes: readonly Scheme[];
}

const kebabCase = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();

/** The alternatives of `security`, in its order. */
export const alternatives: readonly Alternative[] = document.security.map((requirement) => {
  const needed = Object.keys(requirement) as Scheme[];
  return { id: needed.map(kebabCase).join('-and-'), title: needed.join(' with '), schemes: needed };
});

/** The first alternative that a scheme belongs to. */
export function alternativeWith(scheme: Scheme): Alternative {
  const found = alternatives.find((alternative) => alternative.schemes.includes(scheme));
  if (!found) throw new Error(`nexus.openapi.json needs ${scheme} nowhere`);
  return found;
}

/** The one operation of the contract, read from `schemas/nexus.openapi.json`: nothing else spells its path, method or security. */
export const contract = {
  title: document.info.title,
  version: document.info.version,
  digest: createHash('sha256').update(JSON.stringify(document)).digest('hex'),
  method: method.toUpperCase(),
  path,
  pathParameter: parameterName('path'),
  queryParameter: parameterName('query'),
  /** The documented successes: 204. */
  successes: statuses.filter((status) => status < 300),
  /** The documented errors: 400 and 404. The document says of neither when it is due. */
  errors: statuses.filter((status) => status >= 400),
  /** Schemes that travel in the Authorization field; of these a request should carry one (RFC 9110 §5.3). */
  authorizationSchemes: (Object.keys(schemes) as Scheme[]).filter((name) => schemes[name].type === 'http'),
} as const;

/** The path with a userId in its place; `userId` is written as given, so the caller encodes it. */
export function operationPath(userId: string): string {
  return contract.path.replace(`{${contract.pathParameter}}`, () => userId);
}

/** Whether a credential satisfies its scheme: certainly not, undetermined by contract and RFCs, certainly. Strong Kleene values. */
export type Truth = 0 | 0.5 | 1;

/** The states of each security scheme. */
export const credentialStates = {
  Bearer: {
    absent: 0,
    valid: 1,
    invalid: 0,
    malformed: 0,
    expired: 0,
    tampered: 0,
    'alg-none': 0,
    'wrong-scope': 0.5,
  },
  ApplicationToken: {
    absent: 0,
    valid: 1,
    invalid: 0,
    empty: 0,
    duplicated: 0.5,
    'wrong-place': 0.5,
  },
  Basic: {
    absent: 0,
    valid: 1,
    'wrong-password': 0,
    'wrong-user': 0,
    'empty-password': 0,
    'bad-base64': 0,
    'no-colon': 0,
    'lower-case-scheme': 1,
  },
} as const satisfies Record<string, Record<string, Truth>>;

export type Scheme = keyof typeof credentialStates;
export type StateName<S extends Scheme = Scheme> = { [K in S]: keyof (typeof credentialStates)[K] }[S];

/** One state of each scheme. */
export type RowState = { readonly [S in Scheme]: StateName<S> };
