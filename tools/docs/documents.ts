import { configurationPage } from './configuration-page.ts';
import { killMatrix, proofOf } from './kill-matrix.ts';
import { requirementPages } from './requirement-page.ts';
import { requirementsPage } from './requirements-page.ts';

/** The documents for readers that are made from data, by their place in the project. */
export function documents(): Readonly<Record<string, string>> {
  return {
    'docs/configuration.md': configurationPage(),
    'docs/requirements.md': requirementsPage(),
    'docs/kill-matrix.md': killMatrix(),
    ...requirementPages(proofOf),
  };
}
