import { type Node, type TraversalAncestors, traverse } from '@babel/types';

/** In characters; the parser's types leave it open whether it is known. */
export interface Place {
  readonly start?: number | null | undefined;
  readonly end?: number | null | undefined;
}

/** `at` is replaced by `text`. */
interface Change {
  readonly at: Place;
  readonly text: string;
  readonly does: string;
}

/** A source file as the rules see it. */
export interface Source {
  readonly text: string;
  /** Its functions that tell a finding, by their declared types. */
  readonly tellers: ReadonlySet<string>;
}

type Rule = (node: Node, ancestors: TraversalAncestors, source: Source) => readonly Change[];

const textOf = ({ start, end }: Node, { text }: Source): string => text.slice(start ?? 0, end ?? 0);
const briefly = (node: Node, source: Source): string => {
  const text = textOf(node, source).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};

export function sourceOf(file: Node, text: string): Source {
  const tellers = new Set<string>();
  const tells = (node: Node | null | undefined) => node != null && /\bFinding\b/.test(textOf(node, { text, tellers }));
  traverse(file, (node) => {
    if (node.type === 'FunctionDeclaration' && node.id && tells(node.returnType)) tellers.add(node.id.name);
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return;
    if (node.init?.type === 'ArrowFunctionExpression' && tells(node.init.returnType)) tellers.add(node.id.name);
  });
  return { text, tellers };
}

/** The name of the function that is called, awaited or not. */
function calledBy(node: Node | null | undefined): string | undefined {
  if (node?.type === 'AwaitExpression') return calledBy(node.argument);
  if (node?.type !== 'CallExpression') return undefined;
  const { callee } = node;
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : undefined;
}

/** What is a pattern names what is taken out of a value, and is no value. */
const isInPattern = (ancestors: TraversalAncestors): boolean => ancestors.at(-1)?.node.type === 'ObjectPattern';

/** An answer that is sent for, and held against nothing: it passes, whatever it is. */
const passesAnything: Rule = (node, _ancestors, source) => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  const { object, property } = node.callee;
  if (object.type !== 'Identifier' || object.name !== 'check' || property.type !== 'Identifier') return [];
  const sent = node.arguments.map((argument) => textOf(argument, source)).join(', ');
  const pass = property.name === 'found' ? 'check.found()' : `check.found(void (${sent}))`;
  const text = property.name === 'accepted' ? `(${pass}, true)` : pass;
  return [{ at: node, text, does: `takes whatever comes for right where it calls check.${property.name}` }];
};

const isExpectation = /^(?:each|accepts|judge[A-Z]?\w*)$/;
const expects = (node: Node | null | undefined): boolean => isExpectation.test(calledBy(node) ?? '');

/** Cases or rows that are never looked at. */
const dropsCalls: Rule = (node) => {
  const does = (call: Node) => `does not call ${calledBy(call)}`;
  if (node.type === 'ExpressionStatement' && expects(node.expression)) {
    return [{ at: node, text: ';', does: does(node.expression) }];
  }
  if (node.type === 'ReturnStatement' && node.argument && expects(node.argument)) {
    return [{ at: node.argument, text: 'undefined', does: does(node.argument) }];
  }
  if (node.type === 'ArrowFunctionExpression' && expects(node.body)) {
    return [{ at: node.body, text: 'undefined', does: does(node.body) }];
  }
  return [];
};

/** One less of what is listed, and the separator after it. */
function dropped(members: readonly (Node | null)[], source: Source): readonly Change[] {
  return members.flatMap((member, index) => {
    if (!member) return [];
    const next = members[index + 1];
    const [comma = ''] = /^\s*,/.exec(source.text.slice(member.end ?? 0)) ?? [];
    const end = next ? next.start : (member.end ?? 0) + comma.length;
    return [{ at: { start: member.start, end }, text: '', does: `drops ${briefly(member, source)}` }];
  });
}

/** A case, status or pattern less. A header field, a name and its value, is no list. */
const dropsElements: Rule = (node, _ancestors, source) => {
  if (node.type !== 'ArrayExpression') return [];
  const [first] = node.elements;
  const isField = node.elements.length === 2 && first?.type === 'StringLiteral' && /^[A-Z]/.test(first.value);
  return isField ? [] : dropped(node.elements, source);
};

