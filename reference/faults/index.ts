import { combinationFaults } from './auth.ts';
import { applicationTokenFaults } from './auth-application-token.ts';
import { basicFaults } from './auth-basic.ts';
import { bearerFaults } from './auth-bearer.ts';
import { bypassFaults } from './auth-bypass.ts';
import { carryOverFaults } from './auth-carry-over.ts';
import { forgedBearerFaults } from './auth-forged-bearer.ts';
import { occasionalFaults } from './auth-occasional.ts';
import { refusalFaults } from './auth-refusal.ts';
import { schemeFaults } from './auth-scheme.ts';
import { clientIdFaults, missingClientIdFaults } from './client-id.ts';
import { fatalFaults } from './fatal.ts';
import type { Fault } from './fault.ts';
import { malformedFaults } from './malformed.ts';
import { operationFaults } from './operation.ts';
import { representationFaults } from './problem.ts';
import { codingFaults } from './problem-codings.ts';
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
    ...bypassFaults,
    ...carryOverFaults,
    ...occasionalFaults,
    ...missingClientIdFaults,
    ...clientIdFaults,
    ...userIdFaults,
    ...spellingFaults,
    ...schemaFaults,
    ...representationFaults,
    ...partialRepresentationFaults,
    ...codingFaults,
    ...syntaxFaults,
    ...robustnessFaults,
    ...hostileUserIdFaults,
    ...hostileClientIdFaults,
    ...hostileHeaderFaults,
    ...unexpectedBodyFaults,
    ...malformedFaults,
    ...fatalFaults,
  ].map((fault) => [fault.name, fault]),
);
