import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { copyFirst, exampleFile } from '../../src/cli/example-file.ts';
import { documents } from './documents.ts';

const inProject = (path: string) => new URL(`../../${path}`, import.meta.url);

// A page whose requirement was renamed would stay.
rmSync(inProject('docs/requirements/'), { recursive: true, force: true });
for (const [path, text] of Object.entries(documents())) {
  mkdirSync(new URL('.', inProject(path)), { recursive: true });
  writeFileSync(inProject(path), text);
}
writeFileSync(inProject('config/targets/staging.env.example'), exampleFile('gate', copyFirst));
