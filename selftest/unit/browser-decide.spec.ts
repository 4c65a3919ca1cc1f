import { expect, test } from '@playwright/test';
import {
  newWords,
  nextResetStep,
  nextSignInStep,
  type Stand,
  type Step,
  stepAfterModule,
} from '../../src/browser/decide.ts';
import { isSignIn, submitOf, waysOn } from '../../src/browser/forms.ts';
import type { Control, Field, PageLook } from '../../src/browser/look.ts';

const look = (parts: Partial<PageLook>): PageLook => ({
  address: 'https://accounts.example/reset?t=1',
  isComplete: true,
  fields: [],
  controls: [],
  hasCaptcha: false,
  alerts: [],
  lines: [],
  goesOn: false,
  ...parts,
});
const field = (type: string, called = '', parts: Partial<Field> = {}): Field => ({
  element: 0,
  type,
  autocomplete: '',
  called,
  isEmpty: true,
  form: 0,
  isAside: false,
  ...parts,
});
const control = (kind: Control['kind'], text: string, parts: Partial<Control> = {}): Control => ({
  element: 1,
  kind,
  text,
  href: kind === 'link' ? `https://accounts.example/${text.length}` : '',
  submits: kind === 'button',
  form: kind === 'link' ? -1 : 0,
  isAside: false,
  ...parts,
});
const stand = (calmMs: number, parts: Partial<Stand> = {}): Stand => ({
  calmMs,
  quietMs: 10_000,
  status: 200,
  clientOrigins: ['https://portal.example'],
  ...parts,
});
const shown = (step: Step): string => {
  if (step.do === 'press') return `press ${step.control.text}`;
  if (step.do !== 'stop') return step.do === 'fill' ? `fill ${step.as}` : step.do;
  return step.obstacle?.kind ?? step.signIn ?? 'stop';
};

const form = look({
  fields: [field('password', 'New password'), field('password', 'Again')],
  controls: [control('button', 'Save')],
});
const signIn = look({
  fields: [field('text', 'User name'), field('password', 'Password')],
  controls: [control('button', 'Log in')],
});
const changed = { as: 'change' as const, before: form, isAnswered: true };

test('a form is filled in as soon as it holds still', () => {
  expect(shown(nextResetStep(form, stand(100)))).toBe('wait');
  const step = nextResetStep(form, stand(400));
  expect(step).toMatchObject({ do: 'fill', as: 'change', submit: { text: 'Save' } });
  expect(step.do === 'fill' && step.entries.map(([, entry]) => entry)).toEqual(['new password', 'new password']);
});

const before: readonly (readonly [title: string, page: PageLook, calmMs: number, step: string])[] = [
  ['a page that is still being built is waited for', look({ controls: [control('link', 'Go')] }), 500, 'wait'],
  ['its only way is taken', look({ controls: [control('link', 'Aller')] }), 1000, 'press Aller'],
  [
    'one that says what it is for is taken among others',
    look({ controls: [control('link', 'Reset password'), control('link', 'Somewhere')] }),
    1000,
    'press Reset password',
  ],
  [
    'of several ways none is guessed',
    look({ controls: [control('link', 'One'), control('link', 'Three')] }),
    10_000,
    'no-way-on',
  ],
  [
    'what calls the change off is no way',
    look({ controls: [control('link', 'It was not me'), control('button', 'Los')] }),
    1000,
    'press Los',
  ],
  [
    'a link that may have expired has not',
    look({ lines: ['If the link has expired, ask again.'], controls: [control('button', 'Go')] }),
    1000,
    'press Go',
  ],
  [
    'a link that has expired has',
    look({ lines: ['The link has expired.'], controls: [control('button', 'Go')] }),
    1000,
    'dead-link',
  ],
];
for (const [title, page, calmMs, step] of before) {
  test(`before the change: ${title}`, () => {
    expect(shown(nextResetStep(page, stand(calmMs)))).toBe(step);
  });
}

