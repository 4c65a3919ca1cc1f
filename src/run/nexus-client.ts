import type { Credentials } from '../client/credentials.ts';
import type { Sender } from '../client/sender.ts';
import type { Stimulus } from '../client/stimulus.ts';
import type { Connection } from '../client/wire-transport.ts';
import type { Refusal } from '../judge/expectations.ts';
import type { Alternative } from '../model/contract.ts';
import type { Exchange, UserRole } from '../model/exchange.ts';
import { inconclusive } from '../model/finding.ts';
import type { ControlName } from '../model/outcome-record.ts';
import { afterSilence, type Control, controlsOf, goodCredentials, whyNot } from './controls.ts';
import { tripwireIsUsed } from './plan.ts';
import type { Run } from './run.ts';

/** What a probe changes besides its credentials. */
export type Change = Partial<Omit<Stimulus, 'credentials'>>;

/** How a requirement's body speaks to the target. */
export interface Nexus {
  readonly controls: readonly Control[];
  /** Of a way in whose control was accepted. Inconclusive where none was. */
  goodCredentials(): Credentials;
  /** Of every such way in. */
  everyGoodCredentials(): readonly [Credentials, ...Credentials[]];
  /** A request whose credentials satisfy an alternative: it may cause an e-mail to the user. */
  acceptanceOf(credentials: Credentials, change?: Change): Promise<Exchange>;
  /** A request that must be refused. Inconclusive where no control shows that it would be accepted but for its one fault. */
  refusalOf(credentials: Credentials, change?: Change): Promise<Refusal>;
  /**
   * How a faulty request with good credentials is refused, by every accepted way in; by the operation itself, unless the
   * change says otherwise. It is sent once a run: where a requirement has sent one of that name, and it was answered, that
   * exchange is returned.
   */
  refusalsOf(change: Change & Pick<Stimulus, 'name'>): Promise<readonly Refusal[]>;
  /** A request of which the contract does not say whether it is accepted: it may cause an e-mail to the user. */
  answerTo(credentials: Credentials, change?: Change): Promise<Exchange>;
  /** Does it all on one connection. Inconclusive where the target closes it. */
  onOneConnection<T>(talk: (nexus: Nexus) => Promise<T>): Promise<T>;
  cookiesSetBy(exchange: Exchange): string;
  /** What this exchange shows is nothing: the requirement's outcome does not rest on it. */
  disregard(exchange: Exchange): void;
  /** The last answered exchange of the run that fits: what it shows is then part of this requirement's outcome too. */
  recorded(fits: (exchange: Exchange) => boolean): Exchange | undefined;
}

/** What a requirement's outcome came to rest on: the controls that were good then, and exchanges that others had sent. */
export interface Grounds {
  readonly controls: Set<ControlName>;
  readonly exchanges: Set<string>;
  /** Of its own exchanges those that show nothing. */
  readonly disregarded: Set<string>;
}

export function createNexus(run: Run, sender: Sender, grounds: Grounds, connection?: Connection): Nexus {
  const { values, keyring } = run;
  const opening = run.ledger.exchanges().filter((exchange) => exchange.intent.for === 'opening');
  const controls = controlsOf(opening, values.NEXUS_MAIL_FREE === true);
  const acceptedUser: UserRole = values.NEXUS_MAIL_FREE ? 'unknown' : 'user';
  const refusedUser: UserRole = tripwireIsUsed(values) ? 'tripwire' : acceptedUser;

  function acceptedControls(alternative?: Alternative): [Control, ...Control[]] {
    const matching = controls.filter((c) => alternative === undefined || c.alternative === alternative);
    const [first, ...others] = matching.filter(({ accepted }) => accepted);
    if (!first) throw inconclusive('control', whyNot(controls, alternative) ?? '');
    return [first, ...others];
  }
  const control = ({ alternative }: Credentials): Control => acceptedControls(alternative)[0];

  function restOn(alternative: Alternative, user: UserRole): void {
    grounds.controls.add(alternative);
    if (user === 'user' || user === 'tripwire') grounds.controls.add(user);
  }

  const send = (stimulus: Stimulus) => sender.send(stimulus, connection);
  const tolerated = { user: acceptedUser, mayMail: acceptedUser === 'user' } as const;

  const nexus: Nexus = {
    controls,
    goodCredentials: () => nexus.everyGoodCredentials()[0],
    everyGoodCredentials() {
      const [first, ...others] = acceptedControls();
      const of = ({ alternative }: Control) => goodCredentials(alternative, keyring);
      return [of(first), ...others.map(of)];
    },
    acceptanceOf(credentials, change = {}) {
      control(credentials);
      return send({ name: credentials.words, credentials, ...tolerated, authenticated: true, ...change });
    },
    answerTo(credentials, change = {}) {
      control(credentials);
      return send({ name: credentials.words, credentials, ...tolerated, ...change });
    },
    async refusalOf(credentials, change = {}) {
      const { alternative, exchange: accepted } = control(credentials);
      const stimulus = { name: credentials.words, credentials, user: refusedUser, ...change };
      const asksForAnother = change.user !== undefined || change.query !== undefined;
      const controlStatus = asksForAnother ? undefined : accepted.response?.status;
      restOn(alternative, stimulus.user);
      const exchange = await send(stimulus);
      if (!isSilent(exchange) || connection) return { exchange, repeated: false, controlStatus };
      const good = goodCredentials(alternative, keyring);
      const between = await sender.send({
        name: afterSilence(alternative),
        credentials: good,
        ...tolerated,
        authenticated: true,
      });
      if (between.response?.status !== 204) return { exchange, repeated: false };
      return { exchange: await sender.send(stimulus), repeated: true, controlStatus };
    },
    refusalsOf(change) {
      const asked = acceptedControls().map(async ({ alternative, exchange: accepted }): Promise<Refusal> => {
        const name = `${change.name}, ${alternative}`;
        const controlStatus = change.user === undefined ? accepted.response?.status : undefined;
        const recorded = nexus.recorded(({ intent }) => intent.name === name);
        if (!recorded) {
          const stimulus = { operationLevel: true, ...change, name, authenticated: true };
          return { ...(await nexus.refusalOf(goodCredentials(alternative, keyring), stimulus)), controlStatus };
        }
        restOn(alternative, recorded.intent.user);
        return { exchange: recorded, repeated: false, controlStatus };
      });
      return Promise.all(asked);
    },
    async onOneConnection(talk) {
      const shared = await run.openConnection();
      try {
        return await talk(createNexus(run, sender, grounds, shared));
      } finally {
        shared.close();
      }
    },
    cookiesSetBy: sender.cookiesSetBy,
    disregard: ({ id }) => void grounds.disregarded.add(id),
    recorded(fits) {
      const found = run.ledger.exchanges().findLast((exchange) => exchange.response && fits(exchange));
      if (found) grounds.exchanges.add(found.id);
      return found;
    },
  };
  return nexus;
}

/** No answer to a request that was sent, or may have been. */
function isSilent({ noAnswer }: Exchange): boolean {
  return noAnswer?.kind === 'timeout' || noAnswer?.kind === 'dropped' || noAnswer?.kind === 'not-http';
}
