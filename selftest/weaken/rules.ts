import type { Node, TraversalAncestors } from '@babel/types';

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

type Rule = (node: Node, ancestors: TraversalAncestors, source: string) => readonly Change[];

const textOf = ({ start, end }: Node, source: string): string => source.slice(start ?? 0, end ?? 0);
const briefly = (node: Node, source: string): string => {
  const text = textOf(node, source).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};

const isExpectation = /^(?:expect|observe|conclude|judge|accepts|forEach|everyJudgement)/;

/** The name of the function that is called, awaited or not. */
function calledBy(node: Node | null | undefined): string | undefined {
  if (node?.type === 'AwaitExpression') return calledBy(node.argument);
  if (node?.type !== 'CallExpression') return undefined;
  const { callee } = node;
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : undefined;
}

const expects = (node: Node | null | undefined): boolean => isExpectation.test(calledBy(node) ?? '');

/** An expectation that is never looked at. */
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

/** A case, status or pattern less. A header field, a name and its value, is no list. */
const dropsElements: Rule = (node, _ancestors, source) => {
  if (node.type !== 'ArrayExpression') return [];
  const [first] = node.elements;
  const isField = node.elements.length === 2 && first?.type === 'StringLiteral' && /^[A-Z]/.test(first.value);
  if (isField) return [];
  return node.elements.flatMap((element, index) => {
    if (!element) return [];
    const next = node.elements[index + 1];
    const end = next ? next.start : element.end;
    return [{ at: { start: element.start, end }, text: '', does: `drops ${briefly(element, source)}` }];
  });
};

const findingHelpers = ['failed', 'warning', 'unread', 'unlike', 'notApplicable'];

function isFinding(node: Node): boolean {
  if (findingHelpers.includes(calledBy(node) ?? '')) return true;
  if (node.type !== 'ObjectExpression') return false;
  return node.properties.some(
    (property) =>
      property.type === 'ObjectProperty' && property.key.type === 'Identifier' && property.key.name === 'outcome',
  );
}

/** A finding that is not told. */
const dropsFindings: Rule = (node, _ancestors, source) => {
  const told =
    node.type === 'ReturnStatement'
      ? [node.argument]
      : node.type === 'ConditionalExpression'
        ? [node.consequent, node.alternate]
        : node.type === 'ArrowFunctionExpression'
          ? [node.body]
          : [];
  return told
    .filter((value) => value != null)
    .filter(isFinding)
    .map((value) => ({ at: value, text: 'undefined', does: `does not tell ${briefly(value, source)}` }));
};

/** A judgement that does not end anything. */
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

/** An oracle that sees nothing, or is held against everything. */
const blindsOracles: Rule = (node, _ancestors, source) => {
  if (node.type !== 'ObjectProperty' || node.key.type !== 'Identifier') return [];
  const change = (text: string, does: string) => ({ at: node.value, text, does });
  const name = briefly(node.value, source);
  if (node.key.name === 'oracle') return [change('() => undefined', `blinds the oracle ${name}`)];
  if (node.key.name !== 'concerned') return [];
  return [
    change('() => true', `takes ${name} for true of everything`),
    change('() => false', `takes ${name} for true of nothing`),
  ];
};

/** What may be done to a node of the source to expect less. */
export const rules: readonly Rule[] = [
  dropsCalls,
  dropsElements,
  dropsFindings,
  dropsThrows,
  foldsConditions,
  dropsOperands,
  blindsOracles,
];