const home = control('link', 'Home');
const toClient = control('link', 'Portal', { href: 'https://portal.example/' });
const after: readonly (readonly [title: string, page: PageLook, calmMs: number, step: string])[] = [
  [
    'what says that it leads on is taken at once',
    look({ controls: [home, control('button', 'Continue')] }),
    1000,
    'press Continue',
  ],
  ['so is the one link to an application', look({ controls: [home, toClient] }), 1000, 'press Portal'],
  [
    'links to several places of applications are not guessed',
    look({ controls: [toClient, { ...toClient, href: 'https://portal.example/b' }] }),
    10_000,
    'no-way-on',
  ],
  ['any other way is taken when the page has had its time to lead on', look({ controls: [home] }), 9000, 'wait'],
  ['and then it is', look({ controls: [home] }), 10_000, 'press Home'],
  [
    'a page that leads on by itself is waited for',
    look({ controls: [control('button', 'Continue')], goesOn: true }),
    9000,
    'wait',
  ],
  ['a page to sign in on is filled in', signIn, 400, 'fill sign-in'],
  ['a page without a way is the end', look({}), 10_000, 'stop'],
  ['the form again is no success', form, 1000, 'password-policy'],
];
for (const [title, page, calmMs, step] of after) {
  test(`after the change: ${title}`, () => {
    expect(shown(nextResetStep(page, stand(calmMs, { filled: changed })))).toBe(step);
  });
}

test('a form that is still there is waited for, until it says something or its time is over', () => {
  const filled = { ...changed, isAnswered: false };
  expect(shown(nextResetStep(form, stand(5000, { filled })))).toBe('wait');
  expect(shown(nextResetStep({ ...form, lines: ['Too short'] }, stand(1000, { filled })))).toBe('password-policy');
  expect(nextResetStep(form, stand(10_000, { filled })), 'nothing was sent').toMatchObject({
    obstacle: { kind: 'no-way-on', words: expect.stringContaining('NEXUS_RESET_PAGE_SCRIPT') },
  });
  const wordless = { ...filled, isAnswered: true };
  expect(
    nextResetStep(
      { ...form, lines: ['Title'] },
      stand(1000, { filled: { ...wordless, before: { ...form, lines: ['Title'] } } }),
    ),
  ).toMatchObject({
    obstacle: { kind: 'password-policy', words: 'answered 200: Title' },
  });
});

const tried = { as: 'sign-in' as const, before: signIn, isAnswered: true };
const outcomes: readonly (readonly [title: string, page: PageLook, status: number, step: string])[] = [
  ['its form again', signIn, 200, 'refused'],
  ['its form again with 401', signIn, 401, 'refused'],
  ['its form again with 429', signIn, 429, 'error-page'],
  ['a page of 403', look({}), 403, 'refused'],
  ['a page of 404', look({}), 404, 'error-page'],
  ['a page that says no', look({ lines: ['Wrong password'] }), 200, 'refused'],
  ['any other page', look({ lines: ['Hello'] }), 200, 'signed-in'],
  ['a code', look({ fields: [field('text', 'Verification code')] }), 200, 'one-time-code'],
];
for (const [title, page, status, step] of outcomes) {
  test(`a sign-in that gives ${title} is ${step}, for a module too`, () => {
    expect(shown(nextSignInStep(page, stand(1000, { status, filled: tried })))).toBe(step);
    expect(shown(stepAfterModule(page, stand(1000, { status })))).toBe(step);
  });
}

test('a form to sign in is told from one that sets a password', () => {
  expect(isSignIn(signIn)).toBe(true);
  expect(isSignIn(form)).toBe(false);
  expect(isSignIn(look({ fields: [field('email'), field('password', 'new_password')] }))).toBe(false);
  const reset = [control('button', 'Reset password')];
  expect(isSignIn(look({ fields: [field('email'), field('password', 'Password')], controls: reset }))).toBe(false);
  expect(isSignIn(look({ fields: [field('password', '', { autocomplete: 'current-password' })] }))).toBe(true);
  expect(isSignIn(look({ fields: [field('email')], controls: [control('button', 'Subscribe')] }))).toBe(false);
});

test('the button that sends a form is its own, and none that calls off', () => {
  const controls = [control('button', 'Cancel'), control('button', 'Search', { form: 1 }), control('button', 'OK')];
  expect(submitOf(look({ controls }), 0)?.text).toBe('OK');
  expect(submitOf(look({ controls: [] }), 0)).toBeUndefined();
});

test('ways on are those of the page itself, each once', () => {
  const controls = [
    control('link', 'Home', { isAside: true }),
    control('link', 'Go'),
    control('link', 'Go'),
    control('link', 'Privacy'),
    control('link', 'Top', { href: 'https://accounts.example/reset?t=1#top' }),
    control('link', 'Mail', { href: 'mailto:a@b.example' }),
  ];
  expect(waysOn(look({ controls })).map(({ text }) => text)).toEqual(['Go']);
});

test('what a page says anew is a message first', () => {
  const was = look({ lines: ['A', 'B'], alerts: ['old'] });
  expect(newWords(look({ lines: ['A', 'C'], alerts: ['old'] }), was)).toBe('C');
  expect(newWords(look({ lines: ['A', 'C'], alerts: ['old', 'No.'] }), was)).toBe('No.');
});
