import suite from '../../package.json' with { type: 'json' };
import type { RequirementId } from '../../requirements/index.ts';
import { pagePath } from './requirement-words.ts';

/** Where the project's sources are read in a browser, by package.json; `undefined` where it names no repository. */
export const repositoryUrl = browsable(
  (suite as { readonly repository?: string | { readonly url: string } }).repository,
);

function browsable(repository: string | { readonly url: string } | undefined): string | undefined {
  const url = typeof repository === 'object' ? repository.url : repository;
  const address = url?.replace(/^git\+/, '').replace(/\.git$/, '');
  return address?.startsWith('https://') ? address : undefined;
}

/** The page of a requirement in a repository that is browsed as GitHub's and GitLab's are. */
export function pageOf(repository: string | undefined, id: RequirementId): string | undefined {
  return repository === undefined ? undefined : `${repository}/blob/HEAD/${pagePath(id)}`;
}
