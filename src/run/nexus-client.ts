import type { Credentials } from '../client/credentials.ts';
import type { Sender } from '../client/sender.ts';
import type { Stimulus } from '../client/stimulus.ts';
import type { Connection } from '../client/transport.ts';
import { accepted, isCut, isSilent, type Refusal } from '../judge/expectations.ts';
import type { Alternative } from '../model/contract.ts';
import type { Exchange, UserRole } from '../model/exchange.ts';
import type { ControlName } from '../model/finding.ts';
import type { Case } from './check.ts';
import { afterSilence, type Control, controlsOf, goodCredentials, withoutControl } from './controls.ts';
import { tripwireIsUsed } from './plan.ts';
import type { Run } from './run.ts';

/** What a probe changes besides its credentials. */
export type Change = Case & Partial<Omit<Stimulus, 'credentials' | 'expects'>>;

/** How a requirement's body speaks to the target. */
export interface NexusClient {
  readonly controls: readonly Control[];
  /** The alternatives whose control was accepted. Inconclusive where none was. */
  acceptedAlternatives(): readonly [Alternative, ...Alternative[]];
  /** The good credentials of such an alternative; of the first where none is named. */
  goodCredentials(alternative?: Alternative): Credentials;
  /** A request whose credentials satisfy an alternative: it may cause an e-mail to the user. */
  acceptanceOf(credentials: Credentials, change: Change): Promise<Exchange>;
  /** A request that must be refused. Inconclusive where no control shows that it would be accepted but for its one fault. */
  refusalOf(credentials: Credentials, change: Change): Promise<Refusal>;
  /**
   * How a faulty request with good credentials is refused, by every accepted alternative. It is sent once a run: where a
   * requirement has sent one of that case, and it was answered, that exchange is returned.
   */
  refusalsOf(change: Change): Promise<readonly Refusal[]>;
  /** A request of which the contract does not say whether it is accepted: it may cause an e-mail to the user. */
  answerTo(credentials: Credentials, change: Change): Promise<Exchange>;
  /** Does it all on one connection. Inconclusive where the target closes it. */
  onOneConnection<T>(talk: (nexus: NexusClient) => Promise<T>): Promise<T>;
  cookiesSetBy(exchange: Exchange): string;
  /** What this exchange shows is nothing: the requirement's outcome does not rest on it. */
  disregard(exchange: Exchange): void;
  /** The last answered exchange of the run that fits: what it shows is then part of this requirement's outcome too. */
  recorded(fits: (exchange: Exchange) => boolean): Exchange | undefined;
}

/** What a requirement's outcome comes to rest on: the controls that were good then, and exchanges that others had sent. */
export interface Evidence {
  readonly controls: Set<ControlName>;
  readonly exchanges: Set<string>;
  /** Of its own exchanges those that show nothing. */
  readonly disregarded: Set<string>;
}

export function createNexusClient(run: Run, sender: Sender, evidence: Evidence, connection?: Connection): NexusClient {
  const { values, keyring } = run;
  const opening = run.ledger.exchanges().filter((exchange) => exchange.intent.purpose === 'opening');
  const controls = controlsOf(opening, values.NEXUS_MAIL_FREE === true);
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

  const send = (stimulus: Stimulus) => sender.send(stimulus, connection);

  const nexus: NexusClient = {
    controls,
    acceptedAlternatives() {
      const [first, ...others] = acceptedControls();
      return [first.alternative, ...others.map(({ alternative }) => alternative)];
    },
    goodCredentials: (wanted) => goodCredentials(acceptedControls(wanted)[0].alternative, keyring),
    acceptanceOf(credentials, change) {
      control(credentials);
      return send({ user: acceptedUser, ...change, credentials, expects: 'acceptance' });
    },
    answerTo(credentials, change) {
      control(credentials);
      return send({ user: acceptedUser, ...change, credentials, expects: 'either' });
    },
    async refusalOf(credentials, change) {
      const { alternative, exchange: good } = control(credentials);
      const stimulus = { user: refusedUser, ...change, credentials, expects: 'refusal' } as const;
      const controlStatus = asksForAnother(change) ? undefined : good.response?.status;
      restOn(alternative, stimulus.user);
      const exchange = await send(stimulus);
      if (!isSilent(exchange) || connection) return { exchange, repeated: false, controlStatus };
      const between = await sender.send({
        case: afterSilence(alternative),
        title: `${alternative.title}, after a probe without an answer`,
        credentials: goodCredentials(alternative, keyring),
        expects: 'acceptance',
        // A front door may cut many of them off: each would be one e-mail more.
        user: isCut(exchange) && values.NEXUS_UNKNOWN_USER_ID !== undefined ? 'unknown' : acceptedUser,
      });
      const isAlive = accepted(between) === undefined;
      if (!isAlive) return { exchange, repeated: false };
      return { exchange: await sender.send(stimulus), repeated: true, controlStatus };
    },
    refusalsOf(change) {
      const asked = acceptedControls().map(async ({ alternative, exchange: accepted }): Promise<Refusal> => {
        const by = {
          ...change,
          case: `${change.case}-by-${alternative.id}`,
          title: `${change.title}, ${alternative.title}`,
        };
        const controlStatus = change.user === undefined ? accepted.response?.status : undefined;
        const recorded = nexus.recorded(({ intent }) => intent.case === by.case);
        if (!recorded) {
          return { ...(await nexus.refusalOf(goodCredentials(alternative, keyring), by)), controlStatus };
        }
        restOn(alternative, recorded.intent.user);
        return { exchange: recorded, repeated: false, controlStatus };
      });
      return Promise.all(asked);
    },
    async onOneConnection(talk) {
      const shared = await run.openConnection();
      try {
        return await talk(createNexusClient(run, sender, evidence, shared));
      } finally {
        shared.close();
      }
    },
    cookiesSetBy: sender.cookiesSetBy,
    disregard: ({ id }) => void evidence.disregarded.add(id),
    recorded(fits) {
      const found = run.ledger.exchanges().findLast((exchange) => exchange.response && fits(exchange));
      if (found) evidence.exchanges.add(found.id);
      return found;
    },
  };
  return nexus;
}

/** Whether the request is about another user or client than the control: then its answer may rightly be another. */
function asksForAnother({ user, client, query }: Change): boolean {
  return user !== undefined || client !== undefined || query !== undefined;
}
