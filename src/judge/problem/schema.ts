import type { ErrorObject } from 'ajv';
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
