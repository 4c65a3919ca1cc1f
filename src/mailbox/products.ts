import { fieldValues } from '../model/exchange.ts';
import { parseUrl } from '../model/url.ts';
import { type HttpMailbox, isRecord } from './http.ts';
import { MailboxError } from './mailbox.ts';

/** A server that shows by HTTP what it was sent by SMTP. */
export interface Product {
  readonly name: string;
  /** How its URL is written. */
  readonly url: string;
}

export const products = {
  mailpit: { name: 'Mailpit', url: 'mailpit+https://user:password@host/webroot' },
  maildev: { name: 'MailDev', url: 'maildev+https://user:password@host/webroot' },
} as const satisfies Readonly<Record<string, Product>>;

/** What else is at that root, in words for a person who wrote the URL of `wanted`. */
export async function otherMailbox(
  http: HttpMailbox,
  wanted: keyof typeof products,
  path: string,
): Promise<MailboxError> {
  const found = wanted === 'mailpit' ? await maildevAt(http) : (await mailpitAt(http)) && 'Mailpit';
  const scheme = wanted === 'mailpit' ? 'maildev' : 'mailpit';
  if (found) {
    const words = `${http.root.origin} is ${found} and not ${products[wanted].name}: write ${scheme}+${http.root.protocol}//… into NEXUS_MAILBOX_URL`;
    return new MailboxError('other mailbox', words);
  }
  const { status, fields } = await http.get(path);
  const [location] = fieldValues(fields, 'location');
  const target = parseUrl(location, http.root.href);
  const to = target === undefined ? '' : ` (to ${target.origin})`;
  const root = `is its web root in NEXUS_MAILBOX_URL, as in ${products[wanted].url}?`;
  const words = `${http.place} answers ${path} with ${status}${to}, and not as ${products[wanted].name} does: ${root}`;
  return new MailboxError('other mailbox', words);
}

/** What Mailpit says of itself, as it stands; undefined where nothing of the kind is there. */
export async function mailpitAt(http: HttpMailbox): Promise<Readonly<Record<string, unknown>> | undefined> {
  const info = await http.json('/api/v1/info');
  return isRecord(info) && isRecord(info.RuntimeStats) ? info : undefined;
}

const maildevConfigs = { '/api': '/api/config', '': '/config' } as const;

/** MailDev with its version, or undefined. */
async function maildevAt(http: HttpMailbox): Promise<string | undefined> {
  const api = await maildevApiAt(http);
  return api && `MailDev ${api.version}`;
}

/** Below which path MailDev answers: 3 has an API of its own, 2 has not. */
export async function maildevApiAt(
  http: HttpMailbox,
): Promise<{ readonly api: string; readonly version: string } | undefined> {
  for (const [api, path] of Object.entries(maildevConfigs)) {
    const config = await http.json(path);
    if (isRecord(config) && typeof config.version === 'string' && 'isOutgoingEnabled' in config) {
      return { api, version: config.version };
    }
  }
  return undefined;
}
