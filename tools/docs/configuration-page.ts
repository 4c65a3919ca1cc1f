import { type Group, groups, shownVariableNames, type VariableName, variable } from '../../config/variables.ts';
import { defaultOf } from '../../src/configuration/defaults.ts';

/** The Markdown of docs/configuration.md: every variable whose feature exists, a table a group. */
export function configurationPage(): string {
  return `${[introduction, ...groups.flatMap(section)].join('\n\n')}\n`;
}

const introduction = `<!-- Generated from config/variables/ by npm run docs. Do not edit. -->

# Configuration

Every variable, with what needs it. \`npm run conformance -- init --target staging\` writes them into a commented file to fill in,
\`npm run conformance -- doctor --target staging\` says what is missing or wrong before anything is judged, and what each
profile could judge with what there is.

**Where values come from.** A flag wins over the process environment, the environment over an env file, that over \`.env\` in
the working folder. An env file that is named, by \`--target NAME\` (which reads \`config/targets/NAME.env\`) or \`--env-file\`, is taken
whole: only what it lacks about the target comes from the environment, and another \`NEXUS_BASE_URL\` there is an error. Under the
suite's own npm scripts files are looked for where you typed, then in the package's root; two unlike ones are an error.
Node takes \`--env-file\` for its own, too, unless it is started as \`node -- bin/nexus-conformance.cjs\`, as our npm scripts do. \`npx\` does not:
Node then drains a pipe, and ends with 9 where there is no such file. There \`NEXUS_ENV_FILE\` names it.

**Without a target** the embedded reference is judged, where nothing but \`--fault\`, \`--only\`, \`--skip\` or \`--last-failed\` was given
and no pipeline is recognised (by \`CI\`, or the variables of some fifty systems). Anything else is exit 2: a target was meant.
\`--target reference\` asks for the embedded one by name.

**How they are written.** Empty counts as unset. Booleans are \`true\` or \`false\`. A value with a \`#\` stands in quotation marks.
White space around a value is an error, and so is an unknown \`NEXUS_*\` variable in a file. A secret never comes from a flag;
for every secret \`NAME\` there is \`NAME_FILE\`, the file that holds it, such as \`NEXUS_BEARER_TOKEN_FILE\`.
Where the table says so, \`none\` declares that the target has no such thing: what needs it is then not applicable, and the
statement shows the declaration.

**What is refused as nobody's meaning.** A file that is no UTF-8, or is written for a shell, JSON or YAML instead of \`NAME=value\` a line;
a reference that nobody replaced, such as \`$(X)\`, \`\${X}\`, \`{{ X }}\`, \`%X%\` or \`<X>\`; quotation marks that came along; an example
of these tables that still stands there. A secret that really looks so is given by \`NAME_FILE\`.

**Needed by.** A profile that lacks what it needs ends *incomplete*: a requirement that MUST hold could not be judged. Smoke needs one alternative,
Bearer with ApplicationToken or Basic, and leaves the other out while nothing of it is configured; gate and certify need both.`;

function section(group: Group): string[] {
  const names = shownVariableNames.filter((name) => variable(name).group === group);
  if (names.length === 0) return [];
  const header = ['variable', 'meaning', 'example', 'default', 'needed by'];
  const rows = [header, header.map(() => '---'), ...names.map((name) => cells(name).map(escaped))];
  return [[`## ${group}`, '', ...rows.map(row)].join('\n')];
}

function cells(name: VariableName): string[] {
  const { about, whence, example, neededBy, secret, none, flag } = variable(name);
  const meaning = [
    about,
    `From: ${whence}.`,
    ...(flag === undefined ? [] : [`Flag: \`${flag}\`.`]),
    ...(none ? ['May be `none`.'] : []),
    ...(secret ? ['**Secret.**'] : []),
  ];
  return [`\`${name}\``, meaning.join(' '), `\`${example}\``, defaultOf(name) ?? '', neededBy.join(', ')];
}

function row(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |`;
}

/** A vertical line would end the cell. */
function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}
