import { gzipSync } from 'node:zlib';
import { asJson, behind, type Written, writing } from '../changes.ts';
import type { NexusContext } from '../nexus.ts';
import type { ProblemObject } from '../problem.ts';
import { fault } from './fault.ts';

const takesGzip = (c: NexusContext): boolean => /\bgzip\b/.test(c.req.header('Accept-Encoding') ?? '');

/** A problem object in JSON whose content is said to be coded so. */
function coded(problem: ProblemObject, coding: string, content?: Uint8Array<ArrayBuffer>): Written {
  const plain = asJson(problem);
  return { content: content ?? plain.content, fields: { ...plain.fields, 'Content-Encoding': coding } };
}

/** Errors that are not coded as they say; some of them only for who asks for a coding, as real clients do. */
export const codingFaults = [
  fault('content-encoding-utf-8', {
    does: 'says of errors that their Content-Encoding is UTF-8, which is none',
    breaks: 'problem/well-formed',
    like: { 'gzip-in-name-only': 'a coding that does not exist' },
    change: writing((problem) => coded(problem, 'UTF-8')),
  }),
  fault('gzip-in-name-only-for-who-takes-it', {
    does: 'says that errors are compressed to who takes gzip, and does not compress them',
    breaks: 'problem/well-formed',
    like: { 'gzip-in-name-only': 'shown only to who asks as real clients do' },
    change: writing((problem, c) => (takesGzip(c) ? coded(problem, 'gzip') : undefined)),
  }),
  fault('gzip-twice-in-401', {
    does: 'says gzip once of a 401 that was compressed twice, for who takes gzip',
    breaks: 'problem/well-formed',
    like: { 'gzip-in-name-only': 'where credentials are refused' },
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        await next();
        if (c.res.status !== 401 || !takesGzip(c)) return;
        const plain = Buffer.from(await c.res.clone().arrayBuffer());
        c.res = new Response(Uint8Array.from(gzipSync(gzipSync(plain))), c.res);
        c.res.headers.set('Content-Encoding', 'gzip');
      }),
  }),
  fault('gzip-of-nothing-in-404', {
    does: 'answers a 404 to who takes gzip with 20 octets of gzip that hold nothing',
    breaks: 'problem/body-present',
    like: { 'empty-errors': 'octets came, and hold nothing' },
    change: writing((problem, c) =>
      problem.status === 404 && takesGzip(c) ? coded(problem, 'gzip', Uint8Array.from(gzipSync(''))) : undefined,
    ),
  }),
];
