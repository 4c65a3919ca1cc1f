import { readdirSync, readFileSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { parse } from '@babel/parser';
import { traverse } from '@babel/types';
import type { Fault } from '../../reference/faults/fault.ts';
import { faults } from '../../reference/faults/index.ts';
import { faultTitle } from '../proof/titles.ts';
import { requirementIn, type Weakening } from './weakening.ts';

/** Tests of the proof, in the order in which they are likeliest to notice. */
export interface Part {
  readonly spec: 'units of src/judge' | 'units of tests' | 'faults' | 'variants';
  /** Their titles; absent where all of them count. */
  readonly titled?: readonly string[];
}

/** The parts of the proof that a weakening of an expectation touches. */
export function partsTouchedBy({ file, id }: Weakening, tests: Tests): readonly Part[] {
  const ids = tests.idsJudgedWith(file);
  if (ids.length === 0) return [{ spec: 'units of src/judge' }, { spec: 'faults' }, { spec: 'variants' }];
  const first = id === undefined ? [] : faultsOf([id]);
  const further = faultsOf(ids).filter((fault) => !first.includes(fault));
  const titled = [...first, ...further].map(({ name }) => faultTitle(name));
  return [{ spec: 'faults', titled }, { spec: 'units of tests' }, { spec: 'variants' }];
}

/** Those that are there to break one of the requirements before those with which one falls. */
function faultsOf(ids: readonly string[]): readonly Fault[] {
  const all = Object.values(faults);
  const breaking = all.filter(({ breaks }) => ids.includes(breaks));
  const taking = all.filter(({ follows = {} }) => Object.keys(follows).some((id) => ids.includes(id)));
  return [...new Set([...breaking, ...taking])];
}

export interface Tests {
  /** The requirements whose bodies are in a file of `tests/`, or in one that uses it; none for any other file. */
  idsJudgedWith(file: string): readonly string[];
}

interface TestSource {
  readonly ids: readonly string[];
  readonly imports: readonly string[];
}

/** Reads `tests/` of this project. */
export function readTests(): Tests {
  const folder = new URL('../../tests/', import.meta.url);
  const sources = new Map<string, TestSource>();
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.split(sep).join('/'));
  for (const file of names.filter((name) => name.endsWith('.ts')).map((name) => `tests/${name}`)) {
    sources.set(file, testSource(file, readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')));
  }
  const users = (file: string): readonly string[] =>
    [...sources].filter(([, { imports }]) => imports.includes(file)).map(([user]) => user);
  const idsJudgedWith = (file: string): readonly string[] => [
    ...(sources.get(file)?.ids ?? []),
    ...users(file).flatMap(idsJudgedWith),
  ];
  return { idsJudgedWith: (file) => (sources.has(file) ? [...new Set(idsJudgedWith(file))] : []) };
}

function testSource(file: string, text: string): TestSource {
  const ids: string[] = [];
  const imports: string[] = [];
  traverse(parse(text, { sourceType: 'module', plugins: ['typescript'] }), (node) => {
    const id = requirementIn(node);
    if (id !== undefined) ids.push(id);
    if (node.type === 'ImportDeclaration') imports.push(posix.join(posix.dirname(file), node.source.value));
  });
  return { ids, imports };
}
