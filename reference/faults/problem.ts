import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { asJson, asXml, behind, documentsExample, type Written, writesErrors, writing } from '../changes.ts';
import { challenges, type Nexus, type NexusContext } from '../nexus.ts';
import type { ProblemObject } from '../problem.ts';
import { inOtherType } from './answering.ts';
import { type Follows, fault } from './fault.ts';

const cannotBeRead: Follows = {
  'problem/schema-400': 'what cannot be read is no problem object',
  'problem/schema-404': 'what cannot be read is no problem object',
};

const typed = (content: Written['content'], type: string): Written => ({ content, fields: { 'Content-Type': type } });
const wantsXml = (c: NexusContext) => c.req.header('Accept') === 'application/problem+xml';
const xmlOf = ({ title, status }: ProblemObject) => asXml({ title, status });

/** Bodies that are missing, or are not of a type that they may be or say they are. */
const bodyFaults = [
  fault('empty-errors', {
    does: 'writes errors without a body',
    breaks: 'problem/body-present',
    change: writing(() => typed('', 'application/json')),
  }),
  fault('html-errors', {
    does: 'writes errors as HTML pages',
    breaks: 'problem/media-type',
    follows: inOtherType,
    change: writing(({ title }) => typed(`<!doctype html><title>${title}</title>`, 'text/html; charset=utf-8')),
  }),
  fault('html-for-lists-of-types', {
    does: 'takes a client for a browser where a comma stands beside */* in Accept, as Rails does, and writes HTML for it',
    breaks: 'problem/media-type',
    change: writing(({ title }, c) =>
      /,.*\*\/\*|\*\/\*.*,/.test(c.req.header('Accept') ?? '')
        ? typed(`<!doctype html><title>${title}</title>`, 'text/html')
        : undefined,
    ),
  }),
  fault('prose-errors', {
    does: 'writes errors as plain text',
    breaks: 'problem/media-type',
    follows: inOtherType,
    like: { 'html-errors': 'text/plain, which is right where it holds JSON' },
    change: writing(({ detail }) => typed(detail, 'text/plain')),
  }),
  fault('octet-stream-errors', {
    does: 'writes errors in JSON as application/octet-stream',
    breaks: 'problem/media-type',
    follows: inOtherType,
    like: { 'html-errors': 'the content is right and its type says nothing' },
    change: writing((problem) => asJson(problem, 'application/octet-stream')),
  }),
  fault('errors-without-media-type', {
    does: 'gives errors a Content-Type that is no media type',
    breaks: 'problem/media-type',
    follows: inOtherType,
    like: { 'octet-stream-errors': 'what stands in Content-Type is no media type' },
    change: writing((problem) => asJson(problem, 'json')),
  }),
  fault('errors-without-content-type', {
    does: 'writes errors without Content-Type',
    breaks: 'problem/media-type',
    follows: inOtherType,
    like: { 'octet-stream-errors': 'there is no Content-Type' },
    change: withoutContentType,
  }),
  fault('truncated-json', {
    does: 'ends JSON before its end',
    breaks: 'problem/well-formed',
    follows: cannotBeRead,
    change: writing((problem) => typed(JSON.stringify(problem).slice(0, -2), 'application/problem+json')),
  }),
  fault('latin-1-json', {
    does: 'writes JSON in Latin-1',
    breaks: 'problem/well-formed',
    change: writing((problem) => {
      const content = Buffer.from(
        JSON.stringify({ ...problem, detail: 'Der Benutzer wurde für diesen Client nicht gefunden.' }),
        'latin1',
      );
      return typed(Uint8Array.from(content), 'application/problem+json; charset=iso-8859-1');
    }),
  }),
  fault('latin-1-xml', {
    does: 'writes XML in Latin-1 and says that it is UTF-8',
    breaks: 'problem/well-formed',
    follows: inOtherType,
    change: writing(({ title, status }) => {
      const { content, fields } = asXml({ title: `${title}: ungültig`, status });
      return { content: Uint8Array.from(Buffer.from(String(content), 'latin1')), fields };
    }),
  }),
  fault('utf-16-xml-in-name-only', {
    does: 'writes XML in UTF-8 and declares UTF-16, as the string writer of .NET does',
    breaks: 'problem/well-formed',
    follows: inOtherType,
    like: { 'latin-1-xml': 'the declaration is wrong, and its octets are UTF-8' },
    change: writing((problem) => {
      const { content, fields } = xmlOf(problem);
      return { content: String(content).replace('UTF-8', 'utf-16'), fields };
    }),
  }),
  fault('utf-16-json', {
    does: 'writes JSON in UTF-16',
    breaks: 'problem/well-formed',
    like: { 'latin-1-json': 'another encoding, which XML may be in' },
    change: writing((problem) =>
      typed(
        Uint8Array.from(Buffer.from(`\ufeff${JSON.stringify(problem)}`, 'utf16le')),
        'application/problem+json; charset=utf-16',
      ),
    ),
  }),
  fault('two-json-documents', {
    does: 'writes the problem object twice',
    breaks: 'problem/well-formed',
    follows: cannotBeRead,
    like: { 'truncated-json': 'it goes on after its end' },
    change: writing((problem) => typed(`${JSON.stringify(problem)}\n`.repeat(2), 'application/problem+json')),
  }),
  fault('bare-ampersand-in-xml', {
    does: 'writes a text into XML without escaping its ampersand',
    breaks: 'problem/well-formed',
    follows: { ...cannotBeRead, ...inOtherType },
    change: writing(({ status }) => asXml({ title: 'Terms & conditions', status })),
  }),
  fault('truncated-401', {
    does: 'ends the JSON of a 401 before its end',
    breaks: 'problem/well-formed',
    like: { 'latin-1-json': 'where credentials are refused' },
    change: (nexus) => refusingWith(nexus, '{"title":'),
  }),
  fault('json-labelled-xml', {
    does: 'calls JSON application/xml',
    breaks: 'problem/well-formed',
    follows: { ...cannotBeRead, ...inOtherType },
    like: { 'bare-ampersand-in-xml': 'JSON that is whole, under another type' },
    change: writing((problem) => asJson(problem, 'application/xml')),
  }),
  fault('xml-labelled-json', {
    does: 'calls XML application/json',
    breaks: 'problem/well-formed',
    follows: cannotBeRead,
    like: { 'truncated-json': 'XML that is whole, under another type' },
    change: writing((problem) => ({ ...xmlOf(problem), fields: { 'Content-Type': 'application/json' } })),
  }),
  fault('gzip-in-name-only', {
    does: 'says that errors are compressed, and does not compress them',
    breaks: 'problem/well-formed',
    like: { 'latin-1-json': 'the coding of the content instead of its characters' },
    change: writing((problem) => {
      const { content, fields } = asJson(problem);
      return { content, fields: { ...fields, 'Content-Encoding': 'gzip' } };
    }),
  }),
];

