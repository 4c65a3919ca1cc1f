import { type PlainAnswer, usualOctets, writesOctets } from '../changes.ts';
import { type Fault, fault } from './fault.ts';

/** Writes one field line more into answers, or into those of one status. */
const withLine =
  (line: string, status?: number): Fault['change'] =>
  (nexus) =>
    writesOctets(nexus, (answer: PlainAnswer) =>
      status === undefined || answer.status === status
        ? usualOctets({ ...answer, fieldLines: [...answer.fieldLines, line] })
        : undefined,
    );

/** Answers that break the grammar of HTTP, which strict clients refuse whole. */
export const syntaxFaults = [
  fault('control-character-in-a-cookie', {
    does: 'sets a cookie with a control character in its value with every answer, as a firewall does',
    breaks: 'http/response-syntax',
    change: withLine('Set-Cookie: waf=a\u0001b; Path=/'),
  }),
  fault('control-character-in-401', {
    does: 'writes NUL into a field of each 401',
    breaks: 'http/response-syntax',
    like: { 'control-character-in-a-cookie': 'another character, field and status' },
    change: withLine('X-Request-Id: 17\0', 401),
  }),
  fault('folded-field', {
    does: 'folds a field line of each 404',
    breaks: 'http/response-syntax',
    like: { 'control-character-in-a-cookie': 'a line end in the value' },
    change: withLine('X-Policy: one,\r\n two', 404),
  }),
  fault('blank-before-colon', {
    does: 'writes a blank between the name of a field and its colon',
    breaks: 'http/response-syntax',
    like: { 'control-character-in-a-cookie': 'the name instead of the value' },
    change: withLine('X-Request-Id : 17'),
  }),
  fault('field-name-is-no-token', {
    does: 'writes a field whose name has brackets, in each 204',
    breaks: 'http/response-syntax',
    like: { 'control-character-in-a-cookie': 'the name instead of the value, and a success' },
    change: withLine('X-Trace[id]: 17', 204),
  }),
  fault('line-without-colon', {
    does: 'writes a line without a colon among its field lines',
    breaks: 'http/response-syntax',
    like: { 'control-character-in-a-cookie': 'there is no field at all' },
    change: withLine('Powered by Nexus'),
  }),
  fault('page-without-a-head', {
    does: 'answers an empty clientId with a page, before which nothing stands',
    breaks: 'http/response-syntax',
    follows: {
      'parameters/empty-client-id': 'a page without a status refuses nothing',
      'robustness/hostile-client-id': 'an empty one is among them',
    },
    change: (nexus) =>
      writesOctets(nexus, (_answer, c) => (c.req.query('clientId') === '' ? '<h1>Bad Request</h1>' : undefined)),
  }),
];
