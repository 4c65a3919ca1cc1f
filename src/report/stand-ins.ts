import { isVariableName } from '../../config/variables.ts';
import { eighty, four } from '../client/forgery.ts';
import { nobody } from '../client/row-credentials.ts';
import { caseOf, type Intent } from '../model/exchange.ts';
import { type Piece, shellWord } from './shell.ts';

/** `‹what it is›`, which stands in every record where a secret stood. */
const mark = /‹([^›]*)›/;

/** Whether a recorded text has lost a secret. */
export const holdsMark = (text: string): boolean => mark.test(text);

/** A text that stands in for a secret that no variable holds: it says what belongs there. */
export interface StandIn {
  readonly standIn: string;
}

/** What the shell does to the variable to come to the same value, by what the mark says after the variable's name. */
const derivations: Readonly<Record<string, (name: string) => string>> = {
  '': (name) => `$${name}`,
  ', last character dropped': (name) => edited(name, 's/[^=]\\(=*\\)$/\\1/'),
  ', 4 characters appended': (name) => edited(name, `s/=*$/${four}&/`),
  ', 80 characters appended': (name) => edited(name, `s/=*$/${eighty}&/`),
  ', a fourth segment appended': (name) => `\${${name}}.${four}`,
  ', letter case swapped': (name) => `$(printf %s "$${name}" | tr a-zA-Z A-Za-z)`,
  ' up to its colon': (name) => `\${${name}%%:*}`,
  ' after its colon': (name) => `\${${name}#*:}`,
};

const edited = (name: string, script: string) => `$(printf %s "$${name}" | sed '${script}')`;

/** The pieces of a recorded text, variables in place of the secrets that they hold. */
export function piecesOf(text: string, intent: Intent): (Piece | StandIn)[] {
  return text.split(mark).map((part, index) => (index % 2 === 0 ? part : secretOf(part, intent)));
}

function secretOf(name: string, intent: Intent): Piece | StandIn {
  if (!pairMark.test(name)) return derived(name) ?? standIn(name, intent);
  const pair = basicPair(name, intent);
  if (pair === undefined) return standIn(name, intent);
  return { expansion: `$(printf %s ${shellWord(...pair)} | base64 | tr -d '\\n')` };
}

const pairMark = /^user name (and|run together with) (.*)$/;

/** User name, colon or none, password of the Base64 that this mark stands for; undefined where no variable holds its password. */
export function basicPair(name: string, intent: Intent): readonly Piece[] | undefined {
  const [, parted, password = ''] = pairMark.exec(name) ?? [];
  const user = [...basicUser(password, intent), parted === 'and' ? ':' : ''];
  if (password === '') return user;
  const value = derived(password);
  return value && [...user, value];
}

/** The name inside the one mark that a text consists of. */
export function soleMark(text: string): string | undefined {
  return new RegExp(`^${mark.source}$`).exec(text)?.[1];
}

function derived(name: string): { readonly expansion: string } | undefined {
  const [, variable = '', derivation = ''] = /^([A-Z_]+)(.*)$/.exec(name) ?? [];
  const derive = isVariableName(variable) ? derivations[derivation] : undefined;
  return derive && { expansion: derive(variable) };
}

/** What was masked for its place only has no name of its own: that of the case says more. */
function standIn(name: string, intent: Intent): StandIn {
  return { standIn: name === 'masked' ? intent.case : name.toLowerCase().replace(/[^a-z0-9]+/g, '-') };
}

const configuredUser = { expansion: '$NEXUS_BASIC_USERNAME' };

/** The cases that send another user name than the configured one, but for those that are rows of the truth table. */
const otherUsers: Readonly<Record<string, readonly Piece[]>> = {
  'auth/near-miss#basic-another-user': [configuredUser, `-${nobody}`],
  'auth/near-miss#basic-empty-user': [],
  'auth/bad-basic#both-empty': [],
};

/** Whose password it is: the record shows no user name, but says which state the credentials were to be in. */
function basicUser(password: string, intent: Intent): readonly Piece[] {
  const { states } = intent;
  const special = /^NEXUS_(\w+)_BASIC_PASSWORD/.exec(password)?.[1];
  if (special) return [{ expansion: `$NEXUS_${special}_BASIC_USERNAME` }];
  if (!states) return otherUsers[caseOf({ intent })] ?? [configuredUser];
  if (states.Basic === 'valid' || states.Basic === 'lower-case-scheme') return [configuredUser];
  const alone = states.Bearer === 'absent' && states.ApplicationToken === 'absent';
  return [alone && states.Basic !== 'wrong-user' ? configuredUser : nobody];
}
