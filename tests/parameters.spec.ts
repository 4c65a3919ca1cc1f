/**
 * The two parameters of the contract: userId in the path, clientId in the query, both required. The document lists 400 and
 * 404 and says of neither when it is due: a refusal may be either, and the status that it should be is judged apart.
 * Credentials are good throughout, since a 401 would hide the answer that is looked for.
 */
import { open } from '../src/judge/expectations.ts';
import { notApplicable } from '../src/model/finding.ts';
import { requirement, test } from '../src/run/requirement.ts';
import {
  anyDocumented,
  documentedRefusal,
  emptyClientIds,
  emptyUserId,
  inFormBody,
  madeUpUserId,
  malformedUserId,
  nearUserIds,
  noSuccess,
  ofUnknownClient,
  ofUnknownUser,
  percentEncoded,
  preferably400,
  preferably404,
  refusalOfForm,
  refusalOfMalformedId,
  refusalOfUnknownClient,
  refusalOfUnknownUser,
  refusalOrEntitlement,
  refusalOrLenience,
  repeated,
  severalFaults,
  spellings,
  withoutClientId,
} from './parameters.cases.ts';

// The clientId is required.

test(
  ...requirement('parameters/client-id-required', async ({ nexus, check, each }) => {
    await each([withoutClientId], async (change) => {
      for (const refusal of await nexus.refusalsOf(change)) check.refused(refusal, documentedRefusal);
    });
  }),
);

test(
  ...requirement('parameters/missing-client-id-is-400', async ({ nexus, check, each }) => {
    await each([withoutClientId], async (change) => {
      for (const refusal of await nexus.refusalsOf(change)) check.refused(refusal, preferably400);
    });
  }),
);

test(
  ...requirement('parameters/empty-client-id', async ({ nexus, check, each }) => {
    await each(emptyClientIds, async (change) => {
      check.answered(await nexus.answerTo(nexus.goodCredentials(), change), refusalOrLenience);
    });
  }),
);

// It names a registered application, the userId an existing user.

test(
  ...requirement('parameters/unknown-client-id', async ({ nexus, values, check, each }) => {
    await each([ofUnknownClient], async (change) => {
      check.answered(await nexus.answerTo(nexus.goodCredentials(), change), refusalOfUnknownClient(values));
    });
  }),
);

test(
  ...requirement('parameters/unknown-user-refused', async ({ nexus, check, each }) => {
    await each([ofUnknownUser], async (change) => {
      for (const refusal of await nexus.refusalsOf(change)) check.refused(refusal, refusalOfUnknownUser);
    });
  }),
);

test(
  ...requirement('parameters/unknown-user-is-404', async ({ nexus, check, each }) => {
    await each([ofUnknownUser], async (change) => {
      for (const refusal of await nexus.refusalsOf(change)) check.refused(refusal, preferably404);
    });
  }),
);

test(
  ...requirement('parameters/malformed-user-id', async ({ nexus, values, check, each }) => {
    const { NEXUS_MALFORMED_USER_ID: malformed } = values;
    // Without a declared format nothing is certain of an id that names nobody.
    const wrong = malformed === undefined ? madeUpUserId : malformedUserId;
    const ofNobody = each([wrong, emptyUserId], async (change) => {
      if (change === madeUpUserId) return check.answered(await nexus.answerTo(nexus.goodCredentials(), change), open);
      if (change === malformedUserId && malformed === 'none')
        throw notApplicable('every text is a possible userId (NEXUS_MALFORMED_USER_ID=none)');
      const answers = change === emptyUserId ? noSuccess : refusalOfMalformedId;
      for (const refusal of await nexus.refusalsOf(change)) check.refused(refusal, answers);
    });
    const near = nearUserIds(values);
    if (near.length === 0) return ofNobody;
    const ofNearly = each(near, async ({ answers, ...change }) => {
      check.refused(await nexus.refusalOf(nexus.goodCredentials(), change), answers);
    });
    await Promise.all([ofNobody, ofNearly]);
  }),
);

// How they are written.

test(
  ...requirement('parameters/percent-encoding', async ({ nexus, values, check, each }) => {
    await each(percentEncoded(values, nexus.acceptedAlternatives()), async ({ alternative, ...change }) => {
      // A success of that form may have been asked for already.
      const success = nexus.recorded(
        ({ intent, response }) =>
          intent.case === change.case && intent.alternative === alternative.id && response?.status === 204,
      );
      check.accepted(success ?? (await nexus.successOf(nexus.goodCredentials(alternative), change)));
    });
  }),
);

test(
  ...requirement('parameters/repeated-client-id', async ({ nexus, keyring, check, each }) => {
    await each(repeated, async ({ queryOf, ...change }) => {
      const sent = { ...change, query: queryOf(keyring) };
      check.answered(await nexus.answerTo(nexus.goodCredentials(), sent), anyDocumented);
    });
  }),
);

test(
  ...requirement('parameters/client-id-only-in-query', async ({ nexus, values, check, each }) => {
    await each([inFormBody(values)], async (change) => {
      check.answered(await nexus.answerTo(nexus.goodCredentials(), change), refusalOfForm);
    });
  }),
);

test(
  ...requirement('parameters/spelling-variants', async ({ nexus, values, check, each }) => {
    await each(spellings(values), async ({ allowed, ...change }) => {
      check.answered(await nexus.answerTo(nexus.goodCredentials(), change), allowed);
    });
  }),
);

test(
  ...requirement('parameters/several-faults', async ({ nexus, values, check, each }) => {
    await each(severalFaults(values), async (change) => {
      for (const refusal of await nexus.refusalsOf(change)) check.refused(refusal, refusalOrEntitlement);
    });
  }),
);
