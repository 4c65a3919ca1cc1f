import { type OutputPaths, readStatement } from '../report/output.ts';

/** What `--last-failed` runs again, or why it cannot. */
export type LastFailed = { readonly ids: readonly string[] } | { readonly problem: string };

/** What failed or could not be judged by the statement in the output folder. Reads it before the run replaces it. */
export function lastFailed(paths: OutputPaths): LastFailed {
  const statement = readStatement(paths);
  if (statement === undefined) {
    return { problem: `--last-failed: ${paths.statement} holds no statement of an earlier run. Run once without it.` };
  }
  const failed = statement.requirements.filter(({ outcome }) => outcome === 'failed' || outcome === 'inconclusive');
  if (failed.length === 0) {
    return { problem: `--last-failed: in ${paths.statement} nothing failed or could not be judged. Run without it.` };
  }
  return { ids: failed.map(({ id }) => id) };
}
