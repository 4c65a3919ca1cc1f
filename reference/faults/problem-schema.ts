import { asJson, asXml, isBasic, writing } from '../changes.ts';
import type { ProblemObject } from '../problem.ts';
import { inOtherType } from './answering.ts';
import { type Follows, fault, type Likeness } from './fault.ts';

const in404Too: Follows = { 'problem/schema-404': 'a 404 is written in the same way' };
const notTheStatus: Follows = {
  'problem/status-matches': 'the number is not the HTTP status either',
};

/** Whole problem objects in which one member is of a wrong type, wherever they are sent. */
const wrongMembers: readonly {
  readonly name: string;
  readonly does: string;
  readonly follows?: Follows;
  readonly like?: Likeness;
  readonly member: (problem: ProblemObject) => Readonly<Record<string, unknown>>;
}[] = [
  {
    name: 'status-as-text',
    does: 'writes the status as a string',
    member: ({ status }) => ({ status: String(status) }),
  },
  {
    name: 'status-as-fraction',
    does: 'writes a status with a fraction',
    follows: notTheStatus,
    member: ({ status }) => ({ status: status + 0.5 }),
  },
  {
    name: 'status-as-boolean',
    does: 'writes true for the status',
    like: { 'status-as-text': 'another type of the same member' },
    member: () => ({ status: true }),
  },
  {
    name: 'status-beyond-int32',
    does: 'writes a status that no int32 holds',
    follows: notTheStatus,
    like: { 'status-as-fraction': 'a whole number that is too large' },
    member: () => ({ status: 2_147_483_648 }),
  },
  {
    name: 'detail-as-array',
    does: 'writes a list of errors for the detail, as FastAPI does',
    like: { 'status-as-text': 'another member' },
    member: () => ({ detail: [{ loc: ['query', 'clientId'], msg: 'field required' }] }),
  },
  {
    name: 'title-as-number',
    does: 'writes a number for the title',
    like: { 'status-as-text': 'another member' },
    member: ({ status }) => ({ title: status }),
  },
  {
    name: 'instance-as-object',
    does: 'writes an object for the instance',
    like: { 'status-as-text': 'another member' },
    member: ({ instance }) => ({ instance: { id: instance } }),
  },
  {
    name: 'type-as-boolean',
    does: 'writes false for the type',
    like: { 'status-as-text': 'another member' },
    member: () => ({ type: false }),
  },
];

const memberFaults = wrongMembers.map(({ name, does, follows, like, member }) =>
  fault(name, {
    does,
    breaks: 'problem/schema-400',
    follows: { ...in404Too, ...follows },
    ...(like && { like }),
    change: writing((problem) => asJson({ ...problem, ...member(problem) })),
  }),
);

const titleAsArray = (problem: ProblemObject) => asJson({ ...problem, title: [problem.title] });

/** 400 and 404 that are no problem objects of the contract. */
export const schemaFaults = [
  ...memberFaults,
  fault('schema-broken-in-400', {
    does: 'writes a list for the title, in a 400 only',
    breaks: 'problem/schema-400',
    change: writing((problem) => (problem.status === 400 ? titleAsArray(problem) : undefined)),
  }),
  fault('schema-broken-in-404', {
    does: 'writes a list for the title, in a 404 only',
    breaks: 'problem/schema-404',
    change: writing((problem) => (problem.status === 404 ? titleAsArray(problem) : undefined)),
  }),
  fault('schema-broken-in-404-for-bearer', {
    does: 'writes a list for the title, in a 404 to callers with a Bearer only',
    breaks: 'problem/schema-404',
    like: { 'schema-broken-in-404': 'one alternative only' },
    change: writing((problem, c) => (problem.status === 404 && !isBasic(c) ? titleAsArray(problem) : undefined)),
  }),
  fault('schema-broken-for-basic', {
    does: 'writes a list for the title, to callers with Basic only',
    breaks: 'problem/schema-400',
    follows: in404Too,
    like: { 'status-as-text': 'another member, and one alternative only' },
    change: writing((problem, c) => (isBasic(c) ? titleAsArray(problem) : undefined)),
  }),
  fault('status-as-word-in-xml', {
    does: 'writes errors in XML, with words for the status',
    breaks: 'problem/schema-400',
    follows: { ...in404Too, ...inOtherType },
    change: writing(({ title }) => asXml({ title, status: title })),
  }),
  fault('status-twice-in-xml', {
    does: 'writes the status twice in XML',
    breaks: 'problem/schema-400',
    follows: { ...in404Too, ...inOtherType },
    like: { 'status-as-word-in-xml': 'both are numbers' },
    change: writing(({ status }) => asXml({ status: `${status}</status><status>${status}` })),
  }),
  fault('status-as-text-in-plain-text', {
    does: 'writes the status as a string, in JSON as text/plain',
    breaks: 'problem/schema-400',
    follows: { ...in404Too, ...inOtherType },
    like: { 'status-as-word-in-xml': 'JSON, in another media type' },
    change: writing((problem) => asJson({ ...problem, status: String(problem.status) }, 'text/plain')),
  }),
  fault('errors-as-array', {
    does: 'writes a list of problem objects',
    breaks: 'problem/schema-400',
    follows: in404Too,
    like: { 'status-as-text': 'a list of objects instead of one' },
    change: writing((problem) => asJson([problem], 'application/json')),
  }),
  fault('errors-as-string', {
    does: 'writes a JSON string for an error',
    breaks: 'problem/schema-400',
    follows: in404Too,
    like: { 'status-as-text': 'there is no object at all' },
    change: writing(({ detail }) => asJson(detail, 'application/json')),
  }),
];
