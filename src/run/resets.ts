import { randomBytes } from 'node:crypto';
import { openBrowser, type ResetBrowser } from '../browser/launch.ts';
import { type FollowedLink, type ResetOutcome, resetInBrowser } from '../browser/reset.ts';
import { type SignInOutcome, signInInBrowser } from '../browser/sign-in.ts';
import type { SignInPage } from '../browser/sign-in-pages.ts';
import { itemsOf } from '../configuration/shapes.ts';
import { inShort } from '../judge/expectations.ts';
import { isGatewaysOwn } from '../judge/gateway.ts';
import { isFor, successesFor } from '../judge/mail/reading.ts';
import type { Exchange } from '../model/exchange.ts';
import { inconclusive } from '../model/finding.ts';
import { type LetterRecord, type MailRecord, mailOf, type ResetRecord, type SignInRecord } from '../model/mail.ts';
import type { MailWatch } from './mail.ts';
import type { Change, Evidence, NexusClient } from './nexus-client.ts';
import type { Run } from './run.ts';

/** What becomes of the links of e-mails in a browser, as the user would go through it. All of it stands on the record. */
export interface Resets {
  /**
   * Changes the user's password twice, for the one client and at once for the other, signs in with what holds by then, and sets
   * the password back where it is known. Once a run, whichever requirement asks for it.
   */
  changeTwice(): Promise<readonly MailRecord[]>;
  /** Follows the link of the e-mail to a request that was answered 204. */
  follow(change: Change, exchange: Exchange, before: readonly LetterRecord[]): Promise<readonly MailRecord[]>;
  /** Notes where the links of such an e-mail lead, and opens none. */
  noteLinks(change: Change, exchange: Exchange, before: readonly LetterRecord[]): Promise<readonly MailRecord[]>;
  /** The messages so far, once nothing can be on its way any more. */
  before(): Promise<readonly LetterRecord[]>;
  /** One after the other: whose e-mail it is that came is known only so. */
  inTurn: Run['inTurn'];
}

/** For all of one change, in milliseconds. */
const changeMs = 90_000;

/** By any policy that asks for length and kinds of characters. */
const newPassword = (): string => `Nc9!${randomBytes(15).toString('base64url')}`;

interface Request {
  readonly change: Change;
  readonly exchange: Exchange;
  readonly letter: LetterRecord;
  /** No e-mail for the user may have been on its way: it is of this request for certain. */
  readonly isItsOwn: boolean;
}

