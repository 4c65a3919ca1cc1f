import { mailboxesIn } from './mailbox-address.ts';
import { type Misconfiguration, wrong } from './misconfiguration.ts';
import { isEmailAddress, itemsOf } from './shapes.ts';
import { type Facts, missing } from './target.ts';
import { example } from './values.ts';

/** Whether it is known how to read the mailboxes. */
export function checkMail(facts: Facts): Misconfiguration[] {
  const { NEXUS_MAILBOX_URL: url, NEXUS_USER_EMAIL: emails = '' } = facts.values;
  const read = url === undefined || url === 'none' ? undefined : mailboxesIn(url);
  const strange = !itemsOf(emails).every(isEmailAddress);
  const lacking = missing(facts, ...oauth);
  const [set] = oauth.filter((name) => !lacking.includes(name));
  return [
    ...(read && 'problem' in read ? wrong('NEXUS_MAILBOX_URL', read.problem) : []),
    ...(strange
      ? wrong('NEXUS_USER_EMAIL', `is no e-mail address, and no list of some. ${example('NEXUS_USER_EMAIL')}`)
      : []),
    ...(set === undefined ? [] : lacking).flatMap((name) =>
      wrong(name, `is missing: ${set} is set, and a token takes all three.`),
    ),
  ];
}

const oauth = [
  'NEXUS_MAILBOX_OAUTH_TOKEN_URL',
  'NEXUS_MAILBOX_OAUTH_CLIENT_ID',
  'NEXUS_MAILBOX_OAUTH_CLIENT_SECRET',
] as const;

/** What a person should know of the mailboxes before the run. */
export function noteMail({ values: { NEXUS_MAILBOX_URL: url } }: Facts): readonly string[] {
  const read = url === undefined || url === 'none' ? undefined : mailboxesIn(url);
  return read && 'notes' in read ? read.notes : [];
}
