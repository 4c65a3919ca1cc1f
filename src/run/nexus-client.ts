import { type Credentials, satisfiedBy } from '../client/credentials.ts';
import type { Sender } from '../client/sender.ts';
import type { Stimulus } from '../client/stimulus.ts';
import type { Connection } from '../client/transport.ts';
import { isSilent } from '../judge/ban.ts';
import type { Refusal } from '../judge/expectations.ts';
import { isGatewaysOwn } from '../judge/gateway.ts';
import type { Survival } from '../judge/survival.ts';
import { limitIn, type UserLimit } from '../judge/user-limit.ts';
import type { Alternative } from '../model/contract.ts';
import { cameBack, type Exchange, type UserRole } from '../model/exchange.ts';
import { type ControlName, inconclusive, notApplicable } from '../model/finding.ts';
import type { Case } from './check.ts';
import {
  afterSilence,
  askBesides,
  assertAnswering,
  type Control,
  controlsIn,
  goodCredentials,
  goodRequestOf,
  withoutControl,
} from './controls.ts';
import { tripwireIsUsed } from './emails.ts';
import type { Run } from './run.ts';
import { survivals } from './survival.ts';
import { sendForUser, waitedOut } from './user-limit.ts';

/** What a probe changes besides its credentials. */
export type Change = Case & Partial<Omit<Stimulus, 'credentials' | 'expects'>>;

/** One of several requests that are under way together. */
export type Simultaneous = Change & Pick<Stimulus, 'credentials'> & { readonly expects: 'acceptance' | 'refusal' };

/** How a requirement's body speaks to the target. */
export interface NexusClient {
  readonly controls: readonly Control[];
  /** The alternatives whose control was accepted. Inconclusive where none was. */
  acceptedAlternatives(): readonly [Alternative, ...Alternative[]];
  /** The good credentials of such an alternative; of the first where none is named. */
  goodCredentials(alternative?: Alternative): Credentials;
  /** A request whose credentials satisfy an alternative: about the unknown user where the opening shows that this tells, else for the user. */
  acceptanceOf(credentials: Credentials, change: Change): Promise<Exchange>;
  /** One that only a 204 shows to be accepted: it causes an e-mail to the user, and waits where a limit on the user's resets is met. */
  successOf(credentials: Credentials, change: Change): Promise<Exchange>;
  /** A request that must be refused. Inconclusive where no control shows that it would be accepted but for its one fault. */
  refusalOf(credentials: Credentials, change: Change): Promise<Refusal>;
  /**
   * How a faulty request with good credentials is refused, by every accepted alternative. It is sent once a run: where a
   * requirement has sent one of that case, and it was answered, that exchange is returned.
   */
  refusalsOf(change: Change): Promise<readonly Refusal[]>;
  /** A request of which the contract does not say whether it is accepted: it may cause an e-mail to the user. */
  answerTo(credentials: Credentials, change: Change): Promise<Exchange>;
  /** One whose credentials are in question, and nothing else: mail-free as `acceptanceOf` is. */
  answerToCredentials(credentials: Credentials, change: Change): Promise<Exchange>;
  /** Sends them all at once, each once. Several are inconclusive where one request at a time is configured. */
  atOnce(requests: readonly Simultaneous[]): Promise<readonly Exchange[]>;
  /**
   * What became of a hostile request. With good credentials it may be carried out, mail-free as `acceptanceOf` is; about a user who
   * does not exist, or with others, it must not be.
   */
  survivalOf(credentials: Credentials, change: Change): Promise<Survival>;
  /** Does it all on one connection. Inconclusive where the target closes it. */
  onOneConnection<T>(talk: (nexus: NexusClient) => Promise<T>): Promise<T>;
  /** The same on a connection of HTTP/2. Not applicable where the target does not offer it. */
  overHttp2<T>(talk: (nexus: NexusClient) => Promise<T>): Promise<T>;
  cookiesSetBy(exchange: Exchange): string;
  /** A good request right before it has shown what this refusal means: what becomes of the credentials later takes nothing from it. */
  isProven(exchange: Exchange): void;
  /** The last answered exchange of the run that fits: what it shows is then part of this requirement's outcome too. */
  recorded(fits: (exchange: Exchange) => boolean): Exchange | undefined;
}

/** What a requirement's outcome comes to rest on: the controls that were good then, and exchanges that others had sent. */
export interface Evidence {
  readonly controls: Set<ControlName>;
  readonly exchanges: Set<string>;
  /** Of its own exchanges those whose meaning no later control changes. */
  readonly proven: Set<string>;
  /** The changes of a password that it was judged by, by name. */
  readonly changes: Set<string>;
}

