import { profileCosts } from '../../config/profiles.ts';
import { type VariableName, variable, variableNames } from '../../config/variables.ts';
import { requirementIds, requirements } from '../../requirements/index.ts';
import type { Phase } from '../../requirements/types.ts';
import { agentOf } from '../client/agent.ts';
import { type ExpectedBuild, expectedBuild } from '../client/build.ts';
import type { AnnounceWait, Clock } from '../client/clock.ts';
import { openHttp2 } from '../client/http2.ts';
import { createKeyring, type Keyring } from '../client/keyring.ts';
import { type BearerToken, configuredBearer, fetchedBearer, type TokenSource } from '../client/oauth/bearer-token.ts';
import { tokenEndpointOf } from '../client/oauth/token-endpoint.ts';
import { createPacer, type PaceMemory } from '../client/pacer.ts';
import { createRedactor, type Redactor } from '../client/redaction.ts';
import { nobody } from '../client/row-credentials.ts';
import { createSender, type Sender } from '../client/sender.ts';
import type { Address } from '../client/stimulus.ts';
import { type Connection, connectionEach, openConnection } from '../client/transport.ts';
import { mailboxesIn } from '../configuration/mailbox-address.ts';
import type { Configuration } from '../configuration/resolve.ts';
import type { Values } from '../configuration/values.ts';
import type { Purpose, UserRole } from '../model/exchange.ts';
import { parseUrl } from '../model/url.ts';
import { askBesides, controlsIn, goodRequestOf } from './controls.ts';
import type { DueControls } from './due.ts';
import { emailsAtMost, isMailWatched } from './emails.ts';
import type { Ledger } from './ledger.ts';
import { createMailWatch, type MailWatch } from './mail.ts';
import { mailboxOf, type SinkPlace } from './mailbox.ts';
import { type Selection, select } from './selection.ts';

/** One run of the suite against one target, whichever process carries it out. */
export interface Run {
  readonly configuration: Configuration;
  /** What User-Agent says in every request to the target. */
  readonly agent: string;
  readonly values: Values;
  readonly selection: Selection;
  readonly ledger: Ledger;
  readonly keyring: Keyring;
  readonly redactor: Redactor;
  /** The Bearer token, where one is configured or can be fetched. */
  readonly bearer?: BearerToken;
  /** The build that must be answering, where one is expected. */
  readonly build?: ExpectedBuild;
  /** The mailboxes, where e-mail is looked for. */
  readonly mail?: MailWatch;
  /** A sender for a requirement's probes, or for the opening or the closing, which may send a little longer. */
  sender(purpose: Purpose): Sender;
  /** A connection to the target, for requests that must share one. */
  openConnection(): Connection;
  /** One of HTTP/2, where the target offers it. */
  openHttp2(): Promise<Connection | undefined>;
  /** Generated requests of all kinds together, at most. */
  readonly generated: number;
  /** Does one after the other what must not be done at once. */
  inTurn<T>(act: () => Promise<T>): Promise<T>;
}

export interface RunParts {
  readonly configuration: Configuration;
  readonly ledger: Ledger;
  readonly paceMemory: PaceMemory;
  readonly clock: Clock;
  /** Where somebody watches the run. */
  readonly announceWait?: AnnounceWait;
  /** Milliseconds since the epoch: the deadline counts from here. */
  readonly startedAt: number;
  readonly runId: string;
  /** The suite's own mail server, where another process runs it. */
  readonly sink?: SinkPlace;
  /** The closing controls whose e-mail may still come, where that is kept. */
  readonly due?: DueControls;
  /** Generated requests, where they are not as many as the profile has. */
  readonly generated?: number;
  /** Until when what the target puts off is asked for once more: as long as anything is sent, where it is absent. */
  readonly repeatUntil?: number;
}

/** Parts of the deadline, in milliseconds at most: what judging and reporting take, and what closing takes before them. */
const reserves = { report: { share: 0.4, most: 4_000 }, closing: { share: 0.2, most: 2_000 } };

