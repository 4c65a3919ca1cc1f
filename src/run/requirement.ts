import type { RequirementId } from '../../requirements/index.ts';
import type { Bench } from './fixtures.ts';

/** Sends what a requirement's stimulus is and says what was expected. Ends by throwing a `Judgement` unless it passed. */
export type Body = (bench: Bench) => Promise<void> | void;

/** The body of every requirement whose spec file has been loaded. */
export const bodies = new Map<RequirementId, Body>();

let listener: (id: RequirementId) => void = () => {};

/** Tells whoever runs the bodies of each one as it is registered, in the order of the spec files. */
export function onRequirement(hear: (id: RequirementId) => void): void {
  listener = hear;
}

/** Registers how a requirement is judged. The body is a plain function: any runner can carry it out. */
export function requirement(id: RequirementId, body: Body): void {
  if (bodies.has(id)) throw new Error(`${id} has two bodies`);
  bodies.set(id, body);
  listener(id);
}
