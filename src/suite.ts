import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import suite from '../package.json' with { type: 'json' };
import { catalogueVersion, requirementIds, requirements } from '../requirements/index.ts';
import { fullTable } from './judge/truth-table.ts';
import { contract } from './model/contract.ts';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

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
    const { level, class: protects, statement, profile, environment } = requirements[id];
    return [id, level, protects, statement, profile, environment];
  });
  const table = fullTable({ requiredScope: false }).map(({ name, verdict }) => [name, verdict]);
  return createHash('sha256')
    .update(JSON.stringify([normative, table]))
    .digest('hex');
}

/** The commit of a git checkout; `null` where the suite was installed in another way. */
function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return null;
  }
}
