/** What the octets of every answer show: where it ends, and which fields it has. */
import {
  dated,
  framedRightly,
  mayAskForPatience,
  noContent,
  noContentLength,
  noContentOfHttp1,
  noTransferEncoding,
  owesDate,
  sayingHowLong,
} from '../../src/judge/oracles/http-oracles.ts';
import { noResponses, responseSyntax } from '../../src/judge/oracles/syntax-oracles.ts';
import { notApplicable } from '../../src/model/finding.ts';
import { requirement, test } from '../../src/run/requirement.ts';
import { withOperationErrors } from '../problem.cases.ts';

const no204 = 'no request was answered 204';

test(
  ...requirement('http/204-no-content-length', async ({ record, check }) => {
    check.every(record, { concerned: noContent, oracle: noContentLength, none: no204 });
  }),
);

test(
  ...requirement('http/204-no-transfer-encoding', async ({ record, check }) => {
    check.every(record, { concerned: noContentOfHttp1, oracle: noTransferEncoding, none: `${no204} over HTTP/1.1` });
  }),
);

test(
  ...requirement('http/content-length', async ({ nexus, record, values, check }) => {
    check.every(await withOperationErrors({ nexus, record, values }), {
      concerned: () => true,
      oracle: framedRightly,
      none: 'nothing was answered',
    });
  }),
);

test(
  ...requirement('http/date', async ({ record, values, check }) => {
    if (values.NEXUS_NO_CLOCK) throw notApplicable('declared by NEXUS_NO_CLOCK=true');
    check.every(record, { concerned: owesDate, oracle: dated, none: 'nothing was answered 2xx, 3xx or 4xx' });
  }),
);

test(
  ...requirement('http/retry-after', async ({ record, check }) => {
    const none = 'no answer has Retry-After, and none is 429 or 503';
    check.every(record, { concerned: mayAskForPatience, oracle: sayingHowLong, none });
  }),
);

test(
  ...requirement('http/response-syntax', async ({ record, check }) => {
    check.found(noResponses(record));
    check.every(record, { concerned: () => true, oracle: responseSyntax, none: 'nothing was answered' });
  }),
);
