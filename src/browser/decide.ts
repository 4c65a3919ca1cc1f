import { destinationOf } from '../model/url.ts';
import {
  isSignIn,
  oneTimeCodeOf,
  passwordsOf,
  signatureOf,
  submitOf,
  takesOldPassword,
  userNamesOf,
  waysOn,
} from './forms.ts';
import type { Control, Field, PageLook } from './look.ts';
import { deadLinkWords, goOnWords, refusedWords, resetWords, signInWords } from './words.ts';

/** What keeps a browser, and nobody else, from going on. */
export interface Obstacle {
  readonly kind:
    | 'captcha'
    | 'one-time-code'
    | 'password-policy'
    | 'dead-link'
    | 'sign-in-first'
    | 'error-page'
    | 'no-way-on'
    | 'too-slow';
  /** The page's own, short; raw as long as it is not masked. */
  readonly words: string;
}

/** What is written into a field. */
export type Entry = 'new password' | 'old password' | 'password' | 'e-mail';

export type Step =
  | { readonly do: 'wait' }
  | {
      readonly do: 'fill';
      readonly as: 'change' | 'sign-in';
      readonly entries: readonly (readonly [Field, Entry])[];
      /** Without it the key Enter sends the form. */
      readonly submit: Control | undefined;
    }
  | { readonly do: 'press'; readonly control: Control }
  | { readonly do: 'stop'; readonly obstacle?: Obstacle; readonly signIn?: 'signed-in' | 'refused' };

/** Where the flow stands when a page is looked at. Times in milliseconds. */
export interface Stand {
  /** So long the page has been the same, and no navigation under way. */
  readonly calmMs: number;
  /** So long a page is waited for that may still go on by itself. */
  readonly quietMs: number;
  readonly status: number | undefined;
  readonly clientOrigins: readonly string[];
  /** What was filled in last, and the page before it was sent; undefined before that. */
  readonly filled?: {
    readonly as: 'change' | 'sign-in';
    readonly before: PageLook;
    /** Another document has come since. */
    readonly isAnswered: boolean;
  };
}

const wait: Step = { do: 'wait' };
/** A form is filled in once it holds still, a page is left once all of it is there. */
const formMs = 300;
const pageMs = 1000;

/** The next step of a password change, from the page that the link opened to the one that it ends on. */
export function nextResetStep(look: PageLook, stand: Stand): Step {
  const { filled } = stand;
  if (stand.calmMs < formMs) return wait;
  if (filled === undefined) return stepBeforeChange(look, stand);
  if (filled.as === 'sign-in') {
    const step = nextSignInStep(look, stand);
    if (step.do !== 'stop' || step.signIn !== 'signed-in') return step;
    return stepAfterChange(look, stand, step.signIn);
  }
  if (passwordsOf(look).length > 0 && !isSignIn(look)) return stepWithFormAgain(look, stand, filled);
  if (isSignIn(look)) return signInStep(look);
  return stepAfterChange(look, stand);
}

function stepBeforeChange(look: PageLook, stand: Stand): Step {
  const passwords = passwordsOf(look);
  if (passwords.length > 0 || isSignIn(look)) {
    if (isSignIn(look)) return stand.calmMs < pageMs ? wait : stopFor('sign-in-first', look);
    return { do: 'fill', as: 'change', ...changeEntries(look, passwords) };
  }
  if (stand.calmMs < pageMs || !look.isComplete) return wait;
  if (oneTimeCodeOf(look)) return stopFor('one-time-code', look);
  const dead = deadLink(look);
  if (dead !== undefined) return { do: 'stop', obstacle: { kind: 'dead-link', words: dead } };
  if (isError(stand.status)) return stopFor('error-page', look, stand.status);
  const ways = waysOn(look);
  const named = ways.filter(({ text }) => goOnWords.test(text) || resetWords.test(text));
  const [way] = ways.length === 1 ? ways : named;
  if (way !== undefined && (ways.length === 1 || named.length === 1)) return { do: 'press', control: way };
  return stand.calmMs < stand.quietMs ? wait : stuck(look);
}

