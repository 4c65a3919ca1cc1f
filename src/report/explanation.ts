import { type RequirementId, requirements } from '../../requirements/index.ts';
import { pagePath } from '../suite.ts';
import { sectionsOf } from './requirement-sections.ts';
import { wrap } from './wrap.ts';

const columns = 100;

/** Everything about a requirement for a terminal of 100 columns, without a newline at its end; what its page says, too. */
export function explanation(id: RequirementId): string {
  const { sentence, level } = requirements[id];
  const sections = sectionsOf(id).map(({ title, text }) =>
    [title, ...(typeof text === 'string' ? [indented(text)] : text.map(item))].join('\n'),
  );
  return [
    `${id}   ${level}\n${wrap(plain(sentence), columns, '  ')}`,
    ...sections,
    `The same as a page: ${pagePath(id)}`,
  ].join('\n\n');
}

const item = (markdown: string) => wrap(plain(markdown), columns, '    ').replace(/^ {4}/, '  - ');
const indented = (markdown: string) => wrap(plain(markdown), columns, '  ');

/** Markdown as plain text: a link as its text and address, no emphasis, no marks of code. */
function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]+)\]\(([^)]+)\)/g, '$1 $2')
    .replaceAll('**', '')
    .replace(/\*(\w+)\*/g, '$1')
    .replaceAll('`', '');
}
