import { expect, test } from '@playwright/test';
import { chapterLine, movingLine, type Standing, waiting, waitingLine } from '../../src/report/progress.ts';
import { inAscii, type Terminal, terminalOf } from '../../src/report/terminal.ts';

const plain: Terminal = { moving: false, colours: false, utf8: true, columns: 80 };
const now = 1_000_000;
const standing: Standing = {
  total: 58,
  done: 12,
  failed: 0,
  current: 'auth/bearer-alone',
  awaits: 'an answer',
  heardAt: now,
  pause: { why: '', until: 0 },
};

test('a run that waits says what it waits for and how long', () => {
  expect(waiting(standing, now + 1999)).toBeUndefined();
  expect(waiting(standing, now + 7300)).toBe('waiting for an answer, 7 s');
  expect(waiting({ ...standing, awaits: 'an e-mail' }, now + 61_000)).toBe('waiting for an e-mail, 61 s');
  const throttled = { ...standing, pause: { why: 'too many requests for the target', until: now + 11_001 } };
  expect(waiting(throttled, now)).toBe('too many requests for the target: a pause, 12 s more');
  expect(waiting(throttled, now + 14_001), 'the pause does not count').toBe('waiting for an answer, 3 s');
  const mail = { why: 'an e-mail to the user', until: now + 298_000, atMost: 300_000 };
  expect(waiting({ ...standing, pause: mail }, now)).toBe('waiting for an e-mail to the user, 2 s of 300 at most');
  expect(waitingLine(throttled, 'a pause', plain)).toBe('… auth/bearer-alone (12 of 58 done): a pause');
});

test('the moving line is cut at the width of the terminal, and says how many failed', () => {
  expect(movingLine(standing, now, plain)).toBe('12/58 · auth/bearer-alone');
  expect(movingLine({ ...standing, failed: 2 }, now + 3000, plain)).toBe(
    '12/58 · 2 failed so far · auth/bearer-alone · waiting for an answer, 3 s',
  );
  expect(movingLine(standing, now, { ...plain, columns: 12 })).toBe('12/58 · aut');
});

test('the line of a chapter has a sign for its outcome, and names what failed', () => {
  const judged = [
    { id: 'auth/basic', outcome: 'passed' },
    { id: 'auth/bearer-alone', outcome: 'failed' },
    { id: 'auth/challenge-present', outcome: 'warned' },
    { id: 'auth/insufficient-scope', outcome: 'inconclusive' },
  ] as const;
  const line = 'Security: 1 passed, 1 failed so far (auth/bearer-alone), 1 warned, 1 inconclusive';
  expect(chapterLine('Security', judged, plain)).toBe(`✗ ${line}`);
  expect(chapterLine('Security', judged, { ...plain, utf8: false })).toBe(`x ${line}`);
  expect(chapterLine('Security', judged, { ...plain, colours: true })).toBe(`\u001b[31m✗\u001b[39m ${line}`);
  const signs = judged.map((one) => chapterLine('', [one], plain).charAt(0));
  expect(signs).toEqual(['✓', '✗', '!', '?']);
});

test('a terminal gets only colours that it may show and signs that it has', () => {
  const at = (isTTY: boolean, env: Record<string, string>, platform = 'linux') =>
    terminalOf({ isTTY, columns: 100 }, env, platform);
  const utf8 = { LANG: 'en_GB.UTF-8' };
  expect(at(true, utf8)).toEqual({ moving: true, colours: true, utf8: true, columns: 100 });
  expect(at(false, utf8)).toEqual({ moving: false, colours: false, utf8: true, columns: 100 });
  const plainly = at(true, { ...utf8, NO_COLOR: '1', FORCE_COLOR: '1' });
  expect(plainly, 'no escape sequence at all').toMatchObject({ moving: false, colours: false });
  expect(at(false, { FORCE_COLOR: '1' }).colours).toBe(true);
  expect(at(true, { ...utf8, FORCE_COLOR: '0' }).colours).toBe(false);
  expect(at(true, { ...utf8, TERM: 'dumb' })).toMatchObject({ moving: false, colours: false, utf8: false });

  expect(at(true, { LANG: 'en_GB.UTF-8', LC_ALL: 'C' }).utf8).toBe(false);
  expect(at(true, {}).utf8).toBe(false);
  expect(at(false, {}).utf8, 'the log of a CI job').toBe(true);
  expect(at(true, {}, 'win32').utf8).toBe(true);
  expect(terminalOf({}, {}, 'linux').columns).toBe(80);
  expect(inAscii('✗ ‹NEXUS_USER_ID› · é')).toBe('x <NEXUS_USER_ID> - é');
});
