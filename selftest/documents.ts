import { configurationPage } from '../src/report/configuration-page.ts';
import { requirementPages } from '../src/report/requirement-page.ts';
import { requirementsPage } from '../src/report/requirements-page.ts';
import { killMatrix, proofOf } from './kill-matrix.ts';

/** The documents for readers that are made from data, by their place in the project. */
export function documents(): Readonly<Record<string, string>> {
  return {
    'docs/configuration.md': configurationPage(),
    'docs/requirements.md': requirementsPage(),
    'docs/kill-matrix.md': killMatrix(),
    ...requirementPages(proofOf),
  };
}
