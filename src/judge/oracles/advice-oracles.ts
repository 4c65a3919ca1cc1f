import { type Answered, type Exchange, type Field, fieldValues, isAnswered } from '../../model/exchange.ts';
import { type Finding, grouped } from '../../model/finding.ts';
import type { Oracle } from '../oracle.ts';
import { representationOf } from '../problem/representation.ts';

// What an answer gives away.

const sourceFile = String.raw`[\w.$-]+\.(?:java|kt|scala|groovy|cs|vb|fs|py|rb|php|go|rs|[cm]?[jt]sx?)`;
const dotted = String.raw`(?:[\w$<>\x60]+\.){2,}`;
/** As the common languages and frameworks write them, in JSON and HTML too. */
const internals: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'a stack trace',
    new RegExp(
      [
        String.raw`Traceback \(most recent call last\)`,
        String.raw`\bgoroutine \d+ \[`,
        // Not the host of a URL and its port.
        String.raw`(?<!/)[\\/(]${sourceFile}(?:"?,? (?:on )?line |:line |:)\d+`,
        String.raw`\bat ${dotted}[\w$<>\x60]+\(`,
      ].join('|'),
    ),
  ],
  [
    'the class of an exception',
    // Not from the middle of a chain of names, which may be as long as the content.
    /(?<![\w.])(?:[a-z_]\w*\.){2,}[A-Z]\w*(?:Exception|Error)\b|\bSystem\.(?:\w+\.)*\w+Exception\b/,
  ],
  [
    "a path of the server's files",
    /(?<![\w:/.])\/(?:home|root|usr|var|opt|srv|app|tmp|etc|proc|Users|workspace)(?:\/[\w.@-]+){2,}|\b[A-Z]:(?:\\{1,2}[\w .$-]+){2,}/,
  ],
  ['an error of a database', /\bSQLSTATE\b|\bORA-\d{5}\b|syntax error at or near/],
];

/** RFC 9457 §5: what a problem says is for whoever asks, and no debugging tool. Of the credentials their marks are on record. */
export function disclosure(record: readonly Exchange[], addresses: readonly string[]): Oracle {
  const sent = new Set(record.flatMap(sentMarks));
  const words = [...sent].filter((mark) => isWord(mark, record.filter(isAnswered)));
  return (exchange) => {
    const { response } = exchange;
    const shown = response.status < 400 ? [] : [...internalsIn(exchange), ...echoedMarkup(exchange)];
    const content = response.content.toLowerCase();
    const known = addresses.filter((address) => response.status >= 400 && content.includes(address.toLowerCase()));
    const credentials = shownMarks(exchange).filter((mark) => sent.has(mark) && !words.includes(mark));
    const found = [
      ...shown,
      ...(known.length > 0 ? ['the e-mail address of a user'] : []),
      ...(credentials.length > 0 ? ['a credential'] : []),
    ];
    if (found.length === 0) return undefined;
    return {
      outcome: 'warned',
      reason: `an answer shows ${found.join(', ')}`,
      got: credentials.length > 0 ? [...new Set(credentials)].join(', ') : response.content.slice(0, 300),
    };
  };
}

/** A secret that is a word of the server's own stands in all its answers of a kind, whoever asks. */
function isWord(mark: string, record: readonly Answered[]): boolean {
  const toOthers = record.filter((exchange) => !sentMarks(exchange).includes(mark));
  return grouped(toOthers, ({ response }) => [response.status]).some(
    ([, alike]) => alike.length > 1 && alike.every((exchange) => shownMarks(exchange).includes(mark)),
  );
}

const sentMarks = ({ request }: Exchange): string[] => marksIn(request.target, ...textsOf(request.fields));
const shownMarks = ({ response }: Answered): string[] =>
  marksIn(response.content, ...textsOf(response.fields.filter(isTheTargetsOwn)));
const textsOf = (fields: readonly Field[]): string[] => fields.map(([, value]) => value);

/** A cookie is masked whatever it is, and a redirect repeats what it was asked for. */
const isTheTargetsOwn = ([name]: Field): boolean => !/^(?:set-cookie|location)$/i.test(name);

/** The marks of whole secrets: part of one may stand anywhere by chance. */
function marksIn(...texts: readonly string[]): string[] {
  const marks = texts.flatMap((text) => text.match(/‹[^‹›]+›/g) ?? []);
  return marks.filter((mark) => !/^‹(?:part of |masked›|a cookie of the target)/.test(mark));
}

/** What an answer repeats of the request's own target is nothing of the server's. */
function internalsIn({ request, response }: Answered): string[] {
  const [path = ''] = request.target.split('?');
  const content = [path, decoded(path)].reduce((text, own) => text.replaceAll(own, ' '), response.content);
  return internals.flatMap(([what, pattern]) => (pattern.test(content) ? [what] : []));
}

