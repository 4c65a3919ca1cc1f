import { gzipSync } from 'node:zlib';
import { asJson, asXml, behind, documentsExample, type Written, writesErrors, writing } from '../changes.ts';
import { challenges, type NexusContext } from '../nexus.ts';
import type { ProblemObject } from '../problem.ts';
import { variant } from './variant.ts';

/** Not applicable to who writes all errors in one media type, or in another than these. */
const otherTypes = 'problem/status-matches-other-types';
const xmlRoot = 'problem/xml-root';

/** Media types that the lost ones of the document may be, besides application/problem+json and application/problem+xml. */
const otherJsonTypes = {
  'errors-as-json': 'application/json',
  'errors-as-text-json': 'text/json',
  'errors-as-vendor-json': 'application/vnd.nexus+json',
  'errors-as-plain-text': 'text/plain; charset=utf-8',
  'errors-as-json-in-capitals': 'Application/JSON; Charset="UTF-8"',
};
const otherXmlTypes = {
  'errors-as-application-xml': 'application/xml',
  'errors-as-text-xml': 'text/xml;charset=utf-8',
};

/** XML in another encoding than UTF-8, with a byte order mark where it needs one. */
function xmlIn(encoding: 'latin1' | 'utf16le', name: string, children: string): Written {
  const root = `<problem xmlns="urn:ietf:rfc:7807">${children}</problem>`;
  const text = `${encoding === 'utf16le' ? '\ufeff' : ''}<?xml version="1.0" encoding="${name}"?>${root}`;
  const content = Uint8Array.from(Buffer.from(text, encoding));
  return { content, fields: { 'Content-Type': 'application/problem+xml' } };
}

const titleAndStatus = ({ title, status }: ProblemObject) => ({ title, status });

const typeVariants = [
  ...Object.entries(otherJsonTypes).map(([name, type]) =>
    variant(name, {
      does: `writes errors as ${type}`,
      notApplicable: [xmlRoot],
      change: writing((problem) => asJson(problem, type)),
      ...(name === 'errors-as-plain-text' && { warns: ['http/accept'] }),
    }),
  ),
  variant('errors-as-json-with-odd-parameters', {
    does: 'writes errors as application/problem+json with odd parameters',
    notApplicable: [otherTypes, xmlRoot],
    change: writing((problem) => asJson(problem, 'application/problem+json ;charset=utf-8; ; profile="a;b"')),
  }),
  variant('plain-text-for-all', {
    does: 'writes every error as text/plain, that of missing credentials too',
    notApplicable: ['problem/well-formed', 'problem/status-matches', xmlRoot],
    change: (nexus) =>
      writesErrors(
        behind(
          {
            ...nexus,
            refuses: (c) => {
              c.header('WWW-Authenticate', challenges.join(', '));
              return c.text('Unauthorized', 401);
            },
          },
          async (c, next) => (c.req.method === 'POST' ? next() : c.text('Method Not Allowed', 405, { Allow: 'POST' })),
        ),
        (problem) => asJson(problem, 'text/plain'),
      ),
    warns: ['http/accept'],
  }),
  ...Object.entries(otherXmlTypes).map(([name, type]) =>
    variant(name, {
      does: `writes errors as ${type}, with a root element of its own`,
      notApplicable: [xmlRoot],
      change: writing((problem) => asXml(titleAndStatus(problem), { type, root: 'Error', namespace: 'urn:nexus' })),
      warns: ['http/accept'],
    }),
  ),
  variant('errors-as-problem-xml', {
    does: 'writes errors as application/problem+xml',
    notApplicable: [otherTypes],
    change: writing((problem) => asXml(titleAndStatus(problem))),
    warns: ['http/accept'],
  }),
  variant('empty-status-in-xml', {
    does: 'writes null as an empty element, and elements that the schema does not have',
    notApplicable: [otherTypes],
    change: writing(({ title }) =>
      asXml({ title, status: '', instance: '', errors: '<error>a</error><error>b</error>' }),
    ),
    warns: ['http/accept'],
  }),
  variant('xml-in-latin-1', {
    does: 'writes XML in Latin-1 and declares it',
    notApplicable: [otherTypes],
    change: writing(({ title }) => xmlIn('latin1', 'ISO-8859-1', `<title>${title}</title><detail>für</detail>`)),
    warns: ['http/accept'],
  }),
  variant('xml-in-utf-16', {
    does: 'writes XML in UTF-16',
    notApplicable: [otherTypes],
    change: writing(({ title }) => xmlIn('utf16le', 'UTF-16', `<title>${title}</title>`)),
    warns: ['http/accept'],
  }),
  variant('utf-8-by-its-type', {
    does: 'writes XML in UTF-8 whose declaration says UTF-16, and charset=utf-8 in Content-Type, which goes first',
    notApplicable: [otherTypes],
    change: writing((problem) => {
      const { content } = asXml(titleAndStatus(problem));
      const fields = { 'Content-Type': 'application/problem+xml; charset=utf-8' };
      return { content: String(content).replace('UTF-8', 'utf-16'), fields };
    }),
    warns: ['http/accept'],
  }),
  variant('capitalised-elements', {
    does: 'writes errors as application/xml, with elements in capitals as the serialiser of .NET does',
    notApplicable: [xmlRoot],
    change: writing(({ title, status }) =>
      asXml({ Title: title, Status: status }, { type: 'application/xml', root: 'ProblemDetails', namespace: '' }),
    ),
    warns: ['http/accept'],
  }),
  variant('xml-with-literal-ampersands', {
    does: 'writes XML with comments, processing instructions, CDATA and references',
    notApplicable: [otherTypes],
    change: writing(({ title }) =>
      asXml({ title: `<!-- a & b -->${title}<?a & b?>`, detail: '<![CDATA[a & <b>]]> &amp; &#228; &#xE4;' }),
    ),
    warns: ['http/accept'],
  }),
  variant('pretty-xml', {
    does: 'writes null as an element with nothing but white space in it',
    notApplicable: [otherTypes],
    change: writing(({ title }) => asXml({ title, status: '\n  ', detail: ' ' })),
    warns: ['http/accept'],
  }),
  variant('example-as-json', {
    does: "answers with the document's own example as application/json",
    notApplicable: [xmlRoot],
    warns: ['problem/status-matches-other-types'],
    change: writing(() => asJson(documentsExample, 'application/json')),
  }),
];

