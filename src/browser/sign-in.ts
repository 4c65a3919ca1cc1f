import { nextSignInStep, type Obstacle, type Stand, type Step, stepAfterModule } from './decide.ts';
import type { Places } from './destination.ts';
import { drive, type Ending, obstacleAt } from './drive.ts';
import { causeOfFailure, type Masking, maskingOf, secretParts } from './failure.ts';
import type { ResetBrowser } from './launch.ts';
import type { PageLook } from './look.ts';
import { type BrokenFlow, usualQuietMs } from './reset.ts';
import { runScript } from './script.ts';
import { openSession, type Session } from './session.ts';
import type { SignInPage } from './sign-in-pages.ts';

export interface SignInAttempt extends Places {
  /** As a followed link has them; the first that shows a sign-in is taken. */
  readonly pages: readonly SignInPage[];
  /** The e-mail address, or the name that the user signs in by. */
  readonly user: string;
  readonly password: string;
  /** NEXUS_RESET_PAGE_SCRIPT. */
  readonly script?: string;
  /** For all of it. */
  readonly timeoutMs: number;
  /** How long a page is given to answer; 12 s where absent. */
  readonly quietMs?: number;
}

export type SignInOutcome =
  | { readonly kind: 'signed-in' | 'refused' }
  /** The words are a sentence for a person, without a secret. */
  | { readonly kind: 'no-sign-in-page'; readonly words: string }
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle }
  | BrokenFlow;

/** Whether a password lets a user in. Each attempt is made without a past, so that no earlier one counts. Never rejects. */
export async function signInInBrowser(browser: ResetBrowser, attempt: SignInAttempt): Promise<SignInOutcome> {
  const until = performance.now() + attempt.timeoutMs;
  const mask = maskingOf({
    password: attempt.password,
    'part of a link': attempt.pages.flatMap(({ href }) => secretParts(href)),
  });
  const pages = attempt.script === undefined ? attempt.pages : attempt.pages.slice(0, 1);
  const tries = attempt.script !== undefined && pages.length === 0 ? [undefined] : pages;
  for (const page of tries) {
    const outcome = await inSession(browser, attempt, { page, until, mask });
    if (outcome !== undefined) return outcome;
  }
  return {
    kind: 'no-sign-in-page',
    words:
      'no page was found on which the user signs in: neither did the change end on one, nor did a link on its pages lead to one; a module named by NEXUS_RESET_PAGE_SCRIPT can sign in',
  };
}

interface Try {
  readonly page: SignInPage | undefined;
  readonly until: number;
  readonly mask: Masking;
}

/** Undefined where there was nothing to sign in with. */
async function inSession(browser: ResetBrowser, attempt: SignInAttempt, it: Try): Promise<SignInOutcome | undefined> {
  let session: Session | undefined;
  try {
    session = await openSession(browser, attempt);
    const isThere = it.page === undefined ? false : await isOpened(session, it.page.href, timeLeft(it));
    if (attempt.script !== undefined) return await byModule(session, { ...attempt, script: attempt.script }, it);
    return isThere ? outcomeOf(await byItself(session, attempt, it), attempt, it.mask) : undefined;
  } catch (error) {
    return { kind: 'broken', words: `the page to sign in on could not be driven: ${causeOfFailure(error)}` };
  } finally {
    await session?.close();
  }
}

const timeLeft = ({ until }: Try): number => Math.max(1, until - performance.now());

/** One that does not load is no page to sign in on. */
async function isOpened({ page }: Session, href: string, timeoutMs: number): Promise<boolean> {
  try {
    await page.goto(href, { waitUntil: 'commit', timeout: timeoutMs });
    return true;
  } catch {
    return false;
  }
}

const byItself = (session: Session, attempt: SignInAttempt, { until }: Try): Promise<Ending> =>
  drive(session, {
    next: nextSignInStep,
    entries: { 'e-mail': attempt.user, password: attempt.password },
    clientOrigins: attempt.clientOrigins,
    quietMs: attempt.quietMs ?? usualQuietMs,
    until,
  });

async function byModule(
  session: Session,
  attempt: SignInAttempt & { readonly script: string },
  it: Try,
): Promise<SignInOutcome> {
  const { user, password, script, allowedOrigins, clientOrigins, quietMs = usualQuietMs } = attempt;
  const { watch } = session;
  const words = await runScript(script, session.page, {
    task: { kind: 'sign-in', origins: allowedOrigins, userEmail: user, password },
    timeoutMs: timeLeft(it),
    mask: it.mask,
  });
  if (words !== undefined) return { kind: 'broken', words };
  const next = (look: PageLook, stand: Stand): Step => {
    const last = watch.navigations.at(-1);
    // What is shown then is the page before.
    const isOnItsWay = last?.standing === 'client' && last.came === 'failed';
    return isOnItsWay ? { do: 'stop', signIn: 'signed-in' } : stepAfterModule(look, stand);
  };
  const ending = await drive(session, { next, entries: {}, clientOrigins, quietMs, until: it.until });
  return outcomeOf(ending, attempt, it.mask) ?? { kind: 'broken', words: 'the module left nothing to judge by' };
}

function outcomeOf(ending: Ending, attempt: SignInAttempt, mask: Masking): SignInOutcome | undefined {
  if (ending.kind === 'ended') return { kind: 'broken', words: 'the browser ended while it signed in' };
  const obstacle = obstacleAt(ending, attempt, mask);
  if (obstacle) return { kind: 'obstacle', obstacle };
  if (ending.kind === 'gone') {
    const { standing, to } = ending.navigation;
    if (standing === 'client') return { kind: 'signed-in' };
    const words = `it leads to ${to}, which is not declared: where it is right, add it to NEXUS_RESET_ORIGINS`;
    return { kind: 'obstacle', obstacle: { kind: 'no-way-on', words } };
  }
  const signIn = ending.kind === 'stopped' ? ending.step.signIn : undefined;
  return signIn && { kind: signIn };
}
