import {
  type Chapter,
  catalogueVersion,
  chapterOf,
  chapters,
  inProfile,
  type RequirementId,
  requirementIds,
  requirements,
} from '../../requirements/index.ts';
import {
  type Environment,
  type Level,
  type Profile,
  profiles,
  type Requirement,
  type RequirementClass,
  type Source,
} from '../../requirements/types.ts';

const levels = {
  MUST: 'broken, the run fails',
  SHOULD: 'unmet, it is a warning',
  MAY: 'left open; what happens is recorded',
} as const satisfies Record<Level, string>;

const classes = {
  contract: "what the API's own document says",
  protocol: 'what HTTP and the other standards beneath it say',
  effect: 'the e-mail, and what follows from it',
  robustness: 'what no request may do to the service',
  advisory: 'good practice; reported in sentences that say *should*, and never decides about conformance',
} as const satisfies Record<RequirementClass, string>;

const profileUses = {
  smoke: 'after a deployment: is it the right service, and is its door shut?',
  gate: 'before a release',
  certify: 'full evidence for a certificate',
} as const satisfies Record<Profile, string>;

const places = {
  production: 'anywhere',
  consent: 'on production only with written consent',
  staging: 'never on production',
} as const satisfies Record<Environment, string>;

/** The Markdown of docs/requirements.md: every requirement of the registry, a section a chapter. */
export function requirementsPage(): string {
  return `${[introduction(), counts(), ...chapters.map(({ name, title }) => chapterSection(name, title))].join('\n\n')}\n`;
}

function introduction(): string {
  return `<!-- Generated from requirements/ by src/report/write-docs.ts. Do not edit. -->

# Requirements

Catalogue ${catalogueVersion}. What an implementation of Nexus is judged by, one normative sentence each. *The document* is the API's own
contract text, *the user* a test user whose password may be reset, *the tripwire user* one who must get no e-mail before the
run's very end, *the client* a registered application, *unknown* what is well-formed and was never registered. *The control* is
the fully credentialed good request: a refusal proves something only beside a control that was accepted, and differs from it
in one thing. Refusals name the user or, where a mailbox is configured, the tripwire user.

A refusal of credentials may be 400, 401, 403 or 404. A status of another layer, such as 405, 411, 413, 429 or 503, is inconclusive,
any other 4xx is not accepted and a warning, and 2xx, 3xx and 5xx fail, unless the requirement says otherwise.

**Levels.** ${definitions(levels)}.

**Classes.** ${definitions(classes)}.

**Profiles**, each including the ones before it. ${definitions(profileUses)}.

What is marked **not built yet** is left out of every run by name and never counted as judged.`;
}

function definitions(meanings: Readonly<Record<string, string>>): string {
  return Object.entries(meanings)
    .map(([word, meaning]) => `\`${word}\`: ${meaning}`)
    .join(' · ');
}

function counts(): string {
  const rows = (Object.keys(classes) as RequirementClass[]).map((name) =>
    countRow(name, (requirement) => requirement.class === name),
  );
  const header = ['class', ...Object.keys(levels), 'all', ...profiles, 'built'];
  return [
    '## Counts',
    '',
    tableRow(header),
    tableRow(header.map((_, column) => (column === 0 ? '---' : '---:'))),
    ...rows,
    countRow('**all**', () => true),
  ].join('\n');
}

function countRow(title: string, belongs: (requirement: Requirement) => boolean): string {
  const ids = requirementIds.filter((id) => belongs(requirements[id]));
  return tableRow([
    title,
    ...Object.keys(levels).map((level) => ids.filter((id) => requirements[id].level === level).length),
    ids.length,
    ...profiles.map((profile) => ids.filter((id) => inProfile(id, profile)).length),
    ids.filter((id) => requirements[id].built !== false).length,
  ]);
}

function tableRow(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

function chapterSection(chapter: Chapter, title: string): string {
  const ids = requirementIds.filter((id) => chapterOf(id) === chapter);
  return [`## ${title}`, ...ids.map(requirementSection)].join('\n\n');
}

function requirementSection(id: RequirementId): string {
  const requirement = requirements[id];
  const { statement, sources, judged, legitimate } = requirement;
  return [
    `<a id="${id.replace('/', '-')}"></a>\n\n### ${id}`,
    `> ${statement}`,
    facts(requirement),
    `**Source.** ${sources.map(sourceLink).join(' · ')}`,
    `**Judged.** ${judged}`,
    ...(legitimate.length > 0
      ? [`**Legitimate.**\n\n${legitimate.map((difference) => `- ${difference}`).join('\n')}`]
      : []),
  ].join('\n\n');
}

/** Level, class, the profiles that run it and where, on one line. */
function facts({ level, class: protects, profile, environment, built }: Requirement): string {
  const runIn = profiles.slice(profiles.indexOf(profile)).join(', ');
  const line = `**${level}** · ${protects} · ${runIn} · ${places[environment]}`;
  return built === false ? `${line} · **not built yet**` : line;
}

function sourceLink({ document, section, url }: Source): string {
  const text = url === undefined ? `${document}, ${section}` : `${document} ${section}`;
  return url === undefined ? text : `[${text}](${url})`;
}
