/**
 * HTTP where it takes requests of its own to see it: methods, how fields are written, and what comes after an answer that has
 * no content. What the octets of every answer show is in `closing/`.
 */

import { noCredentials } from '../src/client/credentials.ts';
import { inShort } from '../src/judge/expectations.ts';
import { assertReadable } from '../src/judge/mail/reading.ts';
import { sentNothing } from '../src/judge/mail/recipients.ts';
import {
  allowsTheMethod,
  errorWithContent,
  inJson,
  methodNotAllowed,
  noContent,
  noContentToHead,
  noOctets,
  parsesOnItsOwn,
} from '../src/judge/oracles/http-oracles.ts';
import type { Exchange } from '../src/model/exchange.ts';
import { requirement, test } from '../src/run/requirement.ts';
import {
  answersToMethod,
  errorTakingJson,
  head,
  isAfterSuccess,
  isSuccessBefore,
  otherFieldLines,
  otherMethods,
  preferably405,
  preflight,
  safeMethods,
  successAndNext,
  takingImages,
  unknownMethod,
  unknownMethods,
} from './http.cases.ts';
import { errorOf } from './problem.cases.ts';

// Where an answer ends.

test(
  ...requirement('http/204-no-octets', async ({ nexus, values, record, check }) => {
    const isAsked = record.some(isSuccessBefore);
    const exchanges = isAsked ? record : [...record, ...(await successAndNext({ nexus, values }))];
    check.every(exchanges, { concerned: noContent, oracle: noOctets, none: 'no request was answered 204' });
    check.found(...exchanges.filter(isAfterSuccess).map(parsesOnItsOwn));
  }),
);

test(
  ...requirement('http/head-no-content', async ({ nexus, values, check }) => {
    const answers = await answersToMethod({ nexus, values, check }, head);
    check.every(answers, { concerned: () => true, oracle: noContentToHead, none: 'HEAD was not answered' });
  }),
);

// Methods.

test(
  ...requirement('http/405-allow', async ({ nexus, values, check, each }) => {
    await each(otherMethods, async (method) => {
      const answers = await answersToMethod({ nexus, values, check }, method);
      const none = `${method.title} was answered ${answers.map(inShort).join(' and ')}`;
      check.every(answers, { concerned: methodNotAllowed, oracle: allowsTheMethod, none });
    });
  }),
);

test(
  ...requirement('http/other-methods-405', async ({ nexus, values, check, each }) => {
    await each(otherMethods, async (method) => {
      for (const answer of await answersToMethod({ nexus, values, check }, method))
        check.answered(answer, preferably405);
    });
  }),
);

test(
  ...requirement('http/safe-methods-send-nothing', async ({ nexus, mail, mailedBy, check }) => {
    assertReadable(mail);
    const credentials = nexus.acceptedAlternatives().map((alternative) => nexus.goodCredentials(alternative));
    const asked: Exchange[] = [];
    const caused = await mailedBy(['tripwire'], async () => {
      for (const good of credentials) {
        const refusals = await Promise.all(safeMethods.map((method) => nexus.refusalOf(good, method)));
        asked.push(...refusals.map(({ exchange }) => exchange));
      }
      await nexus.refusalOf(noCredentials, preflight);
    });
    check.found(...sentNothing(caused, 'GET, HEAD or OPTIONS', asked));
  }),
);

test(
  ...requirement('http/method-case', async ({ nexus, check, each }) => {
    await each(unknownMethods, async (change) => {
      check.answered(await nexus.answerTo(nexus.goodCredentials(), change), unknownMethod);
    });
  }),
);

// Fields of the request.

test(
  ...requirement('http/field-name-case', async ({ nexus, check, each }) => {
    const forms = nexus.acceptedAlternatives().flatMap((alternative) =>
      otherFieldLines.map(({ case: name, title, ...lines }) => ({
        ...lines,
        case: `${name}-by-${alternative.id}`,
        title: `${title}, ${alternative.title}`,
        alternative,
      })),
    );
    await each(forms, async ({ alternative, ...change }) => {
      check.accepted(await nexus.acceptanceOf(nexus.goodCredentials(alternative), change));
    });
  }),
);

test(
  ...requirement('http/accept', async ({ nexus, check, each }) => {
    await Promise.all([
      each([takingImages], async (change) => {
        check.accepted(await nexus.acceptanceOf(nexus.goodCredentials(), change));
      }),
      each([errorTakingJson], async (change) => {
        const error = await errorOf(nexus, change);
        const none = `what takes application/json was answered ${inShort(error)} without content`;
        check.every([error], { concerned: errorWithContent, oracle: inJson, none });
      }),
    ]);
  }),
);
