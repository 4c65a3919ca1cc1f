import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { requirementIds } from '../../requirements/index.ts';
import { explanation } from '../../src/report/explanation.ts';
import { proofOf } from '../../tools/docs/kill-matrix.ts';
import { requirementPages } from '../../tools/docs/requirement-page.ts';
import { requirementsPage } from '../../tools/docs/requirements-page.ts';

const inProject = (path: string) => new URL(`../../${path}`, import.meta.url);

test('every page is what the registry says, and each requirement has exactly one', () => {
  const pages = requirementPages(proofOf);
  const stale = Object.entries(pages).filter(([path, text]) => {
    const written = existsSync(inProject(path)) ? readFileSync(inProject(path), 'utf8').replaceAll('\r\n', '\n') : '';
    return written !== text;
  });
  expect(
    stale.map(([path]) => path),
    'run: npm run docs',
  ).toEqual([]);
  const files = readdirSync(inProject('docs/requirements/'), { recursive: true, withFileTypes: true });
  expect(files.filter((file) => file.isFile())).toHaveLength(requirementIds.length);
});

test('the list links to every page', () => {
  const links = Array.from(requirementsPage().matchAll(/\]\((requirements\/[^)]+)\)/g), ([, link]) => `docs/${link}`);
  expect(links).toEqual(Object.keys(requirementPages(proofOf)));
});

test('an explanation has lines of 100 characters at most, and shows no Markdown', () => {
  for (const id of requirementIds) {
    const lines = explanation(id).split('\n');
    expect(lines.filter((line) => line.length > 100 && line.includes(' ', 8))).toEqual([]);
    expect(lines.filter((line) => /\*\*|`|\]\(/.test(line))).toEqual([]);
  }
});