export function createRun(parts: RunParts): Run {
  const { configuration, ledger, clock } = parts;
  const { values } = configuration;
  const redactor = redactorOf(configuration);
  const selection = select(configuration);
  const timeoutMs = values.NEXUS_TIMEOUT_SECONDS * 1000;
  const sendUntil = lastSendTimes(parts.startedAt, values.NEXUS_DEADLINE_SECONDS * 1000);
  const { network } = configuration;
  const transport = connectionEach(network);
  const asking = { transport, clock, redactor, timeoutMs, until: sendUntil.closing };
  const bearer = bearerOf(values, asking);
  const agent = agentOf(parts.runId);
  const build = expectedBuild(values, { ...asking, agent });
  const keyring = createKeyring(values, redactor, bearer);
  let before: Promise<unknown> = Promise.resolve();
  const besides = (send: Sender['sendOnce']) => {
    const named = { case: 'good-request-besides', title: 'a good request besides' };
    return askBesides(goodRequestOf(controlsIn(ledger.exchanges(), values), keyring, named), send);
  };
  const announceWait = parts.announceWait ?? (() => {});
  const mail = createMailWatch({
    values,
    open: () => mailboxOf(configuration, { clock, redactor, sink: parts.sink }),
    ledger,
    redactor,
    clock,
    announceWait,
    until: sendUntil.closing,
    startedAt: parts.startedAt,
    ...(parts.due && { due: parts.due }),
  });
  const common = {
    address: addressOf(values, keyring, agent),
    log: ledger,
    redactor,
    clock,
    announceWait,
    pacer: createPacer(
      { perSecond: values.NEXUS_MAX_RPS, mostInFlight: values.NEXUS_MAX_IN_FLIGHT },
      parts.paceMemory,
      clock,
    ),
    transport,
    timeoutMs,
    emailBudget: () =>
      emailsAtMost(
        values,
        selection.selected,
        controlsIn(ledger.exchanges(), values).every(({ mailFree }) => mailFree),
      ),
    besides,
    ...(isMailWatched(values) && { mail }),
    ...(parts.repeatUntil !== undefined && { repeatUntil: parts.repeatUntil }),
  };
  return {
    configuration,
    agent,
    values,
    selection,
    ledger,
    keyring,
    redactor,
    ...(bearer && { bearer }),
    ...(build && { build }),
    ...(isMailWatched(values) && { mail }),
    generated: parts.generated ?? profileCosts[values.NEXUS_PROFILE].generated,
    sender: (purpose) => createSender({ ...common, purpose, sendUntil: sendUntil[phaseOf(purpose)] }),
    openConnection: () => openConnection(baseUrlOf(values), timeoutMs, network),
    openHttp2: () => openHttp2(baseUrlOf(values), timeoutMs, network),
    inTurn(act) {
      const done = before.then(act);
      before = done.catch(() => {});
      return done;
    },
  };
}

function bearerOf(values: Values, asking: Omit<TokenSource, 'endpoint'>): BearerToken | undefined {
  const { NEXUS_BEARER_TOKEN: token, NEXUS_TOKEN_FORMAT: format } = values;
  const endpoint = tokenEndpointOf(values);
  if (endpoint) return fetchedBearer({ ...asking, endpoint });
  return token === undefined ? undefined : configuredBearer(token, format);
}

function phaseOf(purpose: Purpose): Phase {
  const requirement = requirementIds.find((id) => id === purpose);
  if (requirement) return requirements[requirement].phase;
  return purpose === 'closing' ? 'closing' : 'probes';
}

function lastSendTimes(startedAt: number, deadlineMs: number): Readonly<Record<Phase, number>> {
  const reserve = ({ share, most }: { share: number; most: number }) => Math.min(most, share * deadlineMs);
  const closing = startedAt + deadlineMs - reserve(reserves.report);
  return { closing, probes: closing - reserve(reserves.closing) };
}

function baseUrlOf(values: Values): URL {
  if (values.NEXUS_BASE_URL === undefined) throw new Error('a run needs NEXUS_BASE_URL');
  return new URL(values.NEXUS_BASE_URL);
}

const userVariables: Readonly<Partial<Record<UserRole, VariableName>>> = {
  user: 'NEXUS_USER_ID',
  tripwire: 'NEXUS_TRIPWIRE_USER_ID',
  bystander: 'NEXUS_BYSTANDER_USER_ID',
  unknown: 'NEXUS_UNKNOWN_USER_ID',
  malformed: 'NEXUS_MALFORMED_USER_ID',
};
const clientVariables = {
  client: 'NEXUS_CLIENT_ID',
  second: 'NEXUS_SECOND_CLIENT_ID',
  unknown: 'NEXUS_UNKNOWN_CLIENT_ID',
} as const;

function addressOf(values: Values, keyring: Keyring, agent: string): Address {
  return {
    baseUrl: baseUrlOf(values),
    userId(role) {
      const variableName = userVariables[role];
      return variableName === undefined ? nobody : keyring.setting(variableName);
    },
    clientId: (role) => keyring.setting(clientVariables[role]),
    applicationTokenName: values.NEXUS_APPLICATION_TOKEN_NAME,
    agent,
  };
}

/** Knows all configured secrets, used or not: a target may show what it was never sent. */
export function redactorOf({ values, network }: Configuration): Redactor {
  const redactor = createRedactor({
    applicationToken: { in: values.NEXUS_APPLICATION_TOKEN_IN, name: values.NEXUS_APPLICATION_TOKEN_NAME },
  });
  for (const name of variableNames) {
    const value = values[name];
    if (!variable(name).secret || value === undefined || value === 'none') continue;
    const passwords = passwordsIn(name, String(value));
    if (passwords) for (const password of passwords) redactor.register(password, `password of ${name}`);
    else redactor.register(String(value), name);
  }
  for (const { username, password, namedBy } of network.proxies.map(({ proxy }) => proxy)) {
    if (password === '') continue;
    redactor.register(password, `password of ${namedBy}`);
    const pair = Buffer.from(`${username}:${password}`).toString('base64');
    redactor.register(pair, `user name and password of ${namedBy}`);
  }
  return redactor;
}

/** Of a URL, all of which is no secret: parts of it, such as http://127.0.0.1, stand in many places. As they are written. */
function passwordsIn(name: VariableName, text: string): readonly string[] | undefined {
  if (name === 'NEXUS_MAILBOX_URL') {
    const read = mailboxesIn(text);
    return 'mailboxes' in read ? read.mailboxes.flatMap(({ password }) => password ?? []) : [];
  }
  if (variable(name).kind !== 'url') return undefined;
  const url = parseUrl(text);
  return url === undefined ? [] : [url.password];
}