export function createResets(run: Run, nexus: NexusClient, evidence: Pick<Evidence, 'changes'>): Resets {
  const { values, ledger, redactor } = run;
  const [email = ''] = itemsOf(values.NEXUS_USER_EMAIL ?? '');
  const script = values.NEXUS_RESET_PAGE_SCRIPT;
  const places = {
    allowedOrigins: [new URL(values.NEXUS_BASE_URL ?? '').origin, ...itemsOf(values.NEXUS_RESET_ORIGINS ?? '')],
    clientOrigins: [values.NEXUS_CLIENT_ORIGIN, values.NEXUS_SECOND_CLIENT_ORIGIN].filter((one) => one !== undefined),
  };
  const common = { ...places, timeoutMs: changeMs, ...(script !== undefined && { script }) };

  function watch(): MailWatch {
    if (!run.mail) throw inconclusive('configuration', 'no mailbox is watched in this run');
    return run.mail;
  }

  async function inBrowser<T>(act: (browser: ResetBrowser) => Promise<T>): Promise<T> {
    const opened = await openBrowser({
      network: run.configuration.network,
      origins: [...places.allowedOrigins, ...places.clientOrigins].filter((origin) => /^https?:/.test(origin)),
      timeoutMs: 30_000,
      ...(values.NEXUS_BROWSER_PATH !== undefined && { path: values.NEXUS_BROWSER_PATH }),
    });
    if ('unusable' in opened) throw inconclusive('configuration', opened.unusable);
    try {
      return await act(opened.browser);
    } finally {
      await opened.browser.close();
    }
  }

  /** The first e-mail after it that offers a reset: a notice may come before. Where none does, the first of all. */
  async function letterOf(exchange: Exchange, before: readonly LetterRecord[]): Promise<LetterRecord> {
    const most = values.NEXUS_MAILBOX_TIMEOUT_SECONDS * 1000;
    const others: LetterRecord[] = [];
    for (;;) {
      const letter = await watch().awaitFor('user', exchange, [...before, ...others], most);
      if (letter && watch().offerIn(letter.id)?.kind !== 'none') return letter;
      if (!letter) break;
      others.push(letter);
    }
    const [first] = others;
    if (first) return first;
    const reason = `no e-mail came for it in ${values.NEXUS_MAILBOX_TIMEOUT_SECONDS} s: is there a limit per user that says nothing?`;
    throw inconclusive('mailbox', reason, { exchange: exchange.id, clears: 'operator' });
  }

  async function ask(change: Change): Promise<Request> {
    const before = await watch().settled();
    const came = before.filter((letter) => !letter.isEarlier && isFor(letter, 'user'));
    const isItsOwn = came.length >= successesFor(ledger.exchanges(), 'user').length;
    const exchange = await nexus.successOf(nexus.goodCredentials(), change);
    if (exchange.response?.status !== 204) {
      const reason = `the request for it was answered ${inShort(exchange)}`;
      throw inconclusive('control', reason, { exchange: exchange.id });
    }
    return { change, exchange, letter: await letterOf(exchange, before), isItsOwn };
  }

  async function open(
    browser: ResetBrowser,
    { change, exchange, letter, isItsOwn }: Request,
    passwords: { readonly next: string; readonly current?: string },
  ): Promise<FollowedLink | undefined> {
    const { next, current } = passwords;
    const offer = watch().offerIn(letter.id);
    const about = { kind: 'reset', name: change.case, exchange: exchange.id } as const;
    if (offer?.kind !== 'link') {
      const obstacle = `its e-mail holds no link that is the one for certain (${offer?.kind ?? 'it could not be read'})`;
      ledger.addMail({ ...about, obstacle, clears: 'operator', strange: [] });
      return undefined;
    }
    const user = { email, ...(current !== undefined && { password: current }) };
    const outcome = await resetInBrowser(browser, { ...common, link: offer.link.uri, newPassword: next, user });
    const broken = brokenIn(outcome, isItsOwn);
    ledger.addMail({ ...about, ...shownBy(outcome), ...(broken && { broken }) });
    return outcome.kind === 'followed' && outcome.handedIn && !outcome.obstacle ? outcome : undefined;
  }

  async function signIn(
    browser: ResetBrowser,
    as: SignInRecord['password'],
    { pages, password }: { readonly pages: readonly SignInPage[]; readonly password: string },
  ): Promise<SignInOutcome['kind']> {
    const outcome = await signInInBrowser(browser, { ...common, pages, user: email, password });
    const isKnown = outcome.kind === 'signed-in' || outcome.kind === 'refused';
    const words = 'words' in outcome ? outcome.words : 'obstacle' in outcome ? outcome.obstacle.words : undefined;
    ledger.addMail({
      kind: 'sign-in',
      password: as,
      outcome: isKnown ? outcome.kind : 'unknown',
      ...(words !== undefined && { words }),
    });
    return outcome.kind;
  }

  function made(): string {
    const password = newPassword();
    redactor.register(password, 'a new password of the user');
    return password;
  }

  async function changes(browser: ResetBrowser): Promise<void> {
    const given = values.NEXUS_USER_PASSWORD;
    const first = await ask(forTheClient);
    const changed = made();
    const followed = await open(browser, first, { next: changed, ...(given !== undefined && { current: given }) });
    if (!followed) {
      if (script !== undefined) await tryMailed(browser, first);
      return;
    }
    const pages = followed.signInPages;
    await signIn(browser, 'made-up', { pages, password: made() });
    await signIn(browser, 'new', { pages, password: changed });
    await open(browser, { ...first, change: againstReuse }, { next: changed, current: changed });
    const isSecond = values.NEXUS_SECOND_CLIENT_ID !== undefined;
    if (!isSecond && given === undefined) return;
    const second = await ask(isSecond ? forTheSecondClient : settingBack);
    await signIn(browser, 'after-a-request', { pages, password: changed });
    await open(browser, second, { next: given ?? made(), current: changed });
  }

  /** Where nothing can be followed the e-mail may hold a password that was set at once. */
  async function tryMailed(browser: ResetBrowser, { letter }: Request): Promise<void> {
    for (const password of watch().wordsLikePasswords(letter.id)) {
      if ((await signIn(browser, 'mailed', { pages: [], password })) === 'signed-in') return;
    }
  }

  return {
    async changeTwice() {
      const isDone = mailOf(ledger.mail(), 'reset').some(({ name }) => name === forTheClient.case);
      if (!isDone) await inBrowser(changes);
      for (const change of [forTheClient, forTheSecondClient]) evidence.changes.add(change.case);
      return ledger.mail();
    },
    async follow(change, exchange, before) {
      evidence.changes.add(change.case);
      const letter = await letterOf(exchange, before);
      await inBrowser((browser) =>
        open(browser, { change, exchange, letter, isItsOwn: false }, { next: values.NEXUS_USER_PASSWORD ?? made() }),
      );
      return ledger.mail();
    },
    async noteLinks(change, exchange, before) {
      const letter = await letterOf(exchange, before);
      ledger.addMail({ kind: 'link', name: change.case, exchange: exchange.id, hosts: watch().hostsIn(letter.id) });
      return ledger.mail();
    },
    before: () => watch().settled(),
    inTurn: run.inTurn,
  };
}

