import { needs } from '../../config/needs.ts';
import { profileCosts } from '../../config/profiles.ts';
import { type RequirementId, requirements } from '../../requirements/index.ts';
import type { Level, Requirement } from '../../requirements/types.ts';
import type { Configuration } from '../configuration/resolve.ts';
import type { Values } from '../configuration/values.ts';
import { foldedFor, foldedUserIds } from './folded.ts';

/**
 * E-mails that a run may cause, at most: the controls, what the requirements cause, spare controls and the tripwire's. Nothing
 * beyond that is ever sent. Where the target `tells` good credentials apart by an unknown user's answer, fewer are.
 */
export function emailsAtMost(values: Values, selected: readonly RequirementId[], tells: boolean): number {
  if (values.NEXUS_MAIL_FREE) return 0;
  const caused = selected.map((id) => emailsOf(id, values, selected, tells)).reduce((sum, emails) => sum + emails, 0);
  const tripwire = tripwireIsUsed(values) ? 1 : 0;
  const bystander = bystanderIsAsked(values) ? 1 : 0;
  const { spareControls, mostEmails } = profileCosts[values.NEXUS_PROFILE];
  return Math.min(
    controlsOf(values) + caused + spareControls + tripwire + bystander,
    mostEmails,
    values.NEXUS_MAX_EMAILS ?? Number.POSITIVE_INFINITY,
  );
}

function emailsOf(id: RequirementId, values: Values, selected: readonly RequirementId[], tells: boolean): number {
  const { emails, mailFree, shares }: Requirement = requirements[id];
  if (selected.some((other) => other === shares)) return 0;
  if (id === foldedFor && isMailWatched(values)) return emails + foldedUserIds(values).length;
  return mailFree && tells && values.NEXUS_PROFILE !== 'certify' ? 0 : emails;
}

/** Whether e-mail is looked for: smoke has no time for it, and where none may be sent there is none. */
export const isMailWatched = ({
  NEXUS_MAILBOX_URL: url,
  NEXUS_PROFILE: profile,
  NEXUS_MAIL_FREE: mailFree,
}: Values): boolean => url !== undefined && url !== 'none' && profile !== 'smoke' && mailFree !== true;

/** Whether a good request for the bystander may show that its mailbox can be filled. */
export const bystanderIsAsked = (values: Values): boolean =>
  isMailWatched(values) && values.NEXUS_BYSTANDER_USER_ID !== undefined;

/** What counts e-mails: of the embedded reference too, which has all that counts and says so only once it runs. */
export function plannedValues({ values, target }: Pick<Configuration, 'values' | 'target'>): Values {
  if (target !== 'reference') return values;
  const there = 'of the embedded reference';
  return {
    ...values,
    NEXUS_BEARER_TOKEN: there,
    NEXUS_APPLICATION_TOKEN: there,
    NEXUS_BASIC_USERNAME: there,
    NEXUS_BASIC_PASSWORD: there,
    NEXUS_UNKNOWN_USER_ID: there,
    NEXUS_TRIPWIRE_USER_ID: there,
    NEXUS_BYSTANDER_USER_ID: there,
    NEXUS_MAILBOX_URL: there,
  };
}

/** One for each alternative that is configured: without them nothing is judged. */
export const controlsOf = (values: Values): number =>
  [needs.bearer, needs.basic].filter((sets) =>
    sets.some((set) => set.every((variable) => values[variable] !== undefined)),
  ).length;

/** What goes first where NEXUS_MAX_EMAILS does not allow all. */
const dispensable: readonly Level[] = ['MAY', 'SHOULD', 'MUST'];

/** Good requests at the end: where what was found needs it one for the user, and those that show that a mailbox can be filled. */
const lastWords = (values: Values): number => 1 + Number(tripwireIsUsed(values)) + Number(bystanderIsAsked(values));

/** What of the selected ones NEXUS_MAX_EMAILS leaves no e-mails for, even if the target tells good credentials apart. */
export function beyondMostEmails(values: Values, selected: readonly RequirementId[]): readonly RequirementId[] {
  const { NEXUS_MAX_EMAILS: most, NEXUS_MAIL_FREE: mailFree } = values;
  if (most === undefined || mailFree) return [];
  const tells = values.NEXUS_UNKNOWN_USER_ID !== undefined;
  const left: RequirementId[] = [];
  for (const level of dispensable) {
    for (const id of selected.filter((one) => requirements[one].level === level)) {
      const kept = selected.filter((one) => !left.includes(one));
      const emails = kept.map((one) => emailsOf(one, values, kept, tells)).reduce((sum, one) => sum + one, 0);
      if (controlsOf(values) + emails + lastWords(values) <= most) return left;
      if (emailsOf(id, values, kept, tells) > 0) left.push(id);
    }
  }
  return left;
}

/**
 * Whether refusals are sent for the tripwire user: only where a mailbox can show that it got no e-mail. Elsewhere they
 * are sent for the user whose control was accepted, so that a refusal cannot come from the user's not existing.
 */
export function tripwireIsUsed(values: Values): boolean {
  return isMailWatched(values) && values.NEXUS_TRIPWIRE_USER_ID !== undefined;
}
