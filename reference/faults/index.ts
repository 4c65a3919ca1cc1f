import { adviceFaults } from './advice.ts';
import { combinationFaults } from './auth.ts';
import { acceptFaults } from './auth-accept.ts';
import { applicationTokenFaults } from './auth-application-token.ts';
import { basicFaults } from './auth-basic.ts';
import { bearerFaults } from './auth-bearer.ts';
import { bypassFaults } from './auth-bypass.ts';
import { bypassByFieldFaults } from './auth-bypass-fields.ts';
import { carryOverFaults } from './auth-carry-over.ts';
import { forgedBearerFaults } from './auth-forged-bearer.ts';
import { keptDecisionFaults } from './auth-kept.ts';
import { occasionalFaults } from './auth-occasional.ts';
import { refusalFaults } from './auth-refusal.ts';
import { schemeFaults } from './auth-scheme.ts';
import { clientIdFaults, missingClientIdFaults } from './client-id.ts';
import { concurrencyFaults } from './concurrency.ts';
import { emailFaults } from './email.ts';
import { emailPageFaults } from './email-pages.ts';
import { fatalFaults } from './fatal.ts';
import type { Fault } from './fault.ts';
import { httpFaults } from './http.ts';
import { framingFaults } from './http-framing.ts';
import { connectionFaults, fieldSyntaxFaults, http2Faults, messageFaults, segmentFaults } from './http-raw.ts';
import { malformedFaults } from './malformed.ts';
import { operationFaults } from './operation.ts';
import { representationFaults } from './problem.ts';
import { codingFaults } from './problem-codings.ts';
import { negotiationFaults } from './problem-negotiated.ts';
import { schemaFaults } from './problem-schema.ts';
import { partialRepresentationFaults } from './problem-ways.ts';
import { robustnessFaults } from './robustness.ts';
import {
  hostileClientIdFaults,
  hostileHeaderFaults,
  hostileUserIdFaults,
  unexpectedBodyFaults,
} from './robustness-input.ts';
import { syntaxFaults } from './syntax.ts';
import { spellingFaults, userIdFaults } from './user-id.ts';
import { nearUserIdFaults } from './user-id-near.ts';

/** Every fault by its name. */
export const faults: Readonly<Record<string, Fault>> = Object.fromEntries(
  [
    ...operationFaults,
    ...combinationFaults,
    ...bearerFaults,
    ...forgedBearerFaults,
    ...applicationTokenFaults,
    ...basicFaults,
    ...schemeFaults,
    ...refusalFaults,
    ...acceptFaults,
    ...bypassFaults,
    ...bypassByFieldFaults,
    ...carryOverFaults,
    ...occasionalFaults,
    ...keptDecisionFaults,
    ...missingClientIdFaults,
    ...clientIdFaults,
    ...userIdFaults,
    ...nearUserIdFaults,
    ...spellingFaults,
    ...schemaFaults,
    ...representationFaults,
    ...partialRepresentationFaults,
    ...codingFaults,
    ...negotiationFaults,
    ...syntaxFaults,
    ...framingFaults,
    ...httpFaults,
    ...messageFaults,
    ...connectionFaults,
    ...segmentFaults,
    ...fieldSyntaxFaults,
    ...http2Faults,
    ...robustnessFaults,
    ...concurrencyFaults,
    ...adviceFaults,
    ...hostileUserIdFaults,
    ...hostileClientIdFaults,
    ...hostileHeaderFaults,
    ...unexpectedBodyFaults,
    ...malformedFaults,
    ...fatalFaults,
    ...emailFaults,
    ...emailPageFaults,
  ].map((fault) => [fault.name, fault]),
);
