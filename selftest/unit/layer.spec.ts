import { expect, test } from '@playwright/test';
import type { Field } from '../../src/model/exchange.ts';
import type { Finding } from '../../src/model/finding.ts';
import { failureMessage } from '../../src/report/failure.ts';
import type { Statement } from '../../src/report/statement.ts';
import { unjudged } from '../../src/report/unjudged.ts';
import { answered, responseOf } from './exchange-setup.ts';
import { bearer, controls, recorded } from './failure-setup.ts';

interface Answer {
  readonly fields: readonly Field[];
  readonly content?: string;
}

const nginx: Answer = { fields: [['Server', 'nginx/1.22.1']] };
const page = (title: string): Answer => ({
  fields: [...nginx.fields, ['Content-Type', 'text/html']],
  content: `<html>\r\n<head><title>${title}</title></head>\r\n<center>nginx/1.22.1</center>\r\n</html>`,
});

/** What a letter says of who answered, where the good request was answered with these fields. */
function toldBy(id: 'auth/bearer-alone' | 'http/date', answer: Answer, good: Answer): string {
  const control = { ...controls()[0], response: responseOf(204, good) };
  const exchange = recorded(answered(404, answer), { fields: [bearer] });
  const finding: Finding = { outcome: 'failed', reason: '…', exchange: exchange.id };
  return failureMessage({ id, findings: [finding] }, [control, exchange]).replace(/\s+/g, ' ');
}

test('an answer that shows another writer than that to a good request is told to be likely not of the operation', () => {
  const told = toldBy('auth/bearer-alone', page('404 Not Found'), { fields: [['Server', 'uvicorn']] });
  expect(told).toContain(
    'by nginx/1.22.1 (Server), page "404 Not Found", unlike the answer to a good request (uvicorn (Server)): likely a gateway',
  );
});

test('a writer that is always the same is named where HTTP itself is judged, and nowhere else', () => {
  expect(toldBy('http/date', nginx, nginx)).toContain('by nginx/1.22.1 (Server), like the answer to a good request');
  expect(toldBy('auth/bearer-alone', nginx, nginx)).not.toContain(' by nginx');
});

test('what a gateway kept from being judged is told with its likely cause', () => {
  const exchange = recorded(answered(503, page('503 Service Temporarily Unavailable')));
  const finding: Finding = { outcome: 'inconclusive', cause: 'throttled', reason: '503', exchange: exchange.id };
  const result = { id: 'auth/basic', level: 'MUST', outcome: 'inconclusive', reason: '503', findings: [finding] };
  const statement = { requirements: [result] } as unknown as Statement;
  expect(unjudged(statement, [exchange]).join()).toContain('    likely: nginx refuses by limit_req');
  expect(unjudged(statement).join()).not.toContain('likely');
});

test('what a page kept from being judged is not laid at the mailbox', () => {
  const waysOutOf = (reason: string): string => {
    const finding: Finding = { outcome: 'inconclusive', cause: 'mailbox', reason };
    const result = { id: 'email/reset-works', level: 'MUST', outcome: 'inconclusive', reason, findings: [finding] };
    return unjudged({ requirements: [result] } as unknown as Statement)
      .join()
      .replace(/\s+/g, ' ');
  };
  const ofPages = waysOutOf('the change came to no end: captcha: are you a robot?');
  expect(ofPages).toContain('NEXUS_RESET_PAGE_SCRIPT');
  expect(ofPages).not.toContain('doctor says of NEXUS_MAILBOX_URL');
  for (const reason of ['no e-mail came for it in 300 s', 'the mailbox could not be read: x']) {
    expect(waysOutOf(reason)).toContain('doctor says of NEXUS_MAILBOX_URL');
  }
});
