import { test } from '@playwright/test';
import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Exchange } from '../model/exchange.ts';
import type { OutcomeRecord } from '../model/outcome-record.ts';
import { exchangeText, exchangeTitle } from '../report/exchange-text.ts';

/**
 * The exchanges that a requirement's outcome rests on: first those that were found wanting, then the others it sent. A
 * probe that sent nothing of its own judged what the opening had sent.
 */
export function evidenceOf(id: RequirementId, { findings, exchanges: sent }: OutcomeRecord, all: readonly Exchange[]) {
  const ids = new Set([...findings.flatMap(({ exchange }) => exchange ?? []), ...sent]);
  if (ids.size === 0 && requirements[id].phase === 'probes') return sentFor('opening', all);
  return [...ids].flatMap((of) => all.find((exchange) => exchange.id === of) ?? []);
}

/** What the opening or the closing sent. */
export function sentFor(purpose: 'opening' | 'closing', all: readonly Exchange[]): readonly Exchange[] {
  return all.filter(({ intent }) => intent.for === purpose);
}

/** Attaches them to the test that runs, as plain text: what a target sent is shown and never carried out. */
export async function attach(exchanges: readonly Exchange[]): Promise<void> {
  for (const exchange of exchanges) {
    await test.info().attach(exchangeTitle(exchange), { body: exchangeText(exchange), contentType: 'text/plain' });
  }
}