function changeEntries(look: PageLook, all: readonly Field[]) {
  const sizeOf = (form: number) => all.filter((field) => field.form === form).length;
  const [form] = all.map((field) => field.form).sort((one, other) => sizeOf(other) - sizeOf(one));
  const passwords = all.filter((field) => field.form === form);
  const names = userNamesOf(look, form).filter(({ isEmpty }) => isEmpty);
  const entries = [
    ...names.map((field) => [field, 'e-mail'] as const),
    ...passwords.map((field) => [field, takesOldPassword(field) ? 'old password' : 'new password'] as const),
  ];
  return { entries, submit: submitOf(look, form ?? -1) };
}

/** Shown with another document or with words that were not there before, the form says why it was not taken. */
function stepWithFormAgain(look: PageLook, stand: Stand, filled: NonNullable<Stand['filled']>): Step {
  const said = newWords(look, filled.before);
  const isRefused = signatureOf(look) !== signatureOf(filled.before) || filled.isAnswered || said !== '';
  if (stand.calmMs < (isRefused ? pageMs : stand.quietMs)) return wait;
  if (oneTimeCodeOf(look)) return stopFor('one-time-code', look);
  if (look.hasCaptcha) return stopFor('captcha', look);
  if (!isRefused) return { do: 'stop', obstacle: { kind: 'no-way-on', words: leadsNoFurther } };
  const words = said || answered(look, stand.status);
  return { do: 'stop', obstacle: { kind: 'password-policy', words } };
}

const leadsNoFurther =
  'the page was filled in and leads no further, as if nothing was sent: a module of yours can fill it in (NEXUS_RESET_PAGE_SCRIPT)';

function stepAfterChange(look: PageLook, stand: Stand, signIn?: 'signed-in'): Step {
  const stop = (obstacle?: Obstacle): Step => ({
    do: 'stop',
    ...(obstacle && { obstacle }),
    ...(signIn && { signIn }),
  });
  if (stand.calmMs < pageMs || !look.isComplete) return wait;
  if (oneTimeCodeOf(look)) return stop({ kind: 'one-time-code', words: firstWords(look) });
  if (isError(stand.status)) {
    const dead = deadLink(look);
    if (dead !== undefined) return stop({ kind: 'dead-link', words: dead });
    return stop({ kind: 'error-page', words: answered(look, stand.status) });
  }
  if (look.goesOn && stand.calmMs < stand.quietMs) return wait;
  const ways = waysOn(look);
  const clear = clearWay(ways, stand.clientOrigins);
  if (clear !== undefined) return { do: 'press', control: clear };
  // A page that leads on by itself is not left by a link that leads elsewhere.
  if (stand.calmMs < stand.quietMs) return wait;
  const toSignIn = ways.filter(({ text }) => signIn === undefined && signInWords.test(text));
  const [way] = ways.length === 1 ? ways : toSignIn;
  if (way !== undefined && (ways.length === 1 || toSignIn.length === 1)) return { do: 'press', control: way };
  return stop(ways.length > 1 ? { kind: 'no-way-on', words: firstWords(look) } : undefined);
}

/** One that says that it leads on, or the one that leads to an application. Where several do, nobody but a person can tell. */
function clearWay(ways: readonly Control[], clientOrigins: readonly string[]): Control | undefined {
  const clients = clientOrigins.map(destinationOf);
  const toClients = ways.filter(({ href }) => href !== '' && clients.includes(destinationOf(href)));
  const named = ways.filter(({ text }) => goOnWords.test(text) && !signInWords.test(text));
  return [named, toClients].find((some) => some.length === 1)?.[0];
}