/** Members that are of the right type and say what they should not. */
const memberFaults = [
  fault('other-status-in-problem-json', {
    does: 'writes 200 for the status in application/problem+json',
    breaks: 'problem/status-matches',
    change: writing((problem) => asJson({ ...problem, status: 200 })),
  }),
  fault('other-status-in-problem-xml', {
    does: 'writes 200 for the status in application/problem+xml',
    breaks: 'problem/status-matches',
    follows: inOtherType,
    change: writing(({ title }) => asXml({ title, status: 200 })),
  }),
  fault('other-status-in-401', {
    does: 'writes 403 into the problem object of a 401',
    breaks: 'problem/status-matches',
    like: { 'other-status-in-problem-json': 'where credentials are refused' },
    change: (nexus) => refusingWith(nexus, '{"status":403}'),
  }),
  fault('example-as-problem-json', {
    does: "answers with the document's own example as application/problem+json",
    breaks: 'problem/status-matches',
    like: { 'other-status-in-problem-json': 'the status 0 of the document itself' },
    change: writing(() => asJson(documentsExample)),
  }),
  fault('blank-in-instance', {
    does: 'writes method and path for the instance',
    breaks: 'problem/uri-members',
    change: writing((problem, c) => asJson({ ...problem, instance: `${c.req.method} ${c.req.path}` })),
  }),
  fault('trace-identifier-as-instance', {
    does: 'writes the trace identifier of ASP.NET for the instance: a colon, and no scheme before it',
    breaks: 'problem/uri-members',
    like: { 'blank-in-instance': 'a character that may stand in a reference, and not there' },
    change: writing((problem) => asJson({ ...problem, instance: '0HMPNHL0JHL76:00000001' })),
  }),
  fault('changing-titles', {
    does: 'numbers its titles',
    breaks: 'problem/stable-title',
    change: (nexus) => {
      let count = 0;
      return writesErrors(nexus, (problem) => {
        count += 1;
        return asJson({ ...problem, type: '/problems/parameter', title: `Error ${count}` });
      });
    },
  }),
  fault('own-title-in-404', {
    does: 'titles a 404 without a type in its own words',
    breaks: 'problem/stable-title',
    like: { 'changing-titles': 'the title stays, and is not the status phrase' },
    change: writing((problem) =>
      problem.status === 404 ? asJson({ ...problem, title: 'The user is missing' }) : undefined,
    ),
  }),
];

/** What is wrong only where XML is asked for. */
const xmlFaults = [
  fault('xml-without-namespace', {
    does: 'writes application/problem+xml without its namespace',
    breaks: 'problem/xml-root',
    change: writing(({ title }, c) => (wantsXml(c) ? asXml({ title }, { namespace: '' }) : undefined)),
  }),
  fault('xml-with-another-root', {
    does: 'writes application/problem+xml with the root element error',
    breaks: 'problem/xml-root',
    like: { 'xml-without-namespace': 'the name of the root instead of its namespace' },
    change: writing(({ title }, c) => (wantsXml(c) ? asXml({ title }, { root: 'error' }) : undefined)),
  }),
  fault('truncated-xml', {
    does: 'ends XML before its end',
    breaks: 'problem/xml-root',
    follows: {
      'problem/well-formed': 'the root element is not closed',
      ...cannotBeRead,
    },
    change: writing((_problem, c) =>
      wantsXml(c) ? typed('<problem xmlns="urn:ietf:rfc:7807">', 'application/problem+xml') : undefined,
    ),
  }),
];

/** Errors that are not represented as they should be. */
export const representationFaults = [...bodyFaults, ...memberFaults, ...xmlFaults];

/** The server would add the field where a Response has none. */
function withoutContentType(nexus: Nexus): Nexus {
  return behind(nexus, async (c, next) => {
    await next();
    if (c.res.status !== 400 && c.res.status !== 404) return;
    const content = await c.res.text();
    c.env.outgoing.writeHead(c.res.status).end(content);
    c.res = RESPONSE_ALREADY_SENT;
  });
}

/** Refuses credentials with this as application/problem+json. */
function refusingWith(nexus: Nexus, content: string): Nexus {
  const headers = { 'Content-Type': 'application/problem+json', 'WWW-Authenticate': challenges.join(', ') };
  return { ...nexus, refuses: (c) => c.body(content, 401, headers) };
}
