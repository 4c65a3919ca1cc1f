import { needs } from '../../config/needs.ts';
import { variable } from '../../config/variables.ts';
import { type RequirementId, requirements, standingOf } from '../../requirements/index.ts';
import {
  type Environment,
  type Level,
  type Need,
  type Profile,
  profiles,
  type RequirementClass,
  type Source,
} from '../../requirements/types.ts';
import { pagePath } from '../suite.ts';
import type { Hint } from './hint-table.ts';
import { hintsFor } from './hints.ts';
import { wrap } from './text.ts';

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

export const levels = {
  MUST: 'broken, the run fails',
  SHOULD: 'unmet, it is a warning',
  MAY: 'left open; what happens is recorded',
} as const satisfies Record<Level, string>;

export const classes = {
  contract: "what the API's own document says",
  protocol: 'what HTTP and the other standards beneath it say',
  effect: 'the e-mail, and what follows from it',
  robustness: 'what no request may do to the service',
  advisory: 'good practice; reported in sentences that say *should*, and never decides about conformance',
} as const satisfies Record<RequirementClass, string>;

export const profileUses = {
  smoke: 'after a deployment: is it the right service, and is its door shut?',
  gate: 'before a release',
  certify: 'full evidence for a certificate',
} as const satisfies Record<Profile, string>;

export const places = {
  production: 'anywhere',
  consent: 'on production only with written consent',
  staging: 'never on production',
} as const satisfies Record<Environment, string>;

/** A titled part of what there is to say about a requirement, in Markdown: one paragraph, or a list. */
export interface Section {
  readonly title: string;
  readonly text: string | readonly string[];
}

/** All that is known of a requirement, for its page and for a terminal. */
export function sectionsOf(id: RequirementId): Section[] {
  const { level, class: protects, profile, environment, emails, sources, judged, legitimate } = requirements[id];
  const hints = hintsFor(id).map(hintInWords);
  const wanted = requirements[id].needs.flatMap(needInWords);
  return [
    ...standing(id),
    {
      title: 'What it is',
      text: [
        `**Level.** ${level}: ${levels[level]}.`,
        `**Class.** ${protects}: ${classes[protects]}.`,
        `**Profiles.** ${profiles.slice(profiles.indexOf(profile)).join(', ')}.`,
        `**Environment.** It may run ${places[environment]}.`,
        `**E-mails.** ${emails === 0 ? 'It causes none of its own' : `At most ${emails}`}.`,
      ],
    },
    { title: 'Where it comes from', text: sources.map(sourceLink) },
    { title: 'How it is judged, and what is accepted', text: judged },
    ...(legitimate.length > 0 ? [{ title: 'What is different and still right', text: legitimate }] : []),
    ...(wanted.length > 0 ? [{ title: 'What has to be configured', text: wanted }] : []),
    ...(hints.length > 0 ? [{ title: 'Where it is not met: likely causes', text: hints }] : []),
    { title: 'If the verdict seems wrong', text: dispute },
  ];
}

/** Why nothing judges it, if nothing does. */
function standing(id: RequirementId): Section[] {
  const text = 'It is left out of every run by name and never counted as judged.';
  const { excluded } = requirements[id];
  if (excluded !== undefined) return [{ title: 'Excluded', text: `No run can judge it: ${excluded}. ${text}` }];
  return standingOf(id) === 'built' ? [] : [{ title: 'Not built yet', text }];
}

const dispute = `Report a wrong verdict to the maintainers of this suite. Attach the verdict line, this requirement's entry of \`statement.json\` and the exchanges that it names from \`exchanges.ndjson\`: secrets are masked in both, but look them through before you publish them. Say which implementation it is, in which version, with what before it (gateway, proxy, firewall), and which sentence of the sources above allows what it does.`;

/** `Nexus, Responses`, with a link where the source has an address. */
function sourceLink({ document, section, url }: Source): string {
  return url === undefined ? `${document}, ${section}` : `[${document} ${section}](${url})`;
}

/** Nothing of variables that no version reads yet. */
function needInWords(need: Need): string[] {
  const known = needs[need].filter((set) => set.every((name) => variable(name).later !== true));
  const sets = known.map((set) => set.map((name) => `\`${name}\``).join(' and '));
  return sets.length === 0 ? [] : [sets.join(', or ')];
}

function hintInWords({ says, status = [] }: Hint): string {
  const sentence = says.charAt(0).toUpperCase() + says.slice(1);
  return status.length === 0 ? sentence : `Answered ${status.join(', ')}: ${says}`;
}
