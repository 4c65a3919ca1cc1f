/**
 * HTTP as it is on the wire (RFC 9112, RFC 9113): requests that are written octet by octet, in ways that ordinary clients cannot,
 * and several on one connection. What is malformed is about nobody and carries no credentials.
 */
import { noCredentials } from '../src/client/credentials.ts';
import {
  asHttp10,
  asOriginForm,
  badRequest,
  badRequestAndClose,
  beforeItsContent,
  closedAsAsked,
  endedUnfooled,
  inTheirOrder,
  notTooLong,
  refusedSyntax,
  tooLong,
  understoodAlike,
} from '../src/judge/oracles/message-oracles.ts';
import { alternatives } from '../src/model/contract.ts';
import { notApplicable } from '../src/model/finding.ts';
import type { Case } from '../src/run/check.ts';
import type { NexusClient } from '../src/run/nexus-client.ts';
import { requirement, test } from '../src/run/requirement.ts';
import {
  absoluteForm,
  afterDenial,
  ambiguousFramings,
  beforeDenial,
  connectionClose,
  denial,
  expectingContinue,
  firstOfTwo,
  goodOverHttp2,
  http10,
  inOnePiece,
  invalidFields,
  invalidLength,
  longLine,
  malformedHeads,
  refusedBeside,
  refusedOverHttp2,
  secondOfTwo,
  segmentations,
  supportedLine,
  validFirst,
  validLast,
  wasRefused,
  wellFormed,
  withoutAny,
} from './http-raw.cases.ts';

// What is no request.

test(
  ...requirement('http/malformed-head', async ({ nexus, check, each }) => {
    await each(malformedHeads, async (malformed) => {
      const refusal = await nexus.refusalOf(noCredentials, malformed);
      check.judged(refusal.exchange, badRequest(refusal));
    });
  }),
);

test(
  ...requirement('http/ambiguous-framing', async ({ nexus, check, each }) => {
    await each([invalidLength], async (invalid) => {
      // Each on a connection that is to stay, and that nothing follows on.
      const refusal = await nexus.onOneConnection((connection) => connection.refusalOf(noCredentials, invalid));
      check.judged(refusal.exchange, badRequestAndClose(refusal));
    });
    await each(ambiguousFramings, async (ambiguous) => {
      const refusal = await nexus.onOneConnection((connection) => connection.refusalOf(noCredentials, ambiguous));
      check.judged(refusal.exchange, endedUnfooled(refusal));
    });
  }),
);

test(
  ...requirement('http/long-target', async ({ nexus, check, each }) => {
    await each([supportedLine], async (supported) => {
      const exchange = await nexus.answerTo(nexus.goodCredentials(), supported);
      check.judged(exchange, notTooLong(exchange));
    });
    await each([longLine], async (long) => {
      const exchange = await nexus.answerTo(nexus.goodCredentials(), long);
      check.judged(exchange, tooLong(exchange));
    });
  }),
);

// Another version.

test(
  ...requirement('http/http2', async ({ nexus, check, each }) => {
    await nexus.overHttp2(async (http2) => {
      await each([goodOverHttp2], async (good) => {
        check.accepted(await http2.successOf(http2.goodCredentials(), good));
      });
      await each([refusedOverHttp2], async (bad) => {
        check.refused(await http2.refusalOf(noCredentials, bad));
      });
    });
  }),
);

// One connection, several requests.

test(
  ...requirement('http/auth-per-request', async ({ nexus, keyring, check, each }) => {
    const refusedOn = async (connection: NexusClient, beside: Case) => {
      for (const { credentials, ...bad } of refusedBeside(keyring, beside)) {
        const refusal = await connection.refusalOf(credentials, bad);
        // A server may end a connection at any time (RFC 9112 §9.5).
        if (refusal.exchange.noAnswer?.kind === 'dropped') throw notApplicable('the target closed the connection');
        check.refused(refusal);
      }
    };
    await each([validFirst], (good) =>
      nexus.onOneConnection(async (connection) => {
        const isAccepted = check.accepted(await connection.acceptanceOf(connection.goodCredentials(), good));
        if (isAccepted) await refusedOn(connection, good);
      }),
    );
    await each([validLast], (good) =>
      nexus.onOneConnection(async (connection) => {
        await refusedOn(connection, good);
        check.accepted(await connection.acceptanceOf(connection.goodCredentials(), good));
      }),
    );
    await each([afterDenial], async (again) => {
      const pair = nexus.goodCredentials(alternatives.find(({ schemes }) => schemes.includes('Bearer')));
      if (!check.accepted(await nexus.acceptanceOf(pair, beforeDenial))) return;
      const alone = await nexus.refusalOf(keyring.bearer(), denial);
      if (!wasRefused(alone)) throw notApplicable('the Bearer alone was not denied');
      check.accepted(await nexus.acceptanceOf(pair, again));
    });
  }),
);

// One request, written in another way.

test(
  ...requirement('http/absolute-form', async ({ nexus, check, each }) => {
    await each([absoluteForm], async (absolute) => {
      const exchange = await nexus.successOf(nexus.goodCredentials(), absolute);
      check.judged(exchange, asOriginForm(exchange));
    });
  }),
);

test(
  ...requirement('http/expect-continue', async ({ nexus, check, each }) => {
    await each([expectingContinue], async (expecting) => {
      const refusal = await nexus.refusalOf(nexus.goodCredentials(), expecting);
      check.judged(refusal.exchange, beforeItsContent(refusal));
    });
  }),
);

test(
  ...requirement('http/segments', async ({ nexus, check, each }) => {
    const whole = await nexus.refusalOf(nexus.goodCredentials(), inOnePiece);
    // One after the other: of two that are alike a server may refuse the one that comes while the other is under way.
    for (const one of segmentations) {
      await each([one], async (segmented) => {
        const refusal = await nexus.refusalOf(nexus.goodCredentials(), segmented);
        check.judged(refusal.exchange, understoodAlike(refusal, whole.exchange));
      });
    }
  }),
);

test(
  ...requirement('http/connection', async ({ nexus, check, each }) => {
    const good = nexus.goodCredentials();
    const { exchange: closing } = await nexus.refusalOf(good, connectionClose);
    await each([connectionClose], async () => check.judged(closing, closedAsAsked(closing)));
    await each([firstOfTwo], async () => {
      const { exchange: refused } = await nexus.refusalOf(noCredentials, withoutAny);
      await nexus.onOneConnection(async (connection) => {
        const { exchange: first } = await connection.refusalOf(good, firstOfTwo);
        const { exchange: second } = await connection.refusalOf(noCredentials, secondOfTwo);
        check.judged(second, inTheirOrder([first, second], [closing, refused]));
      });
    });
    await each([http10], async () => {
      const refusal = await nexus.refusalOf(good, http10);
      check.judged(refusal.exchange, asHttp10(refusal, closing));
    });
  }),
);

test(
  ...requirement('http/field-syntax', async ({ nexus, check, each }) => {
    const { exchange: proper } = await nexus.refusalOf(noCredentials, wellFormed);
    await each(invalidFields, async ({ taken, ...invalid }) => {
      const refusal = await nexus.refusalOf(noCredentials, invalid);
      check.judged(refusal.exchange, refusedSyntax(refusal, proper, taken));
    });
  }),
);
