import type { Exchange } from '../../model/exchange.ts';
import type { Finding } from '../../model/finding.ts';
import type { Oracle } from '../oracle.ts';

/**
 * RFC 9112 §4 and §5: a strict client refuses the whole of such a response. An LF that ends a line alone it may take (§2.2).
 * Where the content ends is no question of grammar.
 */
export const responseSyntax: Oracle = ({ response: { breaches = [] } }) => {
  const said = (wanted: string) =>
    breaches.flatMap(({ kind, message }) => (kind === wanted ? [message] : [])).join('; ');
  const syntax = said('syntax');
  if (syntax !== '') return { outcome: 'failed', reason: `an answer breaks the grammar of HTTP: ${syntax}` };
  const lineEnd = said('line-end');
  return lineEnd === '' ? undefined : { outcome: 'warned', reason: `an answer breaks the grammar of HTTP: ${lineEnd}` };
};

/** RFC 9112 §2.1: what begins with no status line, or cannot be followed to its end, is no response at all. */
export function noResponses(record: readonly Exchange[]): Finding | undefined {
  const [first, ...others] = record.filter(({ noAnswer }) => noAnswer?.kind === 'not-http');
  if (first === undefined) return undefined;
  const among = others.length === 0 ? '' : ` (in ${others.length + 1} exchanges)`;
  return {
    outcome: 'failed',
    reason: `answered in octets that are no HTTP${among}`,
    wanted: 'a status line, field lines and content as RFC 9112 has them',
    got: first.noAnswer?.message ?? '',
    exchange: first.id,
  };
}