/** The next step of a sign-in, from a page that may have its form. */
export function nextSignInStep(look: PageLook, stand: Stand): Step {
  const { filled } = stand;
  if (stand.calmMs < formMs) return wait;
  if (filled === undefined) {
    if (isSignIn(look)) return signInStep(look);
    if (stand.calmMs < pageMs || !look.isComplete) return wait;
    const ways = waysOn(look).filter(({ text }) => signInWords.test(text));
    const [way] = ways;
    if (way !== undefined) return { do: 'press', control: way };
    return stand.calmMs < Math.min(stand.quietMs, 3 * pageMs) ? wait : { do: 'stop' };
  }
  if (isSignIn(look) || passwordsOf(look).length > 0) return stepWithSignInAgain(look, stand, filled);
  if (stand.calmMs < pageMs || !look.isComplete) return wait;
  if (oneTimeCodeOf(look)) return stopFor('one-time-code', look);
  return isError(stand.status) ? refusedBy(look, stand.status) : signInOutcome(look);
}

function stepWithSignInAgain(look: PageLook, stand: Stand, filled: NonNullable<Stand['filled']>): Step {
  const hasNext = passwordsOf(look).length > passwordsOf(filled.before).length;
  // The name alone was asked for first.
  if (hasNext) return signInStep(look);
  const isAnswered = filled.isAnswered || newWords(look, filled.before) !== '';
  if (stand.calmMs < (isAnswered ? pageMs : stand.quietMs)) return wait;
  if (look.hasCaptcha) return stopFor('captcha', look);
  if (!isAnswered) return stopFor('no-way-on', look);
  if (!isSignIn(look)) return stopFor('password-policy', look);
  return isError(stand.status) ? refusedBy(look, stand.status) : { do: 'stop', signIn: 'refused' };
}

/** What came of a sign-in that a vendor's module has done. */
export function stepAfterModule(look: PageLook, stand: Stand): Step {
  if (stand.calmMs < pageMs || !look.isComplete) return wait;
  if (oneTimeCodeOf(look)) return stopFor('one-time-code', look);
  if (isError(stand.status)) return refusedBy(look, stand.status);
  if (isSignIn(look) || passwordsOf(look).length > 0) return { do: 'stop', signIn: 'refused' };
  return signInOutcome(look);
}

function signInStep(look: PageLook): Step {
  const passwords = passwordsOf(look);
  const [password] = passwords;
  const names = userNamesOf(look, password?.form);
  const [name] = names;
  return {
    do: 'fill',
    as: 'sign-in',
    entries: [
      ...(name === undefined ? [] : [[name, 'e-mail'] as const]),
      ...passwords.map((field) => [field, 'password'] as const),
    ],
    submit: submitOf(look, (password ?? name)?.form ?? -1),
  };
}

/** Statuses that say no to a password. 404, 429 and what fails on the server's side say something else. */
function refusedBy(look: PageLook, status: number | undefined): Step {
  const refuses = status !== undefined && status < 500 && ![404, 405, 410, 429].includes(status);
  return refuses ? { do: 'stop', signIn: 'refused' } : stopFor('error-page', look, status);
}

const signInOutcome = (look: PageLook): Step => ({
  do: 'stop',
  signIn: look.lines.some((line) => refusedWords.test(line)) ? 'refused' : 'signed-in',
});

/** What is said for the case that it is so is not said of this link. */
const deadLink = ({ lines }: PageLook): string | undefined =>
  lines.find((line) => deadLinkWords.test(line) && !/^(?:if|in case|wenn|falls|sollte|si)\b/i.test(line));

const isError = (status: number | undefined): boolean => status !== undefined && status >= 400;

function stuck(look: PageLook): Step {
  return stopFor(look.hasCaptcha ? 'captcha' : 'no-way-on', look);
}

function stopFor(kind: Obstacle['kind'], look: PageLook, status?: number): Step {
  return { do: 'stop', obstacle: { kind, words: status === undefined ? firstWords(look) : answered(look, status) } };
}

const answered = (look: PageLook, status: number | undefined): string => `answered ${status}: ${firstWords(look)}`;

/** A message of the page, else its title. */
const firstWords = ({ alerts, lines }: PageLook): string => alerts[0] ?? lines[0] ?? '';

/** What a page says that it did not say before; messages that are marked as such first. */
export function newWords({ alerts, lines }: PageLook, before: PageLook): string {
  const [alert] = alerts.filter((text) => !before.alerts.includes(text));
  return alert ?? lines.filter((line) => !before.lines.includes(line)).join(' ');
}
