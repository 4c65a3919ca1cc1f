import { type RequirementId, requirementIds, requirements } from '../../requirements/index.ts';
import { contract, type Scheme } from '../model/contract.ts';
import type { Exchange, Intent } from '../model/exchange.ts';
import { type Finding, isUnmet, type Outcome } from '../model/finding.ts';
import { usualFields } from './exchange-text.ts';
import { isOfStatus } from './hints.ts';

/** What is known of one requirement's result. */
interface Judged {
  readonly id: RequirementId;
  readonly outcome: Outcome;
  readonly findings: readonly Finding[];
}

/** By each requirement that is not met the ones from which all that was found of it follows; none where it stands for itself. */
export type Causes = ReadonlyMap<RequirementId, readonly RequirementId[]>;

/** What follows from what was found in a content or a mailbox. What follows from a status shows in the requests: see `covers`. */
const contentRules: readonly {
  readonly cause: readonly RequirementId[];
  readonly effect: readonly RequirementId[];
  /** What is found of the effect; anything where absent. */
  readonly shows?: RegExp;
  /** Present where both have to be found in the same words. */
  readonly alike?: true;
}[] = [
  {
    cause: ['problem/well-formed'],
    effect: ['problem/schema-400', 'problem/schema-404'],
    shows: /cannot be read/,
  },
  { cause: ['problem/schema-400'], effect: ['problem/schema-404'], alike: true },
  // A GET that mails and is answered 405 is a refusal that does. What mailed before, or whom the run made up, has another cause.
  {
    cause: ['http/safe-methods-send-nothing'],
    effect: ['email/none-on-refusal'],
    shows:
      /^(?!.*the run made it up).*, the last of them: .*(http\/safe-methods-send-nothing#|#method-(get|head|options)-by)/s,
  },
];

/** One thing that was found of a requirement; where it is the status that is wrong, with a request that got it. */
interface Evidence {
  readonly id: RequirementId;
  readonly finding: Finding;
  readonly request?: Shape;
}

/**
 * Groups what is not met by what has to be repaired first. It follows from what stands before it in `inOrder` alone, so that
 * there is no circle, and only where all of it does.
 */
export function causesOf(results: readonly Judged[], exchanges: readonly Exchange[]): Causes {
  const causes = new Map<RequirementId, readonly RequirementId[]>();
  const earlier: Evidence[] = [];
  for (const { id, findings } of results.filter(isUnmet).toSorted(inOrder)) {
    const own = findings.filter(isUnmet).flatMap((finding) => evidenceOf(id, finding, exchanges));
    const nearest = own.map((one) => earlier.find((cause) => follows(one, cause))?.id);
    const found = nearest.flatMap((cause) => (cause === undefined ? [] : rootsOf(cause, causes)));
    causes.set(id, nearest.includes(undefined) ? [] : [...new Set(found)]);
    earlier.push(...own);
  }
  return causes;
}

function rootsOf(id: RequirementId, causes: Causes): readonly RequirementId[] {
  const above = causes.get(id) ?? [];
  return above.length > 0 ? above : [id];
}

/**
 * What must be before what should be, what asked before what looks back at it, whether a content can be read before what
 * is in it; then the catalogue's order.
 */
function inOrder(one: Judged, other: Judged): number {
  const ranks = [one, other].map(({ id, outcome }) => [
    outcome === 'warned',
    requirements[id].phase === 'closing',
    id !== 'problem/well-formed',
  ]);
  const [a = [], b = []] = ranks;
  const at = a.findIndex((rank, index) => rank !== b[index]);
  return at < 0 ? requirementIds.indexOf(one.id) - requirementIds.indexOf(other.id) : Number(a[at]) - Number(b[at]);
}

function follows(effect: Evidence, cause: Evidence): boolean {
  if (effect.request || cause.request) {
    return effect.request !== undefined && cause.request !== undefined && covers(cause.request, effect.request);
  }
  return contentRules.some(
    (rule) =>
      rule.cause.includes(cause.id) &&
      rule.effect.includes(effect.id) &&
      (rule.shows?.test(effect.finding.reason) ?? true) &&
      (!rule.alike || withoutNumbers(cause.finding) === withoutNumbers(effect.finding)),
  );
}

/** The reason without the numbers in it: of exchanges, and that of the status that a member repeats. */
const withoutNumbers = ({ reason }: Finding): string =>
  reason.replace(/ \(in \d+ exchanges, .*$/s, '').replaceAll(/\d+(\.\d+)?/g, '#');

/** What of a request its answer may be owed to. */
interface Shape {
  readonly status: number | undefined;
  readonly authenticated: boolean;
  /** What it has besides the least that the operation asks for, and what of that is not as it should be; a line each. */
  readonly marks: readonly string[];
  /** Schemes of which it carries what nobody issued: whoever takes that takes anything. */
  readonly unissued: readonly Scheme[];
}

/**
 * Whether the second request is the first with something added, and was answered alike: then it shows nothing new. A
 * parameter that is missing counts as added; a credential that is missing does not: who is let in without is let in with one.
 */
function covers(first: Shape, second: Shape): boolean {
  const isIn = (mark: string) =>
    second.marks.some(
      (other) => other === mark || (first.unissued.includes(schemeOf(mark)) && other.startsWith(upToMask(mark))),
    );
  return first.status === second.status && first.authenticated === second.authenticated && first.marks.every(isIn);
}

const upToMask = (mark: string): string => mark.split('‹')[0] ?? mark;

function schemeOf(mark: string): Scheme {
  const [, scheme = ''] = /^authorization: (bearer|basic) /i.exec(mark) ?? [];
  return scheme === '' ? 'ApplicationToken' : scheme.toLowerCase() === 'basic' ? 'Basic' : 'Bearer';
}

/** A look back names the first exchange only; what it found of a status it found in every one that has it. */
function evidenceOf(id: RequirementId, finding: Finding, exchanges: readonly Exchange[]): Evidence[] {
  const exchange = exchanges.find((one) => one.id === finding.exchange);
  if (!exchange || !isOfStatus(finding, exchange)) return [{ id, finding }];
  const isAlike = ({ response }: Exchange) => response?.status === exchange.response?.status;
  const alike = requirements[id].phase === 'closing' ? exchanges.filter(isAlike) : [exchange];
  return alike.map((one) => ({ id, finding, request: shapeOf(one, exchanges) }));
}

function shapeOf(exchange: Exchange, exchanges: readonly Exchange[]): Shape {
  const { intent, response } = exchange;
  const good = exchanges.filter(isControl);
  // Where no good request is let in it is not about one of the alternatives.
  const isAnyAlternative = intent.authenticated && good.every((one) => one.response?.status === response?.status);
  const common = isAnyAlternative ? good.flatMap((one) => marksOf(one, one)) : [];
  return {
    status: response?.status,
    authenticated: intent.authenticated,
    marks: marksOf(exchange, good[0] ?? exchange).filter((mark) => !common.includes(mark)),
    unissued: unissuedIn(intent),
  };
}

const isControl = ({ intent }: Exchange): boolean => intent.purpose === 'opening' && intent.authenticated;

function marksOf({ intent, request }: Exchange, good: Exchange): string[] {
  const fields = request.fields.filter(([name]) => !usualFields.includes(name.toLowerCase()));
  const [path, pairs, client] = partsOf(request.target);
  const [, , goodClient] = partsOf(good.request.target);
  return [
    ...fields.map(([name, value]) => `${name.toLowerCase()}: ${value}`),
    ...pairs.map((pair) => `?${pair}`),
    ...(client === goodClient ? [] : [`?${client}`]),
    ...(intent.user === 'tripwire' || intent.user === good.intent.user ? [] : [`user: ${intent.user}`]),
    ...(intent.plainTarget ? [] : [`path: ${path}`]),
    ...(request.method === contract.method ? [] : [`method: ${request.method}`]),
    ...(request.content === undefined ? [] : [`content: ${request.content}`]),
  ];
}

/** The path, what the query holds besides the clientId, and that. */
function partsOf(target: string): readonly [path: string, pairs: readonly string[], client: string] {
  const [path = '', query = ''] = target.split('?');
  const pairs = query.split('&').filter((pair) => pair !== '');
  const isClient = (pair: string) => pair.split('=')[0] === contract.queryParameter;
  return [path, pairs.filter((pair) => !isClient(pair)), pairs.filter(isClient).join('&')];
}

const unissued: readonly (readonly [Scheme, ...string[]])[] = [
  ['Bearer', 'invalid'],
  ['ApplicationToken', 'invalid'],
  ['Basic', 'wrong-password', 'wrong-user'],
];

const unissuedIn = ({ states }: Intent): Scheme[] =>
  unissued.flatMap(([scheme, ...named]) => (states && named.includes(states[scheme]) ? scheme : []));