const memberVariants = [
  variant('empty-problem-objects', { does: 'writes {} for every error', change: writing(() => asJson({})) }),
  variant('null-members', {
    does: 'writes null for every member',
    change: writing(() => asJson({ detail: null, instance: null, status: null, title: null, type: null })),
  }),
  variant('extension-members', {
    does: 'adds a trace id and a list of errors',
    change: writing((problem) =>
      asJson({ ...problem, traceId: '00-4bf92f-01', errors: { clientId: ['is required'] } }),
    ),
  }),
  variant('status-as-decimal', {
    does: 'writes 404.0 for the number 404',
    change: writing((problem) => {
      const { content, fields } = asJson(problem);
      return { content: String(content).replace(/"status":(\d+)/, '"status":$1.0'), fields };
    }),
  }),
  variant('members-twice', {
    does: 'writes every member twice, with the same value, as a serialiser and its adapter do together',
    change: writing((problem) => {
      const { content, fields } = asJson(problem);
      return { content: `${String(content).slice(0, -1)},${String(content).slice(1)}`, fields };
    }),
  }),
  variant('status-twice', {
    does: 'writes the status twice, first 500 and then as it should be',
    warns: ['problem/status-matches'],
    change: writing((problem) => {
      const { content, fields } = asJson(problem);
      return { content: `{"status":500,${String(content).slice(1)}`, fields };
    }),
  }),
  variant('capitalised-members', {
    does: 'writes the names of all members in capitals, so that none of the five is there',
    warns: ['problem/schema-400', 'problem/schema-404'],
    change: writing(({ type, title, status, detail, instance }) =>
      asJson({ Type: type, Title: title, Status: status, Detail: detail, Instance: instance }),
    ),
  }),
  variant('relative-references', {
    does: 'writes relative references for type and instance',
    change: writing((problem) => asJson({ ...problem, type: '/problems/parameter#id', instance: '' })),
  }),
  variant('translated-titles', {
    does: 'titles errors in German and says so',
    change: writing((problem) => {
      const { content, fields } = asJson({ ...problem, title: 'Ungültige Anfrage' });
      return { content, fields: { ...fields, 'Content-Language': 'de' } };
    }),
  }),
  variant('titles-without-type', {
    does: 'has titles of its own and no types, as ASP.NET does',
    warns: ['problem/stable-title'],
    change: writing(({ status }) => asJson({ title: 'One or more validation errors occurred.', status })),
  }),
];

