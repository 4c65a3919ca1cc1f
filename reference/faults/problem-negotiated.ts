import { asJson, asXml, behind, isBasic, type Written, writing } from '../changes.ts';
import type { NexusContext } from '../nexus.ts';
import { type ProblemObject, problem } from '../problem.ts';
import { serverError, undocumented } from './answering.ts';
import { type Fault, type Follows, fault, type Likeness } from './fault.ts';

const acceptOf = (c: NexusContext): string => c.req.header('Accept') ?? 'none';

/** Answers the operation's own errors with another status, where this holds of the request. */
const answersErrors =
  (answer: (c: NexusContext) => Response, where: (accept: string, c: NexusContext) => boolean): Fault['change'] =>
  (nexus) =>
    behind(nexus, async (c, next) => {
      await next();
      if ([400, 404].includes(c.res.status) && where(acceptOf(c), c)) c.res = answer(c);
    });

const failing = (where: (accept: string, c: NexusContext) => boolean): Fault['change'] =>
  answersErrors((c) => problem(c, 500, 'The server failed.'), where);

/** Errors that crash where this is the Accept: a writer that is registered and never was tried. */
const crashes = {
  'application/json': 'crash-for-application-json',
  'application/problem+json': 'crash-for-problem-json',
  'text/json': 'crash-for-text-json',
  'application/xml': 'crash-for-application-xml',
  'application/problem+xml': 'crash-for-problem-xml',
  'text/xml': 'crash-for-text-xml',
  'text/plain': 'crash-for-plain-text',
  '*/*': 'crash-for-any-type',
  none: 'crash-without-accept',
  'application/vnd.nexus-conformance+json': 'crash-for-an-unknown-type',
};
const crashFaults = Object.entries(crashes).map(([crashing, name], at) =>
  fault(name, {
    does: `fails with 500 where an error is asked for with ${crashing === 'none' ? 'no Accept' : `Accept: ${crashing}`}`,
    breaks: 'problem/negotiated',
    follows: serverError,
    ...(at > 0 && { like: { 'crash-for-application-json': 'another Accept' } }),
    change: failing((accept) => accept === crashing),
  }),
);

/** An error whose status depends on what it is asked for in. */
const statusFaults = [
  ...crashFaults,
  fault('crash-for-preferred-xml', {
    does: 'fails with 500 where Accept prefers XML to JSON by a q value',
    breaks: 'problem/negotiated',
    follows: serverError,
    like: { 'crash-for-application-json': 'preferences, which a list of equals does not show' },
    change: failing((accept) => /json;q=0\.\d, *application\/xml/.test(accept)),
  }),
  fault('crash-for-text-xml-to-basic', {
    does: 'fails with 500 where a caller with Basic asks for an error in text/xml',
    breaks: 'problem/negotiated',
    follows: serverError,
    like: { 'crash-for-application-json': 'one alternative only' },
    change: failing((accept, c) => accept === 'text/xml' && isBasic(c)),
  }),
  fault('crash-for-404-in-text-json', {
    does: 'fails with 500 where the error for an unknown user is asked for in text/json',
    breaks: 'problem/negotiated',
    follows: serverError,
    like: { 'crash-for-application-json': 'one status only' },
    change: failing((accept, c) => accept === 'text/json' && c.res.status === 404),
  }),
  fault('415-for-what-is-not-offered', {
    does: 'answers 415 to an Accept that has nothing it offers, as if it were about the content of the request',
    breaks: 'problem/negotiated',
    follows: { 'http/accept': 'a picture is not offered either' },
    change: answersErrors(
      (c) => c.body(null, 415),
      (accept) => !/json|\*|none/.test(accept),
    ),
  }),
  fault('406-for-any-type', {
    does: 'answers 406 to */*, which takes whatever there is',
    breaks: 'problem/negotiated',
    change: answersErrors(
      (c) => c.body(null, 406),
      (accept) => accept === '*/*',
    ),
  }),
  fault('400-for-404-in-xml', {
    does: 'answers 400 to an unknown user where the error is asked for in application/xml',
    breaks: 'problem/negotiated',
    like: { '406-for-any-type': 'the other documented status' },
    change: answersErrors(
      (c) => problem(c, 400, 'There is no user with this id.'),
      (accept) => accept === 'application/xml',
    ),
  }),
  fault('200-for-errors-in-plain-text', {
    does: 'answers 200 where an error is asked for in plain text',
    breaks: 'problem/negotiated',
    follows: { ...undocumented, 'operation/no-other-success': 'a success that the contract does not have' },
    change: answersErrors(
      (c) => c.text('The query parameter clientId is required.'),
      (accept) => accept === 'text/plain',
    ),
  }),
];

const cannotBeRead: Follows = {
  'problem/schema-400': 'what cannot be read is no problem object',
  'problem/schema-404': 'what cannot be read is no problem object',
};
const in404Too: Follows = { 'problem/schema-404': 'a 404 is written in the same way' };

const page = ({ title }: ProblemObject): Written => ({
  content: `<!doctype html><title>${title}</title>`,
  fields: { 'Content-Type': 'text/html' },
});
const nothing = (): Written => ({ content: '', fields: { 'Content-Type': 'application/problem+json' } });

