import { fieldValues, type ReceivedResponse } from '../model/exchange.ts';

/** A gateway's own words where it does not reach the application: RFC 9110 §15.6.3, §15.6.5, and those of Cloudflare. */
const gatewayStatuses: readonly number[] = [502, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530];

export const isGatewaysOwn = ({ status }: Pick<ReceivedResponse, 'status'>): boolean =>
  gatewayStatuses.includes(status);

/** What is said of such an answer, in every requirement alike. */
export const gatewaysWords = (response: ReceivedResponse): string =>
  naming(response, `answered ${response.status}: a gateway did not reach the application`);

/** Ends what is said of an answer that likely is a gateway's with what it shows itself as. */
export function naming(response: ReceivedResponse, words: string): string {
  const shown = gatewayShownBy(response);
  return shown === undefined ? words : `${words}; it shows itself as ${shown}`;
}

/** Fields whose value says who wrote them. */
const speaking = ['Server', 'Via', 'X-Cache'] as const;
/** Fields that one gateway alone writes. Their value is another one for each answer. */
const telltale = { 'CF-RAY': 'Cloudflare', 'X-Amz-Cf-Id': 'Amazon CloudFront' } as const;
const longest = 60;

/** A status, and which layer shows itself in the answer: `404 by nginx (Server)`. */
export function statusBy(response: ReceivedResponse): string {
  const shown = gatewayShownBy(response);
  return shown === undefined ? `${response.status}` : `${response.status} by ${shown}`;
}

/**
 * What of a response shows which layer answered, as far as anything does: `nginx (Server), Cloudflare (CF-RAY), page "502 Bad
 * Gateway"`. It names no single answer, so that what many answers show can be said once.
 */
export function gatewayShownBy({ fields, content }: Pick<ReceivedResponse, 'fields' | 'content'>): string | undefined {
  const said = speaking.flatMap((name) => fieldValues(fields, name).map((value) => `${inShort(value)} (${name})`));
  const marked = Object.entries(telltale).flatMap(([name, gateway]) =>
    fieldValues(fields, name).length > 0 ? [`${gateway} (${name})`] : [],
  );
  const isPage = fieldValues(fields, 'content-type').some((type) => /^text\/html\b/i.test(type));
  const [, title] = (isPage && /<title[^>]{0,99}>([^<]{1,300})/i.exec(content)) || [];
  const shown = [...said, ...marked, ...(title === undefined ? [] : [`page "${inShort(title)}"`])];
  return shown.length === 0 ? undefined : shown.join(', ');
}

function inShort(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
