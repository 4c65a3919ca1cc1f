import { needs } from '../../config/needs.ts';
import { type RequirementId, requirements } from '../../requirements/index.ts';
import { type Need, profiles, type Source } from '../../requirements/types.ts';
import type { Hint } from './hints/hint.ts';
import { hintsFor } from './hints.ts';
import { classes, levels, places } from './requirement-words.ts';

/** A titled part of what there is to say about a requirement, in Markdown: one paragraph, or a list. */
export interface Section {
  readonly title: string;
  readonly text: string | readonly string[];
}

/** All that is known of a requirement, for its page and for a terminal. */
export function sectionsOf(id: RequirementId): Section[] {
  const { level, class: protects, profile, environment, emails, sources, judged, legitimate, built } = requirements[id];
  const hints = hintsFor(id).map(hintInWords);
  const wanted = requirements[id].needs.map(needInWords);
  return [
    ...(built === false
      ? [{ title: 'Not built yet', text: 'It is left out of every run by name and never counted as judged.' }]
      : []),
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

const dispute = `Report a wrong verdict to the maintainers of this suite. Attach the verdict line, this requirement's entry of \`statement.json\` and the exchanges that it names from \`exchanges.ndjson\`: secrets are masked in both, but look them through before you publish them. Say which implementation it is, in which version, with what before it (gateway, proxy, firewall), and which sentence of the sources above allows what it does.`;

/** `Nexus, Responses`, with a link where the source has an address. */
export function sourceLink({ document, section, url }: Source): string {
  return url === undefined ? `${document}, ${section}` : `[${document} ${section}](${url})`;
}

function needInWords(need: Need): string {
  const sets = needs[need].map((set) => set.map((name) => `\`${name}\``).join(' and '));
  return sets.join(', or ');
}

function hintInWords({ says, status = [] }: Hint): string {
  const sentence = says.charAt(0).toUpperCase() + says.slice(1);
  return status.length === 0 ? sentence : `Answered ${status.join(', ')}: ${says}`;
}
