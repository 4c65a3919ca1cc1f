import { expect, test } from '@playwright/test';
import { offeredOf, representationsIn } from '../../src/report/representations.ts';
import { unanswered } from './exchange-setup.ts';
import { errorWith } from './problem-setup.ts';

const intent = { purpose: 'problem/negotiated' };
const xml = '<problem xmlns="urn:ietf:rfc:7807"/>';

test('what each Accept was answered with is told, of problem objects their types', () => {
  const withoutAccept = errorWith({ intent, status: 403, content: '' });
  const record = [
    errorWith({ intent, accept: 'text/xml', type: 'Text/XML; charset=utf-8', content: xml }),
    errorWith({ intent, accept: 'text/xml', status: 406, content: '' }),
    errorWith({ intent, accept: 'text/plain', type: 'text/plain', content: 'Not Found' }),
    errorWith({ intent, accept: '*/*', status: 429 }),
    { ...withoutAccept, request: { ...withoutAccept.request, fields: [] } },
    errorWith({ intent: { purpose: 'http/accept' }, accept: 'image/png' }),
    unanswered('timeout', { intent }),
  ];
  expect(representationsIn(record)).toEqual([
    {
      accept: 'text/xml',
      answers: [
        { status: 400, mediaType: 'text/xml' },
        { status: 406, mediaType: null },
      ],
    },
    { accept: 'text/plain', answers: [{ status: 400, mediaType: null }] },
    { accept: null, answers: [{ status: 403, mediaType: null }] },
  ]);
});

test('of the seven types those are counted that come in every answer to who asks for them, and not in a crash', () => {
  const came = (accept: string, ...statuses: readonly number[]) => ({
    accept,
    answers: statuses.map((status) => ({ status, mediaType: accept })),
  });
  const half = { accept: 'text/json', answers: [...came('text/json', 400).answers, { status: 404, mediaType: null }] };
  const all = [came('application/json', 400, 404), came('text/xml', 400, 500), came('image/png', 400), half];
  expect(offeredOf(all)).toBe('1 of 7');
  expect(offeredOf([]), 'none was asked for').toBeUndefined();
});
