import { inProfile, type RequirementId, requirementIds, requirements } from '../../requirements/index.ts';
import type { Asked } from './arguments.ts';
import { profileOf } from './profile-flag.ts';
import { refuse } from './refuse.ts';

/** Prints a line a requirement: id, level, the smallest profile that runs it, whether it is built, its sentence. */
export function list(asked: Asked): number {
  const { profile, problems } = profileOf(asked);
  if (problems.length > 0) return refuse('Nothing is listed.', problems);
  const ids = requirementIds.filter((id) => profile === undefined || inProfile(id, profile));
  process.stdout.write(ids.map((id) => `${line(id)}\n`).join(''));
  return 0;
}

const idWidth = Math.max(...requirementIds.map((id) => id.length));

function line(id: RequirementId): string {
  const { level, profile, built, sentence } = requirements[id];
  const state = built === false ? 'not built yet' : 'built';
  return [id.padEnd(idWidth), level.padEnd(6), profile.padEnd(7), state.padEnd(13), sentence].join('  ');
}
