import type { ErrorObject } from 'ajv';
import schema from '../../../schemas/problem-details.schema.json' with { type: 'json' };
import { validateProblem } from './problem.validators.ts';

/** One way in which a value is not the contract's problem object. */
export interface Breach {
  /** What stands where, such as `status is a string`. */
  readonly found: string;
  readonly wanted: string;
}

/** Where the value breaks the schema; nothing where it keeps to it. */
export function breachesOf(value: unknown): readonly Breach[] {
  if (validateProblem(value)) return [];
  return (validateProblem.errors ?? []).map((error) => breachOf(error, value));
}

const members = Object.keys(schema.properties);

/** Names that are those of the schema but for letter case; the member that they are meant to be is absent. */
export function misspelledMembers(problem: Readonly<Record<string, unknown>>): readonly string[] {
  const meant = (name: string) => members.find((member) => member !== name && member === name.toLowerCase());
  return Object.keys(problem).filter((name) => !Object.hasOwn(problem, meant(name) ?? name));
}

function breachOf({ instancePath }: ErrorObject, whole: unknown): Breach {
  const member = instancePath.slice(1);
  if (member === '') return { found: `the whole is ${kindOf(whole)}`, wanted: 'an object' };
  const value = (whole as Readonly<Record<string, unknown>>)[member];
  return {
    found: `${member} is ${kindOf(value)}`,
    wanted: `${member}: ${member === 'status' ? 'an int32 integer' : 'a string'} or null`,
  };
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'number') return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
  return Number.isInteger(value) ? `the integer ${value}` : `the fraction ${value}`;
}