/** Errors that are written wrongly where this is the Accept, and rightly everywhere else. */
const writtenWrongly: readonly {
  readonly name: string;
  readonly accept: string;
  readonly does: string;
  readonly breaks: Fault['breaks'];
  readonly follows?: Follows;
  readonly like: Likeness;
  readonly write: (problem: ProblemObject) => Written;
}[] = [
  {
    name: 'unescaped-xml-on-request',
    accept: 'application/xml',
    does: 'does not escape what it writes where application/xml is asked for',
    breaks: 'problem/well-formed',
    follows: cannotBeRead,
    like: { 'truncated-json': 'XML that is not escaped, and only where it is asked for' },
    write: ({ status }) => asXml({ title: 'Terms & conditions', status }, { type: 'application/xml' }),
  },
  {
    name: 'json-labelled-xml-on-request',
    accept: 'text/xml',
    does: 'calls JSON text/xml where that is asked for',
    breaks: 'problem/well-formed',
    follows: cannotBeRead,
    like: { 'truncated-json': 'JSON that is whole, under another type, and only where that is asked for' },
    write: (problem) => asJson(problem, 'text/xml'),
  },
  {
    name: 'status-as-word-in-xml-on-request',
    accept: 'application/xml',
    does: 'writes words for the status where application/xml is asked for',
    breaks: 'problem/schema-400',
    follows: in404Too,
    like: { 'status-as-text': 'XML, and only where it is asked for' },
    write: ({ title }) => asXml({ title, status: title }, { type: 'application/xml' }),
  },
  {
    name: 'xml-without-namespace-as-asp-net-labels-it',
    accept: 'application/xml',
    does: 'answers Accept: application/xml in application/problem+xml without its namespace',
    breaks: 'problem/xml-root',
    like: { 'xml-without-namespace': 'only where another type is asked for' },
    write: ({ title }) => asXml({ title }, { namespace: '' }),
  },
  {
    name: 'other-status-in-problem-xml-on-request',
    accept: 'application/problem+xml',
    does: 'writes 200 for the status where application/problem+xml is asked for',
    breaks: 'problem/status-matches',
    like: { 'other-status-in-problem-json': 'the other type of RFC 9457, and only where it is asked for' },
    write: ({ title }) => asXml({ title, status: 200 }),
  },
  {
    name: 'html-for-preferred-xml',
    accept: 'application/json;q=0.5, application/xml',
    does: 'takes a client for a browser that prefers XML to JSON',
    breaks: 'problem/media-type',
    like: { 'html-for-lists-of-types': 'only where XML is preferred' },
    write: page,
  },
  {
    name: 'html-for-plain-text',
    accept: 'text/plain',
    does: 'writes HTML where plain text is asked for',
    breaks: 'problem/media-type',
    like: { 'html-for-lists-of-types': 'only for who takes no JSON, and might be told in prose' },
    write: page,
  },
  {
    name: 'status-as-text-in-plain-text-on-request',
    accept: 'text/plain',
    does: 'writes the status as a string, in JSON, where plain text is asked for',
    breaks: 'problem/schema-400',
    follows: in404Too,
    like: { 'status-as-text': 'text/plain, and only where it is asked for' },
    write: (problem) => asJson({ ...problem, status: String(problem.status) }, 'text/plain'),
  },
  {
    name: 'truncated-text-json',
    accept: 'text/json',
    does: 'ends JSON before its end where text/json is asked for',
    breaks: 'problem/well-formed',
    follows: cannotBeRead,
    like: { 'truncated-json': 'only where text/json is asked for' },
    write: (problem) => ({ content: JSON.stringify(problem).slice(0, -2), fields: { 'Content-Type': 'text/json' } }),
  },
  {
    name: 'xml-for-an-unknown-json-type',
    accept: 'application/vnd.nexus-conformance+json',
    does: 'repeats a JSON type that it does not know in Content-Type, and writes XML',
    breaks: 'problem/well-formed',
    follows: cannotBeRead,
    like: { 'xml-labelled-json': 'only for a type that it does not know' },
    write: ({ title, status }) => asXml({ title, status }, { type: 'application/vnd.nexus-conformance+json' }),
  },
  {
    name: 'title-as-array-in-application-json',
    accept: 'application/json',
    does: 'writes a list for the title where application/json alone is asked for',
    breaks: 'problem/schema-400',
    follows: in404Too,
    like: { 'schema-broken-for-basic': 'only for who takes nothing else' },
    write: (problem) => asJson({ ...problem, title: [problem.title] }, 'application/json'),
  },
  {
    name: 'other-status-for-problem-json-alone',
    accept: 'application/problem+json',
    does: 'writes 200 for the status where application/problem+json alone is asked for',
    breaks: 'problem/status-matches',
    like: { 'other-status-in-problem-json': 'only for who takes nothing else' },
    write: (problem) => asJson({ ...problem, status: 200 }),
  },
  {
    name: 'empty-errors-for-any-type',
    accept: '*/*',
    does: 'writes errors without a body for */*, which is what curl sends',
    breaks: 'problem/body-present',
    like: { 'empty-errors': 'only where no type is named' },
    write: nothing,
  },
  {
    name: 'prose-without-accept',
    accept: 'none',
    does: 'writes prose as text/plain to a request without Accept, which takes whatever there is',
    breaks: 'problem/media-type',
    like: { 'html-for-lists-of-types': 'prose, and only where there is no Accept' },
    write: ({ detail }) => ({ content: detail, fields: { 'Content-Type': 'text/plain' } }),
  },
];

/** Errors that go wrong where one Accept asks for them, and nowhere else. */
export const negotiationFaults = [
  ...statusFaults,
  ...writtenWrongly.map(({ name, accept, write, ...parts }) =>
    fault(name, { ...parts, change: writing((problem, c) => (acceptOf(c) === accept ? write(problem) : undefined)) }),
  ),
];