const forTheClient: Change = { case: 'change-for-the-client', title: 'a reset whose change is completed' };
const forTheSecondClient: Change = {
  case: 'change-for-the-second-client',
  title: 'the same for the second client',
  client: 'second',
};
const settingBack: Change = { case: 'setting-back', title: 'a reset that sets the password back' };
const againstReuse: Change = { case: 'used-link', title: 'a link that was used already' };

/** What keeps a reset from its end and is no obstacle. What a gateway says, or a server that is busy, may be over soon. */
function brokenIn(outcome: ResetOutcome, isItsOwn: boolean): ResetRecord['broken'] {
  if (outcome.kind !== 'followed' || outcome.obstacle === undefined) return undefined;
  const { obstacle, status = 0 } = outcome;
  // A newer e-mail may make the link of an older one void.
  if (obstacle.kind === 'dead-link') return isItsOwn ? 'dead-link' : undefined;
  const isServers = status >= 500 && status !== 503 && !isGatewaysOwn({ status });
  return isServers && ['error-page', 'password-policy'].includes(obstacle.kind) ? 'server-error' : undefined;
}

function shownBy(outcome: ResetOutcome): Omit<ResetRecord, 'kind' | 'name' | 'exchange'> {
  if (outcome.kind !== 'followed') {
    const strange = outcome.kind === 'refused-link' ? [outcome.host].filter(Boolean) : [];
    return { obstacle: outcome.words, clears: 'operator', strange };
  }
  const { handedIn, navigations, finalNavigation, obstacle, screenshot } = outcome;
  const why = obstacle
    ? `${obstacle.kind}: ${obstacle.words}`
    : handedIn
      ? undefined
      : 'no new password could be handed in';
  return {
    ...(why !== undefined && { obstacle: why, clears: 'operator' as const }),
    ...(finalNavigation.afterChange && { final: finalNavigation.to }),
    strange: [...new Set(navigations.filter(({ standing }) => standing === 'refused').map(({ to }) => to))],
    ...(screenshot && { screenshot: screenshot.toString('base64') }),
  };
}
