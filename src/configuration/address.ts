/** Whether a URL's hostname names this very machine: `localhost` (RFC 6761 §6.3), 127.0.0.0/8 or ::1 (RFC 6890). */
export function isLoopback(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost\.?|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(hostname);
}

/** The URL, or undefined where the text is none. */
export function parseUrl(text: string | undefined): URL | undefined {
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}
