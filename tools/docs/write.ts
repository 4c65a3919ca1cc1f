import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { letterFiles, letterFolder } from '../../selftest/unit/failure-letters.ts';
import { copyFirst, exampleFile } from '../../src/cli/example-file.ts';
import { documents } from './documents.ts';

const inProject = (path: string) => new URL(`../../${path}`, import.meta.url);

// A page whose requirement was renamed would stay, and so would a letter.
for (const folder of ['docs/requirements/', letterFolder]) rmSync(inProject(folder), { recursive: true, force: true });
for (const [path, text] of Object.entries({ ...documents(), ...letterFiles() })) {
  mkdirSync(new URL('.', inProject(path)), { recursive: true });
  writeFileSync(inProject(path), text);
}
writeFileSync(inProject('config/targets/staging.env.example'), exampleFile('gate', copyFirst));
