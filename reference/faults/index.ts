import { combinationFaults } from './auth.ts';
import { applicationTokenFaults } from './auth-application-token.ts';
import { basicFaults } from './auth-basic.ts';
import { bearerFaults } from './auth-bearer.ts';
import { bypassFaults } from './auth-bypass.ts';
import { refusalFaults } from './auth-refusal.ts';
import type { Fault } from './fault.ts';
import { operationFaults } from './operation.ts';
import { clientIdFaults, userIdFaults } from './parameters.ts';
import { representationFaults } from './problem.ts';
import { schemaFaults } from './problem-schema.ts';
import { robustnessFaults } from './robustness.ts';

/** Every fault by its name. */
export const faults: Readonly<Record<string, Fault>> = Object.fromEntries(
  [
    ...operationFaults,
    ...combinationFaults,
    ...bearerFaults,
    ...applicationTokenFaults,
    ...basicFaults,
    ...refusalFaults,
    ...bypassFaults,
    ...clientIdFaults,
    ...userIdFaults,
    ...schemaFaults,
    ...representationFaults,
    ...robustnessFaults,
  ].map((fault) => [fault.name, fault]),
);
