import { chapters, requirementIds } from '../../requirements/index.ts';
import { didYouMean } from '../configuration/nearest-name.ts';

/** The nearest id, to be added to a message; an id without its chapter is completed. */
export function didYouMeanId(text: string): string {
  const id = requirementIds.find((known) => known.endsWith(`/${text}`));
  return id === undefined ? didYouMean(text, requirementIds) : ` Did you mean ${id}?`;
}

/** The same of what names requirements for a selection: a pattern is held against patterns, a case keeps its name. */
export function didYouMeanPattern(pattern: string): string {
  const [requirement = '', ...cases] = pattern.split('#');
  const star = requirement.indexOf('*');
  const nearest =
    star < 0
      ? didYouMeanId(requirement)
      : didYouMean(requirement, [
          ...chapters.map(({ name }) => `${name}/*`),
          ...requirementIds.map((id) => `${id.slice(0, star)}*`),
        ]);
  return nearest.replace('?', [' ', ...cases].join('#').trim().concat('?'));
}