/** What holds a `<` and stands in HTML as it was sent, which a browser would take for markup. */
function echoedMarkup({ request, response }: Answered): string[] {
  if (!fieldValues(response.fields, 'content-type').some((type) => /^text\/html\b/i.test(type))) return [];
  const parts = [...request.target.split(/[/?&=]/).map(decoded), ...textsOf(request.fields)];
  const markup = parts.filter((part) => part.includes('<') && part.length > 3);
  return markup.some((part) => response.content.includes(part)) ? ['markup of the request in HTML'] : [];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// What a cache may keep.

/** RFC 9111 §3, §4.2.1, §5.2.2: nothing but explicit freshness lets the answer to a POST be used again (RFC 9110 §9.3.3). */
export const storable: Oracle = ({ response: { fields } }) => {
  const control = fieldValues(fields, 'cache-control').join(', ');
  const expires = Date.parse(fieldValues(fields, 'expires')[0] ?? '');
  const lasts =
    /\b(?:public\b|(?:s-maxage|max-age)="?0*[1-9])/i.test(control) ||
    (!/\bmax-age\b/i.test(control) && expires > Date.parse(fieldValues(fields, 'date')[0] ?? ''));
  if (!lasts || /\b(?:no-store|no-cache|private)\b/i.test(control)) return undefined;
  return {
    outcome: 'warned',
    reason: 'an answer may be stored and used again',
    wanted: 'Cache-Control: no-store',
    got: control === '' ? `Expires: ${fieldValues(fields, 'expires')[0]}` : `Cache-Control: ${control}`,
  };
};

// Methods that nobody offers.

/** RFC 9110 §9.3.8: a TRACE that is answered 200 shows the request, with all that gateways have put into it. */
export const traceEchoed: Oracle = ({ request, response }) => {
  const isEcho =
    fieldValues(response.fields, 'content-type').some((type) => /^message\/http\b/i.test(type)) ||
    response.content.includes(`TRACE ${request.target}`);
  if (response.status !== 200 || !isEcho) return undefined;
  return { outcome: 'warned', reason: 'TRACE was answered with the request', wanted: 'a refusal', got: '200' };
};

/** A GET that a field or a parameter makes a POST. */
export const overridden: Oracle = ({ response }) =>
  response.status === 204
    ? { outcome: 'warned', reason: 'a GET was carried out as a POST', wanted: 'any answer but 204', got: '204' }
    : undefined;

/** A client that comes without TLS must be turned away before anything is done. */
export const processedWithoutTls: Oracle = ({ response: { status } }) =>
  [301, 308].includes(status) || (status >= 400 && status < 500)
    ? undefined
    : {
        outcome: 'warned',
        reason: `answered ${status} over plain HTTP`,
        wanted: 'no connection, 301, 308 or a 4xx',
        got: `${status}`,
      };

// Whether a user exists.

/** What tells answers about one user from those about another: alike within each group, and not between the two. */
export function tellsApart(
  one: readonly Exchange[],
  other: readonly Exchange[],
  ids: readonly string[],
): Finding | undefined {
  const [ones, others] = [one, other].map((group) =>
    group.filter(isAnswered).map((exchange) => traitsOf(exchange, ids)),
  );
  const names = new Set([...(ones ?? []), ...(others ?? [])].flatMap((traits) => [...traits.keys()]));
  const telling = [...names].flatMap((name) => {
    const values = [ones, others].map((group) => [...new Set(group?.map((traits) => traits.get(name)))]);
    const [[here] = [], [there] = []] = values;
    return values.every(({ length }) => length === 1) && here !== there ? [{ name, here, there }] : [];
  });
  const [first] = telling;
  if (!first) return undefined;
  return {
    outcome: 'warned',
    reason: `known and unknown users are told apart by ${telling.map(({ name }) => name).join(', ')}`,
    wanted: 'the same for both',
    got: `${first.name}: ${first.here ?? 'none'} of the known, ${first.there ?? 'none'} of the unknown user`,
    ...(other[0] && { exchange: other[0].id }),
  };
}

/** Status, fields and members of an answer, without what names the user. */
function traitsOf({ response }: Answered, ids: readonly string[]): ReadonlyMap<string, string> {
  const anonymous = (text: string) => ids.reduce((rest, id) => rest.replaceAll(id, '…'), text);
  const representation = representationOf(response);
  const members =
    representation.kind === 'value' ? leavesOf(representation.value) : [['the content', response.content] as const];
  return new Map([
    ['the status', `${response.status}`],
    ['the Content-Type', fieldValues(response.fields, 'content-type').join(', ')],
    ['the challenge', anonymous(fieldValues(response.fields, 'www-authenticate').join(', '))],
    ...response.fields.map(([name]) => [`the field ${name.toLowerCase()}`, 'there'] as const),
    ...members.map(([name, value]) => [name, anonymous(value)] as const),
  ]);
}

/** Each value of JSON, by its way from the top. */
function leavesOf(value: unknown, name = 'the member '): (readonly [string, string])[] {
  if (typeof value !== 'object' || value === null) return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, `${name}/${key}`));
}
