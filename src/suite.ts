import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { dirname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import suite from '../package.json' with { type: 'json' };
import { catalogueVersion, type RequirementId, requirementIds, requirements } from '../requirements/index.ts';
import { fullTable } from './judge/truth-table.ts';
import { contract } from './model/contract.ts';

/** The folder of this project, or of the installed package. The sources and what is built of them lie one folder below it. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const isInstalled = root.split(sep).includes('node_modules');

/** How a command begins in a message that tells what to type. */
export const invocation = isInstalled ? 'npx nexus-conformance' : 'npm run conformance --';

/** What judges: name, version, commit and the catalogue, by version and by digest. */
export const suiteIdentity = {
  name: suite.name,
  version: suite.version,
  commit: commit(),
  catalogue: { version: catalogueVersion, digest: catalogueDigest() },
};

/** What is judged against. */
export const contractIdentity = { title: contract.title, version: contract.version, digest: contract.digest };

/** Over what decides a verdict: ids, levels, classes, sentences, profiles and the truth table; not over prose. */
function catalogueDigest(): string {
  const normative = requirementIds.map((id) => {
    const { level, class: protects, sentence, profile, environment } = requirements[id];
    return [id, level, protects, sentence, profile, environment];
  });
  const table = fullTable({ requiredScope: false }).map(({ id, verdict }) => [id, verdict]);
  return createHash('sha256')
    .update(JSON.stringify([normative, table]))
    .digest('hex');
}

/** What the build put in place of this name. */
declare const BUILT_COMMIT: string | null;

/** The commit of the sources; `null` where they came from elsewhere than a git checkout. */
function commit(): string | null {
  if (typeof BUILT_COMMIT !== 'undefined') return BUILT_COMMIT;
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return null;
  }
}

/** Where the page of a requirement lies, from the project's folder. */
export function pagePath(id: RequirementId): string {
  return `docs/requirements/${id}.md`;
}

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
