import { writeFileSync } from 'node:fs';
import { requirementsPage } from './requirements-page.ts';

/** The documents for readers that are made from data, by their place in the project. */
const documents = {
  'docs/requirements.md': requirementsPage(),
};

for (const [path, text] of Object.entries(documents)) {
  writeFileSync(new URL(`../../${path}`, import.meta.url), text);
}
