import { asJson, asXml, isBasic, type Written, writing } from '../changes.ts';
import type { NexusContext } from '../nexus.ts';
import type { ProblemObject } from '../problem.ts';
import { inOtherType } from './answering.ts';
import { type Fault, fault } from './fault.ts';

type When = (problem: ProblemObject, c: NexusContext) => boolean;

const in400: When = ({ status }) => status === 400;
const in404: When = ({ status }) => status === 404;
const toBasic: When = (_problem, c) => isBasic(c);
const toBearer: When = (_problem, c) => !isBasic(c);

/** Writes some errors wrongly and the others as they should be. */
const sometimes = (when: When, write: (problem: ProblemObject) => Written): Fault['change'] =>
  writing((problem, c) => (when(problem, c) ? write(problem) : undefined));

/** Of those to who takes several types: what else is asked for comes to one of the others. */
function everyThird(): When {
  let count = 0;
  return (_problem, c) => {
    if (c.req.header('Accept') === 'application/json') return false;
    count += 1;
    return count % 3 === 0;
  };
}

const empty = (): Written => ({ content: '', fields: { 'Content-Type': 'application/json' } });
const html = ({ title }: ProblemObject): Written => ({
  content: `<!doctype html><title>${title}</title>`,
  fields: { 'Content-Type': 'text/html' },
});
const truncated = (problem: ProblemObject): Written => {
  const { content, fields } = asJson(problem);
  return { content: String(content).slice(0, -2), fields };
};
const otherStatus = (problem: ProblemObject): Written => asJson({ ...problem, status: problem.status + 100 });

/** Errors of one status, or to one alternative, that are not represented as they should be. */
export const partialRepresentationFaults = [
  fault('empty-400', {
    does: 'writes a 400 without a body',
    breaks: 'problem/body-present',
    like: { 'empty-errors': 'one status only' },
    change: sometimes(in400, empty),
  }),
  fault('empty-404', {
    does: 'writes a 404 without a body',
    breaks: 'problem/body-present',
    like: { 'empty-400': 'the other status' },
    change: sometimes(in404, empty),
  }),
  fault('empty-errors-for-basic', {
    does: 'writes errors without a body to callers with Basic only',
    breaks: 'problem/body-present',
    like: { 'empty-errors': 'one alternative only' },
    change: sometimes(toBasic, empty),
  }),
  fault('html-404', {
    does: 'writes a 404 as an HTML page',
    breaks: 'problem/media-type',
    like: { 'html-for-lists-of-types': 'only one of the two statuses' },
    change: sometimes(in404, html),
  }),
  fault('html-errors-for-bearer', {
    does: 'writes errors as HTML pages to callers with a Bearer only',
    breaks: 'problem/media-type',
    follows: inOtherType,
    like: { 'html-errors': 'one alternative only' },
    change: sometimes(toBearer, html),
  }),
  fault('every-third-error-in-html', {
    does: 'writes every third error as an HTML page: one of three servers is set up in another way',
    breaks: 'problem/media-type',
    like: { 'html-for-lists-of-types': 'now and then' },
    change: (nexus) => sometimes(everyThird(), html)(nexus),
  }),
  fault('html-for-empty-client-ids', {
    does: 'writes the error for an empty clientId as an HTML page',
    breaks: 'problem/media-type',
    like: { 'html-for-lists-of-types': 'only for an empty value' },
    change: sometimes((_problem, c) => c.req.query('clientId') === '', html),
  }),
  fault('truncated-400', {
    does: 'ends the JSON of a 400 before its end',
    breaks: 'problem/well-formed',
    follows: { 'problem/schema-400': 'what cannot be read is no problem object' },
    change: sometimes(in400, truncated),
  }),
  fault('truncated-404', {
    does: 'ends the JSON of a 404 before its end',
    breaks: 'problem/well-formed',
    follows: { 'problem/schema-404': 'what cannot be read is no problem object' },
    change: sometimes(in404, truncated),
  }),
  fault('latin-1-json-for-basic', {
    does: 'writes JSON in Latin-1 to callers with Basic only',
    breaks: 'problem/well-formed',
    like: { 'latin-1-json': 'one alternative only' },
    change: sometimes(toBasic, (problem) => ({
      content: Uint8Array.from(Buffer.from(JSON.stringify({ ...problem, detail: 'Ungültig.' }), 'latin1')),
      fields: { 'Content-Type': 'application/json' },
    })),
  }),
  fault('other-status-in-404', {
    does: 'writes another status into the problem object of a 404',
    breaks: 'problem/status-matches',
    like: { 'other-status-in-problem-json': 'one status only' },
    change: sometimes(in404, otherStatus),
  }),
  fault('other-status-for-bearer', {
    does: 'writes another status into the problem objects for callers with a Bearer only',
    breaks: 'problem/status-matches',
    like: { 'other-status-in-problem-json': 'one alternative only' },
    change: sometimes(toBearer, otherStatus),
  }),
  fault('other-status-in-json', {
    does: 'writes 200 for the status in application/json',
    breaks: 'problem/status-matches-other-types',
    change: writing((problem) => asJson({ ...problem, status: 200 }, 'application/json')),
  }),
  fault('other-status-in-xml', {
    does: 'writes 200 for the status in application/xml',
    breaks: 'problem/status-matches-other-types',
    follows: inOtherType,
    change: writing(({ title }) => asXml({ title, status: 200 }, { type: 'application/xml' })),
  }),
  fault('blank-in-type', {
    does: 'writes a sentence for the type',
    breaks: 'problem/uri-members',
    like: { 'blank-in-instance': 'the other member' },
    change: writing((problem) => asJson({ ...problem, type: 'not a reference' })),
  }),
  fault('null-for-errors', {
    does: 'writes the JSON value null for an error',
    breaks: 'problem/schema-400',
    follows: { 'problem/schema-404': 'a 404 is written in the same way' },
    like: { 'status-as-text': 'there is no object at all' },
    change: writing(() => asJson(null, 'application/json')),
  }),
];
