import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { configurationPage } from './configuration-page.ts';
import { requirementPages } from './requirement-page.ts';
import { requirementsPage } from './requirements-page.ts';

/** The documents for readers that are made from data, by their place in the project. */
const documents = {
  'docs/configuration.md': configurationPage(),
  'docs/requirements.md': requirementsPage(),
  ...requirementPages(),
};

const inProject = (path: string) => new URL(`../../${path}`, import.meta.url);

// A page whose requirement was renamed would stay.
rmSync(inProject('docs/requirements/'), { recursive: true, force: true });
for (const [path, text] of Object.entries(documents)) {
  mkdirSync(new URL('.', inProject(path)), { recursive: true });
  writeFileSync(inProject(path), text);
}
