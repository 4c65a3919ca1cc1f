import { advice } from './advice.ts';
import { auth } from './auth.ts';
import { email } from './email.ts';
import { http } from './http.ts';
import { operation } from './operation.ts';
import { parameters } from './parameters.ts';
import { problem } from './problem.ts';
import { robustness } from './robustness.ts';
import { type Profile, profiles, type Requirement } from './types.ts';

/** Version of the catalogue: its ids, levels, sentences and profiles. */
export const catalogueVersion = '1.2.0';

const registry = {
  ...operation,
  ...parameters,
  ...auth,
  ...problem,
  ...http,
  ...email,
  ...robustness,
  ...advice,
} as const;

export type RequirementId = keyof typeof registry;

/** Every requirement by its id, in the catalogue's order. */
export const requirements: Readonly<Record<RequirementId, Requirement>> = registry;

/** All ids, in the catalogue's order. */
export const requirementIds = Object.keys(registry) as readonly RequirementId[];

/** The chapters, in the catalogue's order. */
export const chapters = [
  { name: 'operation', title: 'Operation and success' },
  { name: 'parameters', title: 'Parameters' },
  { name: 'auth', title: 'Security' },
  { name: 'problem', title: 'Error representations' },
  { name: 'http', title: 'HTTP semantics and framing' },
  { name: 'email', title: 'Effect: the e-mail' },
  { name: 'robustness', title: 'Robustness' },
  { name: 'advice', title: 'Advisories' },
] as const;

export type Chapter = (typeof chapters)[number]['name'];

/** The chapter that an id names: the part before its slash. */
export function chapterOf(id: RequirementId): Chapter {
  return id.slice(0, id.indexOf('/')) as Chapter;
}

/** Whether a profile runs the requirement: each profile includes the smaller ones. */
export function inProfile(id: RequirementId, profile: Profile): boolean {
  return profiles.indexOf(requirements[id].profile) <= profiles.indexOf(profile);
}

/** Whether this version judges it, a later one may, or none can. */
export function standingOf(id: RequirementId): 'built' | 'not built yet' | 'excluded' {
  const { built, excluded } = requirements[id];
  if (excluded !== undefined) return 'excluded';
  return built === false ? 'not built yet' : 'built';
}