const octetVariants = [
  variant('gzip', {
    does: 'compresses errors although nobody asked for it',
    change: writing((problem) => {
      const { content, fields } = asJson(problem);
      return { content: Uint8Array.from(gzipSync(String(content))), fields: { ...fields, 'Content-Encoding': 'GZIP' } };
    }),
  }),
  variant('chunked', {
    does: 'sends errors in several chunks',
    change: writing((problem) => {
      const { content, fields } = asJson(problem);
      const octets = new TextEncoder().encode(String(content));
      const parts = [octets.subarray(0, 10), octets.subarray(10)];
      const stream = new ReadableStream({
        pull(controller) {
          const part = parts.shift();
          if (part) controller.enqueue(part);
          else controller.close();
        },
      });
      return { content: stream, fields };
    }),
  }),
  variant('byte-order-mark', {
    does: 'begins JSON with a byte order mark',
    change: writing((problem) => {
      const { content, fields } = asJson({ ...problem, detail: 'Diese Kennung heißt nichts.' });
      return { content: `\ufeff${String(content)}`, fields };
    }),
  }),
];

const acceptOf = (c: NexusContext): string => c.req.header('Accept') ?? '*/*';
const takesJson = (c: NexusContext): boolean => /\*\/\*|application\/(problem\+)?json/.test(acceptOf(c));
const asksForXml = (c: NexusContext): boolean => /^application\/(problem\+)?xml$/.test(acceptOf(c));

/** What a server writes for who does not want its JSON. */
const negotiationVariants = [
  variant('406-for-what-is-not-offered', {
    does: 'answers 406 to who takes no JSON, or a type of it that is not known here',
    warns: ['http/accept'],
    notApplicable: [xmlRoot],
    change: (nexus) => behind(nexus, async (c, next) => (takesJson(c) ? next() : c.body(null, 406))),
  }),
  variant('empty-errors-without-json', {
    does: 'writes errors without a body for who takes no JSON, as the problem writer of ASP.NET does',
    notApplicable: [xmlRoot],
    change: writing((_problem, c) => (takesJson(c) ? undefined : { content: '', fields: {} })),
  }),
  variant('prose-without-json', {
    does: 'answers who takes no JSON in prose, as a minimal API of ASP.NET does',
    notApplicable: [xmlRoot],
    change: writing(({ status, title }, c) =>
      takesJson(c)
        ? undefined
        : { content: `Status Code: ${status}; ${title}`, fields: { 'Content-Type': 'text/plain' } },
    ),
  }),
  variant('problem-types-for-all', {
    does: 'writes application/problem+xml, with extension elements, for who asks for XML, and application/problem+json for all others, as ASP.NET does',
    notApplicable: [otherTypes],
    change: writing((problem, c) =>
      asksForXml(c)
        ? asXml({ ...titleAndStatus(problem), traceId: '00-1', 'MVC-Errors': '<clientId>is required</clientId>' })
        : asJson(problem),
    ),
  }),
  variant('capitalised-elements-on-request', {
    does: 'writes application/xml with elements in capitals for who asks for XML, and application/problem+json for all others, as ASP.NET once did',
    notApplicable: [xmlRoot],
    change: writing((problem, c) =>
      asksForXml(c)
        ? asXml(
            { Title: problem.title, Status: problem.status },
            { type: 'application/xml', root: 'ProblemDetails', namespace: '' },
          )
        : asJson(problem),
    ),
  }),
  variant('403-without-accept', {
    does: 'answers 403 to a request without Accept, as a firewall before it does',
    change: (nexus) =>
      behind(nexus, async (c, next) => (c.req.header('Accept') === undefined ? c.body(null, 403) : next())),
  }),
];

/** All of these are application/problem+json. */
const jsonVariants = [...memberVariants, ...octetVariants].map(({ name, ...parts }) =>
  variant(name, { ...parts, notApplicable: [otherTypes, xmlRoot] }),
);

/** Other representations of the same errors. */
export const representationVariants = [...typeVariants, ...jsonVariants, ...negotiationVariants];
