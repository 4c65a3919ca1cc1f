import type { Alternative, Credentials } from '../client/credentials.ts';
import type { Keyring } from '../client/keyring.ts';
import type { Sender } from '../client/sender.ts';
import type { Stimulus } from '../client/stimulus.ts';
import type { Connection } from '../client/wire-transport.ts';
import type { Values } from '../configuration/values.ts';
import type { Exchange, UserRole } from '../exchange.ts';
import type { Refusal } from '../judge/expectations.ts';
import { inconclusive } from '../judge/finding.ts';
import { afterSilence, type Control, controlsOf, goodCredentials, whyNot } from './controls.ts';
import type { ControlName } from './ledger.ts';
import { tripwireIsUsed } from './plan.ts';
import type { Run } from './run.ts';
import { createTable, type Table } from './table.ts';

/** What a probe changes besides its credentials. */
export type Change = Partial<Omit<Stimulus, 'credentials'>>;

/** How a requirement's body speaks to the target. */
export interface Nexus {
  readonly controls: readonly Control[];
  /** Of a way in whose control was accepted. Inconclusive where none was. */
  goodCredentials(): Credentials;
  /** A request whose credentials satisfy an alternative: it may cause an e-mail to the user. */
  acceptanceOf(credentials: Credentials, change?: Change): Promise<Exchange>;
  /** A request that must be refused. Inconclusive where no control shows that it would be accepted but for its one fault. */
  refusalOf(credentials: Credentials, change?: Change): Promise<Refusal>;
  /**
   * How the operation itself refuses a faulty request with good credentials, by every accepted way in. It is sent once a
   * run: where a requirement has sent one of that name, and it was answered, that exchange is returned.
   */
  refusalsOf(change: Change & Pick<Stimulus, 'name'>): Promise<readonly Refusal[]>;
  /** A request of which the contract does not say whether it is accepted: it may cause an e-mail to the user. */
  answerTo(credentials: Credentials, change?: Change): Promise<Exchange>;
  /** Does it all on one connection. Inconclusive where the target closes it. */
  onOneConnection<T>(talk: (nexus: Nexus) => Promise<T>): Promise<T>;
  cookiesSetBy(exchange: Exchange): string;
}

/** All that a requirement's body has at hand. */
export interface Bench {
  readonly nexus: Nexus;
  readonly table: Table;
  readonly keyring: Keyring;
  readonly values: Values;
  /** Every exchange of the run so far. */
  readonly record: readonly Exchange[];
}

/** A bench for one requirement, and the controls that its refusals came to rest on. */
export function createBench(
  run: Run,
  id: string,
): { readonly bench: Bench; readonly restsOn: ReadonlySet<ControlName> } {
  const restsOn = new Set<ControlName>();
  const sender = run.sender(id);
  const nexus = createNexus(run, sender, restsOn);
  const { keyring, values } = run;
  return { bench: { nexus, keyring, values, table: createTable(run, nexus), record: run.ledger.exchanges() }, restsOn };
}

function createNexus(run: Run, sender: Sender, restsOn: Set<ControlName>, connection?: Connection): Nexus {
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

  const send = (stimulus: Stimulus) => sender.send(stimulus, connection);
  const tolerated = { user: acceptedUser, mayMail: acceptedUser === 'user' } as const;

  const nexus: Nexus = {
    controls,
    goodCredentials: () => goodCredentials(acceptedControls()[0].alternative, keyring),
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
      restsOn.add(alternative);
      if (stimulus.user === 'user' || stimulus.user === 'tripwire') restsOn.add(stimulus.user);
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
        const recorded = run.ledger.exchanges().findLast(({ intent, response }) => response && intent.name === name);
        if (!recorded) {
          const stimulus = { ...change, name, authenticated: true, operationLevel: true };
          return { ...(await nexus.refusalOf(goodCredentials(alternative, keyring), stimulus)), controlStatus };
        }
        restsOn.add(alternative);
        return { exchange: recorded, repeated: false, controlStatus };
      });
      return Promise.all(asked);
    },
    async onOneConnection(talk) {
      const shared = await run.openConnection();
      try {
        return await talk(createNexus(run, sender, restsOn, shared));
      } finally {
        shared.close();
      }
    },
    cookiesSetBy: sender.cookiesSetBy,
  };
  return nexus;
}

/** No answer to a request that was sent, or may have been. */
function isSilent({ noAnswer }: Exchange): boolean {
  return noAnswer?.kind === 'timeout' || noAnswer?.kind === 'dropped' || noAnswer?.kind === 'not-http';
}
