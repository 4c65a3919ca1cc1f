/**
 * The two parameters of the contract: userId in the path, clientId in the query, both required. The document lists 400 and
 * 404 and says of neither when it is due: a refusal may be either, and the status that it should be is judged apart.
 * Credentials are good throughout, since a 401 would hide the answer that is looked for.
 */
import { expectAnswer, expectRefusal } from '../src/judge/answers.ts';
import { expectAccepted, observe } from '../src/judge/expectations.ts';
import { everyJudgement, forEachCase, notApplicable } from '../src/model/finding.ts';
import { requirement } from '../src/run/requirement.ts';
import {
  answerTo,
  documentedOutcomes,
  documentedRefusal,
  emptyClientIds,
  emptyUserId,
  forEachWayIn,
  inFormBody,
  madeUpUserId,
  malformedUserId,
  nameOf,
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

requirement('parameters/client-id-required', ({ nexus }) =>
  forEachWayIn(nexus, withoutClientId, (refusal) => expectRefusal(refusal, documentedRefusal)),
);

requirement('parameters/missing-client-id-is-400', ({ nexus }) =>
  forEachWayIn(nexus, withoutClientId, (refusal) => expectRefusal(refusal, preferably400)),
);

requirement('parameters/empty-client-id', ({ nexus }) =>
  forEachCase(emptyClientIds, nameOf, async (change) => {
    expectAnswer(await answerTo(nexus, change), refusalOrLenience);
  }),
);

// It names a registered application, the userId an existing user.

requirement('parameters/unknown-client-id', async ({ nexus, values }) => {
  expectAnswer(await answerTo(nexus, ofUnknownClient(values)), refusalOfUnknownClient(values));
});

requirement('parameters/unknown-user-refused', ({ nexus }) =>
  forEachWayIn(nexus, ofUnknownUser, (refusal) => expectRefusal(refusal, refusalOfUnknownUser)),
);

requirement('parameters/unknown-user-is-404', ({ nexus }) =>
  forEachWayIn(nexus, ofUnknownUser, (refusal) => expectRefusal(refusal, preferably404)),
);

requirement('parameters/malformed-user-id', ({ nexus, values: { NEXUS_MALFORMED_USER_ID: malformed } }) => {
  async function judgeMalformed(): Promise<void> {
    if (malformed === 'none') throw notApplicable('every text is a possible userId (NEXUS_MALFORMED_USER_ID=none)');
    // Without a declared format nothing is certain of an id that names nobody.
    if (malformed === undefined) return observe(await answerTo(nexus, madeUpUserId));
    return forEachWayIn(nexus, malformedUserId, (refusal) => expectRefusal(refusal, refusalOfMalformedId));
  }
  return everyJudgement([
    forEachCase([malformedUserId], nameOf, judgeMalformed),
    forEachCase([emptyUserId], nameOf, async (change) => {
      await forEachWayIn(nexus, change, (refusal) => expectRefusal(refusal, noSuccess));
    }),
  ]);
});

// How they are written.

requirement('parameters/percent-encoding', ({ nexus, values }) =>
  forEachCase(percentEncoded(values, nexus.everyGoodCredentials()), nameOf, async ({ credentials, ...change }) => {
    expectAccepted(await nexus.acceptanceOf(credentials, change));
  }),
);

requirement('parameters/repeated-client-id', ({ nexus, keyring }) =>
  forEachCase(repeated, nameOf, async ({ name, queryOf }) => {
    observe(await answerTo(nexus, { name, query: queryOf(keyring) }), documentedOutcomes);
  }),
);

requirement('parameters/client-id-only-in-query', async ({ nexus, values }) => {
  expectAnswer(await answerTo(nexus, inFormBody(values)), refusalOfForm);
});

requirement('parameters/spelling-variants', ({ nexus, values }) =>
  forEachCase(spellings(values), nameOf, async ({ allowed, ...change }) => {
    observe(await answerTo(nexus, change), allowed);
  }),
);

requirement('parameters/several-faults', ({ nexus, values }) =>
  forEachCase(severalFaults(values), nameOf, async (change) => {
    await forEachWayIn(nexus, change, (refusal) => expectRefusal(refusal, refusalOrEntitlement));
  }),
);
