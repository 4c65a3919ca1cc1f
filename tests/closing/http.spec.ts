/** What the octets of every answer show. */
import { noResponses, responseSyntax } from '../../src/judge/oracles/syntax-oracles.ts';
import { requirement, test } from '../../src/run/requirement.ts';

test(
  ...requirement('http/response-syntax', async ({ record, check }) => {
    check.found(noResponses(record));
    check.every(record, { concerned: () => true, oracle: responseSyntax, none: 'nothing was answered' });
  }),
);
