import { combinationFaults } from './auth.ts';
import { applicationTokenFaults } from './auth-application-token.ts';
import { basicFaults } from './auth-basic.ts';
import { bearerFaults } from './auth-bearer.ts';
import { bypassFaults } from './auth-bypass.ts';
import { refusalFaults } from './auth-refusal.ts';
import type { Fault } from './fault.ts';
import { operationFaults } from './operation.ts';
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
    ...robustnessFaults,
  ].map((fault) => [fault.name, fault]),
);
