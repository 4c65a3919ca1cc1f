import { destinationOf } from '../model/url.ts';
import { nextResetStep, type Obstacle, type Stand, type Step } from './decide.ts';
import { type Places, type RefusedLink, refusalOf } from './destination.ts';
import { drive, type Ending, obstacleAt } from './drive.ts';
import { causeOfFailure, type Masking, maskingOf, secretParts } from './failure.ts';
import type { ResetBrowser } from './launch.ts';
import type { PageLook } from './look.ts';
import { finalOf, type Navigation } from './navigation.ts';
import { takePicture } from './picture.ts';
import { runScript } from './script.ts';
import { openSession, type Session } from './session.ts';
import { collectSignInPages, type SignInPage } from './sign-in-pages.ts';

export interface ResetTask extends Places {
  /** Of the e-mail; it is opened once. */
  readonly link: string;
  readonly newPassword: string;
  readonly user: {
    readonly email: string;
    /** The one that holds until now, for forms that ask for it. */
    readonly password?: string;
  };
  /** NEXUS_RESET_PAGE_SCRIPT. */
  readonly script?: string;
  /** For all of it. */
  readonly timeoutMs: number;
  /** How long a page is given to lead on by itself; 12 s where absent. */
  readonly quietMs?: number;
}

/** What came of a link. */
export type ResetOutcome = RefusedLink | BrokenFlow | FollowedLink;

/** Nothing can be judged: the page could not be loaded, the browser ended, or a module of the vendor's failed. */
export interface BrokenFlow {
  readonly kind: 'broken';
  /** A sentence for a person, without a secret. */
  readonly words: string;
}

export interface FollowedLink {
  readonly kind: 'followed';
  /** Whether the new password was handed in. Whether it was taken is shown by signing in. */
  readonly handedIn: boolean;
  /** Everything that the page's main frame asked for, in that order; the link comes first. */
  readonly navigations: readonly Navigation[];
  readonly finalNavigation: Navigation;
  /** Of the last document that came. */
  readonly status?: number;
  readonly obstacle?: Obstacle;
  /** Where the flow itself asked for the new password to sign in with. */
  readonly signIn?: 'signed-in' | 'refused';
  /** Where one may sign in, the likeliest first. Addresses are secrets. */
  readonly signInPages: readonly SignInPage[];
  /** PNG, of the page that it ended on, without secrets. */
  readonly screenshot?: Buffer;
}

/** Pages that say *you will be taken back* count down from 3 to 5 s, some from 10. */
export const usualQuietMs = 12_000;

/** Opens a link and sets a new password. Never rejects. */
export async function resetInBrowser(browser: ResetBrowser, task: ResetTask): Promise<ResetOutcome> {
  const refused = refusalOf(task.link, task);
  if (refused !== undefined) return refused;
  let session: Session | undefined;
  try {
    session = await openSession(browser, task);
    return await followed(session, task);
  } catch (error) {
    return { kind: 'broken', words: `the reset page could not be driven: ${causeOfFailure(error)}` };
  } finally {
    await session?.close();
  }
}

async function followed(session: Session, task: ResetTask): Promise<ResetOutcome> {
  const { page, watch } = session;
  const until = performance.now() + task.timeoutMs;
  const failure = await open(session, task);
  const [opened] = watch.navigations;
  if (failure !== undefined || opened === undefined) return { kind: 'broken', words: failure ?? 'nothing was opened' };
  const parts = secretParts(task.link);
  const mask = maskingOf({
    'new password': task.newPassword,
    'old password': task.user.password,
    'part of the link': parts,
  });
  const places = collectSignInPages(task);
  const ending =
    watch.documents === 0
      ? { kind: 'led away' as const }
      : await led(session, task, { until, mask, onLook: places.see });
  if (ending.kind === 'ended') return { kind: 'broken', words: 'the browser ended while it was on the reset page' };
  if (ending.kind === 'failed') return { kind: 'broken', words: ending.words };
  const screenshot = watch.documents === 0 ? undefined : await takePicture(page, [task.newPassword, ...parts]);
  const { navigations, status, isChanged } = watch;
  return {
    kind: 'followed',
    handedIn: isChanged,
    navigations,
    finalNavigation: finalOf(navigations) ?? opened,
    ...(status !== undefined && { status }),
    ...(ending.kind === 'led away' ? {} : saidOf(ending, task, mask)),
    signInPages: places.pages(navigations),
    ...(screenshot && { screenshot }),
  };
}

/** Undefined where a page came, or where it led away at once; else a sentence. */
async function open({ page, watch }: Session, { link, timeoutMs }: ResetTask): Promise<string | undefined> {
  try {
    await page.goto(link, { waitUntil: 'commit', timeout: timeoutMs });
    return undefined;
  } catch (error) {
    const last = watch.navigations.at(-1);
    if (last !== undefined && ['refused', 'app'].includes(last.standing)) return undefined;
    if (watch.status === 407) return 'the proxy wants another user name or password than the one that is configured';
    // An error without content is an answer, though Chromium shows a page of its own for it.
    if (watch.documents > 0) return undefined;
    const where = last?.to ?? new URL(link).origin;
    return `the reset page at ${where} could not be loaded: ${causeOfFailure(error)}`;
  }
}

interface Led {
  readonly until: number;
  readonly mask: Masking;
  readonly onLook: (look: PageLook) => void;
}

type Result = Ending | { readonly kind: 'led away' } | { readonly kind: 'failed'; readonly words: string };

/** By the vendor's module, if there is one, and then to where that leads; else by what the pages show. */
async function led(session: Session, task: ResetTask, { until, mask, onLook }: Led): Promise<Result> {
  const { newPassword, user, script, allowedOrigins, clientOrigins, quietMs = usualQuietMs, timeoutMs } = task;
  const formOrigin = destinationOf(session.page.url());
  if (script !== undefined) {
    session.watch.change();
    const words = await runScript(script, session.page, {
      task: { kind: 'set-password', origins: allowedOrigins, newPassword, userEmail: user.email },
      timeoutMs,
      mask,
    });
    if (words !== undefined) return { kind: 'failed', words };
  }
  return drive(session, {
    next: script === undefined ? nextResetStep : untilQuiet,
    entries: {
      'new password': newPassword,
      password: newPassword,
      'e-mail': user.email,
      ...(user.password !== undefined && { 'old password': user.password }),
    },
    clientOrigins,
    quietMs,
    until,
    formOrigin,
    onLook,
  });
}

const untilQuiet = (_look: PageLook, { calmMs, quietMs }: Stand): Step =>
  calmMs < quietMs ? { do: 'wait' } : { do: 'stop' };

function saidOf(ending: Ending, task: ResetTask, mask: Masking): Pick<FollowedLink, 'obstacle' | 'signIn'> {
  const obstacle = obstacleAt(ending, task, mask);
  const signIn = ending.kind === 'stopped' ? ending.step.signIn : undefined;
  return { ...(obstacle && { obstacle }), ...(signIn && { signIn }) };
}
