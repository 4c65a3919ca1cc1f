import { createHash } from 'node:crypto';
import document from '../../schemas/nexus.openapi.json' with { type: 'json' };
import type { Scheme } from './credential-states.ts';

const [[path, item]] = Object.entries(document.paths) as [
  [string, (typeof document.paths)[keyof typeof document.paths]],
];
const [[method, operation]] = Object.entries(item) as [[string, (typeof item)[keyof typeof item]]];
const schemes = document.components.securitySchemes;

function parameterName(place: string): string {
  const parameter = operation.parameters.find((p) => p.in === place);
  if (!parameter) throw new Error(`nexus.openapi.json documents no ${place} parameter`);
  return parameter.name;
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
  statuses: Object.keys(operation.responses).map(Number),
  /** Security requirement objects: any one suffices, all schemes of one are needed (OpenAPI, Security Requirement Object). */
  security: document.security.map(
    (alternative) => Object.keys(alternative) as Scheme[],
  ) as readonly (readonly Scheme[])[],
  /** Schemes that travel in the Authorization field; of these a request should carry one (RFC 9110 §5.3). */
  authorizationSchemes: (Object.keys(schemes) as Scheme[]).filter((name) => schemes[name].type === 'http'),
} as const;

/** The path with a userId in its place; `userId` is written as given, so the caller encodes it. */
export function operationPath(userId: string): string {
  return contract.path.replace(`{${contract.pathParameter}}`, () => userId);
}

/** The way in that credentials belong to, and so the control they are measured against. */
export type Alternative = 'Bearer with ApplicationToken' | 'Basic';
