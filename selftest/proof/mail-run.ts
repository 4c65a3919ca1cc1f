import { type Reference, type ReferenceOptions, startReference } from '../../reference/serve.ts';
import { smtpUrl } from '../../src/mailbox/sink-answers.ts';
import { startSink } from '../../src/mailbox/sink-server.ts';
import { type Conducted, judgeFully } from './judge.ts';

export interface MailRun extends Conducted {
  readonly outbox: Reference['outbox'];
}

/** Judges a reference that sends its e-mails by SMTP to a sink of its own, whose messages take a second at most. */
export async function judgeWithMail(
  options: ReferenceOptions,
  changed: Readonly<Record<string, string>> = {},
): Promise<MailRun> {
  const sink = await startSink({ host: '127.0.0.1', port: 0 });
  const reference = await startReference({ ...options, smtp: sink.smtp });
  try {
    const mailbox = { NEXUS_MAILBOX_URL: smtpUrl(sink.smtp), NEXUS_MAILBOX_TIMEOUT_SECONDS: '1' };
    const environment = { ...mailbox, ...reference.environment, ...changed };
    return { ...(await judgeFully(environment, undefined, { url: sink.url })), outbox: reference.outbox };
  } finally {
    await reference.close();
    await sink.close();
  }
}
