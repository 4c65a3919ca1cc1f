import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { isVariableName, variable, variableNames } from '../../config/variables.ts';
import { requirementIds } from '../../requirements/index.ts';
import { commandNames } from '../../src/cli/commands.ts';
import { documents } from '../../tools/docs/documents.ts';

const folder = new URL('../../docs/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8').replaceAll('\r\n', '\n');
const generated = Object.keys(documents()).map((path) => path.replace('docs/', ''));
const written = readdirSync(folder).filter((name) => name.endsWith('.md') && !generated.includes(name));

for (const name of generated.filter((one) => !one.includes('/'))) {
  test(`${name} is what it is made from says`, () => {
    expect(read(name), 'run: npm run docs').toBe(documents()[`docs/${name}`]);
  });
}

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

test('smoke.md names every variable that smoke needs', () => {
  const needed = variableNames.filter((name) => variable(name).neededBy.includes('smoke'));
  expect(needed.filter((name) => !read('smoke.md').includes(`\`${name}\``))).toEqual([]);
});