/** The same of a record, which is a list by names. */
const dropsEntries: Rule = (node, _ancestors, source) => {
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return [];
  const { typeAnnotation } = node.id;
  const isRecord = typeAnnotation != null && /\bRecord</.test(textOf(typeAnnotation, source));
  return isRecord && node.init?.type === 'ObjectExpression' ? dropped(node.init.properties, source) : [];
};

/** Of several only the first. */
const endsLoops: Rule = (node, _ancestors, source) => {
  if (node.type !== 'ForOfStatement') return [];
  const text = `[...(${textOf(node.right, source)})].slice(0, 1)`;
  return [{ at: node.right, text, does: `looks at the first of ${briefly(node.right, source)} only` }];
};

function isFinding(node: Node, { tellers }: Source): boolean {
  if (tellers.has(calledBy(node) ?? '')) return true;
  if (node.type !== 'ObjectExpression') return false;
  return node.properties.some(
    (property) =>
      property.type === 'ObjectProperty' && property.key.type === 'Identifier' && property.key.name === 'outcome',
  );
}

/** What a node tells: what a function returns, one of two, or one of several that are told together. */
function toldBy(node: Node): readonly Node[] {
  switch (node.type) {
    case 'ReturnStatement':
      return node.argument ? [node.argument] : [];
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    case 'ArrowFunctionExpression':
      return [node.body];
    case 'CallExpression':
      return calledBy(node) === 'found' && node.arguments.length > 1 ? node.arguments : [];
    default:
      return [];
  }
}

/** A finding that is not told. */
const dropsFindings: Rule = (node, _ancestors, source) =>
  toldBy(node)
    .filter((value) => node.type === 'CallExpression' || isFinding(value, source))
    .map((value) => ({ at: value, text: 'undefined', does: `does not tell ${briefly(value, source)}` }));

/** What cannot be judged, and is judged nevertheless. */
const dropsThrows: Rule = (node, _ancestors, source) =>
  node.type === 'ThrowStatement'
    ? [{ at: node, text: ';', does: `does not throw ${briefly(node.argument, source)}` }]
    : [];

const comparisons = ['===', '!==', '<', '>', '<=', '>='];

/** A condition that always holds, or never. */
const foldsConditions: Rule = (node, _ancestors, source) => {
  const isPredicate =
    node.type === 'ArrowFunctionExpression' &&
    node.body.type === 'BinaryExpression' &&
    comparisons.includes(node.body.operator);
  const isBranch = node.type === 'IfStatement' || node.type === 'ConditionalExpression';
  const condition = isPredicate ? node.body : isBranch ? node.test : undefined;
  if (!condition) return [];
  return ['true', 'false'].map((text) => ({
    at: condition,
    text,
    does: `takes ${briefly(condition, source)} for ${text}`,
  }));
};

/** One half of what is asked for. */
const dropsOperands: Rule = (node, _ancestors, source) => {
  if (node.type !== 'LogicalExpression' || node.operator === '??') return [];
  return [
    [node.left, node.right],
    [node.right, node.left],
  ].flatMap(([dropped, kept]) =>
    dropped && kept ? [{ at: node, text: textOf(kept, source), does: `does not ask ${briefly(dropped, source)}` }] : [],
  );
};

/** An oracle that sees nothing, or is held against everything; a success that passes, too; what nobody demands any more. */
const changesMembers: Rule = (node, ancestors, source) => {
  if (node.type !== 'ObjectProperty' || node.key.type !== 'Identifier' || isInPattern(ancestors)) return [];
  const { name } = node.key;
  const change = (text: string, does: string) => ({ at: node, text: `${name}: ${text}`, does });
  const value = briefly(node.value, source);
  switch (name) {
    case 'oracle':
      return [change('() => undefined', `blinds the oracle ${value}`)];
    case 'concerned':
      return [
        change('() => true', `takes ${value} for true of everything`),
        change('() => false', `takes ${value} for true of nothing`),
      ];
    case 'passed':
      return [change(`[...(${textOf(node.value, source)}), 204]`, `lets a success pass beside ${value}`)];
    case 'demandedBy':
      return node.value.type === 'StringLiteral' ? [change('undefined', `forgets that ${value} demands it`)] : [];
    default:
      return [];
  }
};

/** What may be done to a node of the source to expect less. */
export const rules: readonly Rule[] = [
  passesAnything,
  dropsCalls,
  dropsElements,
  dropsEntries,
  endsLoops,
  dropsFindings,
  dropsThrows,
  foldsConditions,
  dropsOperands,
  changesMembers,
];
