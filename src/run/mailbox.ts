import type { Clock } from '../client/clock.ts';
import type { Redactor } from '../client/redaction.ts';
import { connectionEach } from '../client/transport.ts';
import { mailboxesIn } from '../configuration/mailbox-address.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { type Mailbox, MailboxError } from '../mailbox/mailbox.ts';
import { openMailbox } from '../mailbox/open.ts';
import { smtpUrl } from '../mailbox/sink-answers.ts';
import type { Sink } from '../mailbox/sink-server.ts';
import { parseUrl } from '../model/url.ts';
import { isMailWatched } from './emails.ts';

/** Where the suite's own mail server can be read by every process of the run, or why it does not listen. */
export type SinkPlace = { readonly url: string } | { readonly failure: string };

/** Where it listens for e-mail. */
export type SmtpPlace = Sink['smtp'];

interface OwnSink {
  readonly place: SinkPlace;
  /** Absent where it does not listen. */
  readonly smtp?: SmtpPlace;
  close(): Promise<void>;
}

/** Where the embedded reference sends its e-mails: a port is free for certain. */
const embedded = 'smtp://127.0.0.1:0';

/** What the configuration of a reference says of a sink that it sends to: it delivers at once. */
export const environmentOfSink = (smtp: SmtpPlace) => ({
  NEXUS_MAILBOX_URL: smtpUrl(smtp),
  NEXUS_MAILBOX_TIMEOUT_SECONDS: '3',
});

/** Listens for e-mail where smtp:// says so, or for the embedded reference; undefined where nobody is to listen. */
export async function startOwnSink({ values, target, network }: Configuration): Promise<OwnSink | undefined> {
  const watched = target === 'reference' ? { ...values, NEXUS_MAILBOX_URL: embedded } : values;
  const read = isMailWatched(watched) ? mailboxesIn(watched.NEXUS_MAILBOX_URL ?? '') : undefined;
  const address = read && 'mailboxes' in read ? read.mailboxes.find(({ scheme }) => scheme === 'smtp') : undefined;
  if (!address) return undefined;
  const { startSink } = await import('../mailbox/sink-server.ts');
  const { host, port } = address;
  const { mailboxCertificate: certificate } = network;
  try {
    const { smtp, url, close } = await startSink({ host, port, ...(certificate && { certificate }) });
    return { place: { url }, smtp, close };
  } catch (error) {
    if (!(error instanceof MailboxError)) throw error;
    return { place: { failure: error.message }, close: async () => {} };
  }
}

/** The mailbox of a run. Where nobody else listens for it, it listens itself as long as it is open. */
export async function mailboxOf(
  configuration: Configuration,
  { clock, redactor, sink }: Asking & { readonly sink: SinkPlace | undefined },
): Promise<Mailbox> {
  const { values, network } = configuration;
  const own = sink === undefined ? await startOwnSink(configuration) : undefined;
  const place = sink ?? own?.place;
  if (place && 'failure' in place) throw new MailboxError('network', place.failure);
  const timeoutMs = values.NEXUS_TIMEOUT_SECONDS * 1000;
  const asking = { network, clock, redactor, timeoutMs };
  const accessToken = await tokenOf(configuration, asking);
  const mailbox = await openMailbox(values.NEXUS_MAILBOX_URL ?? '', {
    ...asking,
    targetHost: parseUrl(values.NEXUS_BASE_URL)?.hostname ?? '',
    ...(place && { sinkUrl: place.url }),
    ...(accessToken && { accessToken }),
  });
  if (!own) return mailbox;
  return {
    ...mailbox,
    async close() {
      await mailbox.close();
      await own.close();
    },
  };
}

interface Asking {
  readonly clock: Clock;
  readonly redactor: Redactor;
}

/** By client credentials, where the mailbox wants a token. */
async function tokenOf(
  { values, network }: Configuration,
  { clock, redactor, timeoutMs }: Asking & { readonly timeoutMs: number },
): Promise<(() => Promise<string>) | undefined> {
  const {
    NEXUS_MAILBOX_OAUTH_TOKEN_URL: url,
    NEXUS_MAILBOX_OAUTH_CLIENT_ID: clientId,
    NEXUS_MAILBOX_OAUTH_CLIENT_SECRET: clientSecret,
    NEXUS_MAILBOX_OAUTH_SCOPE: scope,
  } = values;
  if (url === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  const { imapToken } = await import('../mailbox/xoauth2.ts');
  const endpoint = { url: new URL(url), clientId, clientSecret, ...(scope !== undefined && { scope }) };
  return imapToken({ endpoint, transport: connectionEach(network), clock, redactor, timeoutMs });
}
