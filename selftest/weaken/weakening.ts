import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parse } from '@babel/parser';
import { type Node, type TraversalAncestors, traverse } from '@babel/types';
import { type Place, rules, sourceOf } from './rules.ts';

/** One expectation less, or one that says less. */
export interface Weakening {
  /** Relative to the project, with `/`. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** That line as it is. */
  readonly source: string;
  /** What it does to the line, as a predicate: `drops …`. */
  readonly does: string;
  /** The place in the file, in characters, and what stands there then. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The requirement in whose body it is, where it is in one. */
  readonly id?: string;
}

/** Where expectations live: in folders, and in files of others. */
const folders = ['tests', 'src/judge'];
const files = ['src/run/check.ts', 'src/run/table.ts'];

/** Every way to weaken one expectation of the project below `root`, in the order of the sources. */
export function weakeningsOf(root: string): readonly Weakening[] {
  const found = folders.flatMap((folder) => sourcesIn(join(root, folder)));
  return [...found, ...files.map((file) => join(root, file))].flatMap((path) =>
    weakeningsIn(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8')),
  );
}

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .toSorted();
}

export function weakeningsIn(file: string, source: string): readonly Weakening[] {
  const found: Weakening[] = [];
  const parsed = parse(source, { sourceType: 'module', plugins: ['typescript'] });
  const read = sourceOf(parsed, source);
  traverse(parsed, (node, ancestors) => {
    const id = requirementAround(ancestors);
    for (const { at, text, does } of rules.flatMap((rule) => rule(node, ancestors, read))) {
      const { start, end } = placeOf(at);
      const line = source.slice(0, start).split('\n').length;
      const common = { file, line, source: source.split('\n')[line - 1]?.trim() ?? '' };
      found.push({ ...common, does, start, end, text, ...(id !== undefined && { id }) });
    }
  });
  return found;
}

function placeOf({ start, end }: Place): { readonly start: number; readonly end: number } {
  if (start == null || end == null) throw new Error('the parser said no places');
  return { start, end };
}

/** The id of `requirement(id, …)`, which stands within `test(...)`. */
export function requirementIn(node: Node): string | undefined {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return undefined;
  const [id] = node.arguments;
  return node.callee.name === 'requirement' && id?.type === 'StringLiteral' ? id.value : undefined;
}

function requirementAround(ancestors: TraversalAncestors): string | undefined {
  return ancestors.map(({ node }) => requirementIn(node)).find((id) => id !== undefined);
}