export function createNexusClient(run: Run, sender: Sender, evidence: Evidence, connection?: Connection): NexusClient {
  const { values, keyring } = run;
  const controls = controlsIn(run.ledger.exchanges(), values);
  const acceptedUser: UserRole = values.NEXUS_MAIL_FREE ? 'unknown' : 'user';
  const refusedUser: UserRole = tripwireIsUsed(values) ? 'tripwire' : acceptedUser;

  function acceptedControls(wanted?: Alternative): [Control, ...Control[]] {
    const matching = controls.filter(({ alternative }) => wanted === undefined || alternative === wanted);
    const [first, ...others] = matching.filter(({ accepted }) => accepted);
    if (!first) throw withoutControl(controls, wanted);
    return [first, ...others];
  }
  const control = ({ alternative }: Credentials): Control => acceptedControls(alternative)[0];

  function restOn({ id }: Alternative, user: UserRole): void {
    evidence.controls.add(id);
    if (user === 'user' || user === 'tripwire') evidence.controls.add(user);
  }

  const survive = survivals(run, sender, controls);

  async function send(stimulus: Stimulus): Promise<Exchange> {
    assertAnswering(run.ledger.exchanges());
    return sender.send(stimulus, connection);
  }

  /** The whole evidence of a certificate is for the user. */
  function mailFreeOf({ mailFree }: Control): Pick<Stimulus, 'user' | 'acceptedBy'> {
    if (mailFree?.response === undefined || values.NEXUS_PROFILE === 'certify') return { user: acceptedUser };
    return { user: 'unknown', acceptedBy: mailFree.response.status };
  }

  /** The limit on the user's resets, where it answers so, too: then this answer shows nothing. */
  function limitBehind({ intent, response }: Exchange): UserLimit | undefined {
    const limit = limitIn(run.ledger.exchanges());
    return intent.user === 'user' && intent.authenticated && response?.status === limit?.status ? limit : undefined;
  }

  /**
   * The answer to good credentials, where it is that of the request itself. Where the limit on the user's resets is answered
   * so, the unknown user's answer shows it, if it is another than that to a good request; else the limit is waited out.
   */
  async function pastTheLimit(stimulus: Stimulus, exchange: Exchange): Promise<Exchange> {
    const limit = limitBehind(exchange);
    if (!limit) return exchange;
    const { mailFree } = control(stimulus.credentials);
    if (mailFree) {
      const title = `${stimulus.title}, of an unknown user`;
      const instead = await sender.send({ ...stimulus, user: 'unknown', case: mailFreeCase(stimulus), title });
      if (instead.response && instead.response.status !== mailFree.response?.status) {
        evidence.proven.add(exchange.id);
        return instead;
      }
    }
    return waitedOut(run, sender, { stimulus, exchange, limit });
  }

  async function talkOn<T>(shared: Connection, talk: (nexus: NexusClient) => Promise<T>): Promise<T> {
    try {
      return await talk(createNexusClient(run, sender, evidence, shared));
    } finally {
      shared.close();
    }
  }

  const nexus: NexusClient = {
    controls,
    acceptedAlternatives() {
      const [first, ...others] = acceptedControls();
      return [first.alternative, ...others.map(({ alternative }) => alternative)];
    },
    goodCredentials: (wanted) => goodCredentials(acceptedControls(wanted)[0].alternative, keyring),
    acceptanceOf(credentials, change) {
      return nexus.successOf(credentials, { ...mailFreeOf(control(credentials)), ...change });
    },
    async successOf(credentials, change) {
      control(credentials);
      assertAnswering(run.ledger.exchanges());
      const stimulus = { user: acceptedUser, ...change, credentials, expects: 'acceptance' } as const;
      return sendForUser(run, sender, stimulus, connection);
    },
    async answerTo(credentials, change) {
      control(credentials);
      const stimulus = { user: acceptedUser, ...change, credentials, expects: 'either' } as const;
      return pastTheLimit(stimulus, await send(stimulus));
    },
    answerToCredentials(credentials, change) {
      const { user = acceptedUser } = mailFreeOf(control(credentials));
      return nexus.answerTo(credentials, { user, ...change });
    },
    async refusalOf(credentials, change) {
      const { alternative, exchange: accepted } = control(credentials);
      const stimulus = { user: refusedUser, ...change, credentials, expects: 'refusal' } as const;
      restOn(alternative, stimulus.user);
      const exchange = await pastTheLimit(stimulus, await send(stimulus));
      const controlStatus = asksForAnother(change) ? undefined : accepted.response?.status;
      if (!isSilent(exchange) || connection) return { exchange, repeated: false, controlStatus };
      const good = goodRequestOf(controls, keyring, {
        of: alternative,
        case: afterSilence(alternative),
        title: `${alternative.title}, after a probe without an answer`,
      });
      const isAlive = (await askBesides(good, sender.send))?.asAtTheStart;
      if (!isAlive) return { exchange, repeated: false };
      const again = await sender.send(stimulus);
      // A connection that could not be opened is no answer to what would have been sent on it.
      const repeated = [exchange, again].every(({ noAnswer }) => noAnswer?.kind !== 'unreachable');
      return { exchange: again, repeated, controlStatus };
    },
    refusalsOf(change) {
      const asked = acceptedControls().map(async ({ alternative, exchange: accepted }): Promise<Refusal> => {
        const by = {
          ...change,
          case: `${change.case}-by-${alternative.id}`,
          title: `${change.title}, ${alternative.title}`,
        };
        const recorded = nexus.recorded(
          (exchange) => [by.case, mailFreeCase(by)].includes(exchange.intent.case) && !limitBehind(exchange),
        );
        if (recorded) restOn(alternative, recorded.intent.user);
        const refusal = recorded
          ? { exchange: recorded, repeated: false }
          : await nexus.refusalOf(goodCredentials(alternative, keyring), by);
        const isLikeControl = change.user === undefined && refusal.exchange.intent.user === accepted.intent.user;
        return { ...refusal, controlStatus: isLikeControl ? accepted.response?.status : undefined };
      });
      return Promise.all(asked);
    },
    async atOnce(requests) {
      if (requests.length > 1 && values.NEXUS_MAX_IN_FLIGHT === 1) {
        const reason = 'one request at a time is configured (NEXUS_MAX_IN_FLIGHT=1): nothing shows of several at once';
        throw inconclusive('configuration', reason);
      }
      assertAnswering(run.ledger.exchanges());
      const stimuli = requests.map((request): Stimulus => {
        const known = control(request.credentials);
        if (request.expects === 'acceptance') return { ...mailFreeOf(known), ...request };
        restOn(known.alternative, request.user ?? refusedUser);
        return { user: refusedUser, ...request };
      });
      return sender.sendTogether(stimuli);
    },
    async survivalOf(credentials, change) {
      assertAnswering(run.ledger.exchanges());
      const against = control(credentials);
      const isGood = satisfiedBy(credentials) !== undefined;
      const { user = acceptedUser } = isGood ? mailFreeOf(against) : { user: refusedUser };
      const expects = isGood && change.user === undefined ? 'either' : 'refusal';
      const stimulus = { user, ...change, credentials, expects } as const;
      const survival = await survive(stimulus, against.alternative);
      const limit = limitBehind(survival.exchange);
      const isKnown = isGood && stimulus.user === 'unknown';
      if (!limit) return { ...survival, ...(isKnown && { controlStatus: against.unknownUser?.response?.status }) };
      // The answer is that of the limit: about an unknown user it is that of the request.
      if (!against.unknownUser) throw inconclusive('user-limit', limit.reason, { exchange: survival.exchange.id });
      return nexus.survivalOf(credentials, { ...change, case: mailFreeCase(change), user: 'unknown' });
    },
    onOneConnection: (talk) => talkOn(run.openConnection(), talk),
    async overHttp2(talk) {
      const shared = await run.openHttp2();
      if (!shared) throw notApplicable('HTTP/2 is not offered: TLS negotiates it (RFC 9113 §3.2)');
      return talkOn(shared, talk);
    },
    cookiesSetBy: sender.cookiesSetBy,
    isProven: ({ id }) => void evidence.proven.add(id),
    recorded(fits) {
      const isItsAnswer = (exchange: Exchange) =>
        cameBack(exchange) && !(exchange.response && isGatewaysOwn(exchange.response));
      const found = run.ledger.exchanges().findLast((exchange) => isItsAnswer(exchange) && fits(exchange));
      if (found) evidence.exchanges.add(found.id);
      return found;
    },
  };
  return nexus;
}

/** The case of a request that is sent about an unknown user instead. */
const mailFreeCase = ({ case: name }: Case): string => `${name}-mail-free`;

/** Whether the request is about another user or client than the control: then its answer may rightly be another. */
function asksForAnother({ user, client, query }: Change): boolean {
  return user !== undefined || client !== undefined || query !== undefined;
}
