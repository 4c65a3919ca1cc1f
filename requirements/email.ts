import { document, rfc } from './sources.ts';
import type { Requirement } from './types.ts';

/** The effect: the e-mail and what follows from it. */
export const email = {
  'email/arrives': {
    sentence: 'After a 204 a password-reset e-mail MUST arrive at the address on file for the given user.',
    level: 'MUST',
    class: 'effect',
    sources: [document('summary'), rfc(9110, '15.3.5')],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client', 'mailbox'],
    judged:
      "A fully credentialed request for the user is answered 204; the user's mailbox is then polled for the declared delivery time, 300 seconds by default. At least one new message must arrive. After that time the outcome is inconclusive, and after three times as long it fails. Messages are matched by recipient and by the mailbox's own identity of what was there before, never by subject, language or clock, and every folder is looked into. A message that is listed and not whole yet has not arrived; one that vanished makes it inconclusive. Where the closing control brings none it is sent once more by the other option, to tell a silent limit per user from a failure.",
    legitimate: [
      'A server may queue the e-mail and deliver it later.',
      'A mail system may delay by grey-listing, file it as spam or rewrite the address: what lies in Junk has arrived.',
    ],
  },
  'email/only-to-the-user': {
    sentence: 'The e-mail MUST go to the given user only: not to another user, not to the caller.',
    level: 'MUST',
    class: 'effect',
    sources: [document("'to the given user'")],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client', 'mailbox', 'bystander-mailbox'],
    judged:
      "At the end of the run the mailboxes of the bystander and, where one is named, of the caller must be empty, and the e-mails that the user got must name the user alone in To and Cc. In certify one request for the bystander then shows that its mailbox can be filled; an empty mailbox that nobody saw filled proves nothing, unless the mailbox sees every recipient. The closing control's message names the tripwire user alone. In certify, where the user's id is no UUID and holds s, k or i, the id is also asked for with letters that fold to these: what that mails goes to the user exactly.",
    legitimate: [
      'An operator may keep an archive by blind copy: it cannot be seen and is not judged.',
      "A user may have several addresses; one that is nobody's of the run is a warning.",
    ],
  },
  'email/none-on-refusal': {
    sentence: 'A request answered 4xx MUST NOT send an e-mail.',
    level: 'MUST',
    class: 'effect',
    sources: [document('Responses'), rfc(9110, '15.5'), rfc(9110, '15.5.2')],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client', 'tripwire-mailbox', 'mailbox'],
    judged:
      "All refusals of the run name the tripwire user, whose mailbox must be empty at the end of a quiet window: ten seconds or three times the slowest delivery seen, whichever is longer, and at least one second on loopback. In certify, where the mailbox is no sink of the suite's own, it lasts 330 seconds at least, since the tripwire user alone may be grey-listed; signs of grey-listing in any message make a shorter one inconclusive. Where the mailbox sees every recipient, no message may have gone to any id or address that the run made up. The run's very last request then proves that the tripwire user can get e-mail: it is fully credentialed, must be answered 204 and its e-mail must arrive; else the outcome is inconclusive.",
    legitimate: [
      'A server may deliver the e-mails of accepted requests late: the tripwire user is in none of those, so that no refusal is blamed for them.',
    ],
  },
  'email/offers-reset': {
    sentence: 'The e-mail MUST give the user a means to reset the password (link or code).',
    level: 'MUST',
    class: 'effect',
    sources: [document("'password reset email'")],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client', 'mailbox'],
    judged:
      'All parts of the e-mail that arrived are decoded. There must be a means that is fresh: a part of a URI of sixteen or more characters, or a code, that differs between two messages of the run. Nothing fresh and an empty value or a placeholder in its place fails, and so does a loopback host where the target is none, or markup in a message of text alone; where nothing fresh is found otherwise, the outcome is inconclusive and a person has to look. No link is followed.',
    legitimate: [
      'A server may send a link, a link into an app, or a code, in HTML or plain text and any language.',
      'A mail system may wrap links for its own tracking.',
    ],
  },
  'email/reset-works': {
    sentence: 'Following that means MUST let the user set a new password, after which it works.',
    level: 'MUST',
    class: 'effect',
    sources: [document("'after they complete the password change'")],
    profile: 'certify',
    environment: 'staging',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'mailbox'],
    judged:
      "One request of its own is sent when nothing else for the user is on its way. A browser follows its e-mail's link, and only that one, with the operator's script for the reset page and sets a new password for the user, who then logs in with it. The login must succeed. An e-mail that holds a password which works at once, while the old one does not, fails: the password was changed and mailed.",
    legitimate: [
      'A server may demand a password policy, a second factor or a puzzle: these are obstacles and make it inconclusive.',
      'A mail system may open links to scan them: a link that is used at its first opening makes it inconclusive.',
    ],
  },
  'email/redirects-to-client': {
    sentence: 'After completing the change the user MUST be redirected to the application denoted by clientId.',
    level: 'MUST',
    class: 'effect',
    sources: [document('clientId, description')],
    profile: 'certify',
    environment: 'staging',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'mailbox', 'client-origin'],
    judged:
      'At the end of the password change the last navigation that is asked for must go to an origin declared for the client, whether or not it can be loaded here. Origins are compared, not whole URLs.',
    legitimate: [
      'A server may redirect by status, by script, by a form or by a button to press, and may show a confirmation or a login page on the way.',
      'An application may have a scheme of its own instead of an https origin.',
    ],
  },
  'email/client-decides-redirect': {
    sentence: 'Different clientIds MUST lead to their own applications.',
    level: 'MUST',
    class: 'effect',
    sources: [document('clientId, description')],
    profile: 'certify',
    environment: 'staging',
    emails: 1,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'mailbox', 'client-origin', 'second-client-origin'],
    judged:
      'The password change is completed for the client and at once again for the second client, for the same user: a link that is kept for the first shows only so. Each must end on its own declared origin. Where both clients share an origin it proves nothing and is not applicable; where no e-mail comes for the second, a silent limit per user, it is inconclusive.',
    legitimate: ["A server may redirect in any way, as long as the final origin is the client's own."],
  },
  'email/no-open-redirect': {
    sentence: 'Nothing in the request MUST lead to a redirect outside the registered applications.',
    level: 'MUST',
    class: 'effect',
    sources: [document("clientId, description ('application client Id')")],
    profile: 'certify',
    environment: 'staging',
    emails: 5,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'mailbox', 'unknown-client'],
    judged:
      'Three fully credentialed requests for the user carry a foreign URL, one without a scheme and an unknown client as clientId; accepted are 400 and 404. Two more carry the good clientId and a foreign URL in parameters such as `redirect_uri`, `returnUrl` and `next`, in the query and in a form. Where 204 comes back, no link of the e-mail and no page at the end of the change may have that host.',
    legitimate: [
      'A server may carry the value inside a signed link as opaque data: the final target is judged, not the text.',
    ],
  },
  'email/exactly-one': {
    sentence: 'One accepted request SHOULD send exactly one e-mail.',
    level: 'SHOULD',
    class: 'effect',
    sources: [document("'a password reset email'")],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client', 'mailbox'],
    judged:
      "The messages at the user's mailbox since the start of the run, each counted once by the mailbox's own identity, are compared with the number of 204s for the user; more messages are a warning. Besides, the opening's first control is sent alone and must bring one e-mail. Two runs at once on the same users make it inconclusive, and so does a missing one where the mailbox drops duplicates.",
    legitimate: [
      'A server may deliver at least once from a queue, and may send an extra notice without link or code.',
      'A mail system may show one message in several folders or under several labels: copies of equal octets are one.',
    ],
  },
  'email/secret-stays-in-the-email': {
    sentence: 'What lets the holder reset the password MUST NOT be in the response.',
    level: 'MUST',
    class: 'effect',
    sources: [document("summary ('sends a password reset email to the given user')")],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client', 'mailbox'],
    judged:
      'Every fresh part of the e-mail, such as a query value, a path segment, a part of a fragment or a code, is looked for in the 204 that caused it, as it stands and decoded. None may stand in a header field, a cookie or content of the answer.',
    legitimate: [
      "A server may show the client's id or origin in both, and whatever the request itself carried.",
      'A server may name the request in a trace field: that is observed.',
    ],
  },
} as const satisfies Record<`email/${string}`, Requirement>;
