import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { isVariableName, variable, variableNames } from '../../config/variables.ts';
import { requirementIds } from '../../requirements/index.ts';
import { commandNames } from '../../src/cli/commands.ts';
import { configurationPage } from '../../tools/docs/configuration-page.ts';
import { killMatrix } from '../../tools/docs/kill-matrix.ts';

const folder = new URL('../../docs/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8').replaceAll('\r\n', '\n');
const written = ['architecture.md', 'gate.md', 'smoke.md', 'words.md'];

test('docs/configuration.md is what the variables say', () => {
  expect(read('configuration.md'), 'run: npm run docs').toBe(configurationPage());
});

test('docs/kill-matrix.md is what the faults say', () => {
  expect(read('kill-matrix.md'), 'run: npm run docs').toBe(killMatrix());
});

for (const name of written) {
  test(`${name} names only variables, commands, requirements and files that exist`, () => {
    const text = read(name);
    const variables = text.match(/\bNEXUS_[A-Z_]+\b/g) ?? [];
    expect(variables.filter((variableName) => !isVariableName(variableName))).toEqual([]);
    const commands = Array.from(text.matchAll(/npm run conformance -- (\w+)/g), ([, command]) => command);
    expect(commands.filter((command) => !commandNames.some((known) => known === command))).toEqual([]);
    const ids =
      text.match(/(?<=[`\s])(?:operation|parameters|auth|problem|http|email|robustness|advice)\/[a-z0-9-]+/g) ?? [];
    expect(ids.filter((id) => !requirementIds.some((known) => known === id))).toEqual([]);
    const files = Array.from(
      text.matchAll(/`((?:src|tests|reference|selftest|config|requirements|schemas)\/[\w./-]*)`/g),
    );
    const gone = files.map(([, path = '']) => path).filter((path) => !existsSync(new URL(`../${path}`, folder)));
    expect(gone.filter((path) => path !== 'config/targets/production.env')).toEqual([]);
    const links = Array.from(text.matchAll(/\]\(([\w./-]+\.md)\)/g), ([, link = '']) => link);
    expect(links.filter((link) => !existsSync(new URL(link, folder)))).toEqual([]);
  });
}

test('every document that is checked here exists', () => {
  const generated = ['configuration.md', 'requirements.md'];
  const others = readdirSync(folder).filter((name) => name.endsWith('.md') && !generated.includes(name));
  expect(others).toEqual(expect.arrayContaining(written));
});

test('smoke.md names every variable that smoke needs', () => {
  const needed = variableNames.filter((name) => variable(name).neededBy.includes('smoke'));
  expect(needed.filter((name) => !read('smoke.md').includes(`\`${name}\``))).toEqual([]);
});
