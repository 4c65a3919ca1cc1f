import { createRedactor } from '../client/redaction.ts';
import { parseUrl } from '../model/url.ts';

/** Makes text of a page, of a module or of Playwright harmless: one short line, no secret, no address beyond its origin. */
export type Masking = (text: string, most?: number) => string;

/** Parts of a link that are long enough to be what lets its holder in. */
export function secretParts(link: string): string[] {
  const url = parseUrl(link);
  if (url === undefined) return [link];
  const { pathname, search, hash } = url;
  const parts = [...pathname.split('/'), ...`${search}${hash}`.split(/[?&=#/;]/)];
  return [...new Set(parts.flatMap((part) => [part, decoded(part)]))].filter((part) => part.length >= 8);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function maskingOf(secrets: Readonly<Record<string, string | readonly string[] | undefined>>): Masking {
  const redactor = createRedactor();
  for (const [name, values = []] of Object.entries(secrets)) {
    for (const value of [values].flat()) redactor.register(value, name);
  }
  return (text, most = 200) => {
    const withoutPaths = text.replace(/\b([a-z][a-z0-9+.-]*:\/\/[^\s/?#"'<>]+)[^\s"'<>]*/gi, '$1');
    const line = redactor
      .redact(withoutPaths)
      .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
      .trim();
    return line.length > most ? `${line.slice(0, most)}…` : line;
  };
}

const hints: readonly (readonly [code: RegExp, hint: string])[] = [
  [/CERT_AUTHORITY_INVALID/, 'NEXUS_CA_FILE may help, where its origin is declared (NEXUS_RESET_ORIGINS)'],
  [/NAME_NOT_RESOLVED/, 'its name is not known on this machine'],
  [/PROXY|TUNNEL/, 'see NEXUS_PROXY_URL'],
];

/** What Playwright or Chromium says of a failure, without what it quotes: its messages hold links and what was filled in. */
export function causeOfFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const code = /net::(ERR_[A-Z0-9_]+)/.exec(message)?.[1];
  if (code !== undefined) {
    const hint = hints.find(([form]) => form.test(code))?.[1];
    return hint === undefined ? code : `${code}; ${hint}`;
  }
  if (/Timeout|timed out/i.test(message)) return 'it took too long';
  if (/closed|crashed|disconnected/i.test(message)) return 'the browser ended';
  return 'the browser could not go on';
}
