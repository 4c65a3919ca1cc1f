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
      "The opening's first good request was answered 204: an e-mail to the user must come. That of the last alternative is the closing control, the very last request of the run, whose e-mail to the tripwire user must come as well; where it brings none in that time it is sent once more by the other alternative: if that brings one, one way in sends none and it fails, else the tripwire user may not exist and it is inconclusive. An e-mail may take NEXUS_MAILBOX_TIMEOUT_SECONDS, 300 seconds by default: one that comes later is late and has arrived, and after three times as long it fails; where the deadline comes first it is inconclusive. A message is found by its recipient and by the mailbox's own identity of what was there before, never by subject, language or clock, and every folder is looked into. One that is listed and not whole yet has not arrived; where messages vanished or a folder could not be read, that none is there shows nothing.",
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
      "Until the closing control no e-mail may have gone to the bystander or, where one is named, to the caller, and those to the user must not name the tripwire user in envelope, To or Cc. The closing's own e-mails name the tripwire user, or the bystander, and no other user of the run. Where the mailbox does not see every recipient, and in certify, one good request for the bystander shows at the end that its mailbox can be filled: an empty mailbox that nobody saw filled proves nothing and is inconclusive, unless the mailbox sees every recipient. So it is where no e-mail to the user came. An address in To or Cc that is nobody's of the run is a warning with the question; so is, where the suite listens itself, an e-mail that names nobody of the run at all. In certify, where the user's id has an s, k or i, it is asked about with U+017F, U+212A and U+0131 in its place, into which they fold where case is ignored, each for itself and an e-mail more: 204, 400, 403 and 404 are accepted, other refusals are a warning, and what is mailed goes to the user. Where an e-mail like the user's goes to somebody else it is asked again; if that one goes there too, it fails.",
    legitimate: [
      'An operator may keep an archive by blind copy: an address that stands in no field is not judged.',
      'A user may have several addresses: NEXUS_USER_EMAIL lists them.',
      'A server may find the user by an id that only folds into its own, as long as the user gets the e-mail.',
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
      'Requests that are to be refused name the tripwire user, and no e-mail may come to that user until a quiet window has passed since the last of them: ten seconds, one on loopback, or three times the slowest delivery seen, whichever is longer; in certify 330 seconds, unless the suite listens itself. Where the mailbox sees every recipient, none may go to an address made of an id that the run made up either: one of eight or more characters that is its local part, or a part between + . - _ of it. The closing control then proves that the tripwire user can get e-mail: a second one beside it is one that was late, and fails, and without any the outcome is inconclusive. So it is where the window was shorter than that e-mail took, where it was shorter than 330 seconds and the head of a message shows greylisting (X-Greylist, or more than 60 seconds between two servers), where messages vanished, were refused or show no recipient, and where the e-mail may come from a request that was answered 204.',
    legitimate: [
      'A server may deliver the e-mails of accepted requests late: the tripwire user is in none of those, so that no refusal is blamed for them.',
      "An earlier run's e-mail may come late: one that was written, and first taken by a server, more than 15 minutes before this run makes it inconclusive, and so does one where the closing control of a run of the last day, into the same results folder, was never seen to bring one.",
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
      'An e-mail to the user is held against one to another user, such as that of the closing control: of several against the one that is most like it, so that a notice besides shows nothing. There must be a means that is fresh: a part of a URI of sixteen or more characters, or a code, that the other does not have. All e-mails of its subject to users of the run are looked at, and all of them where nothing is fresh: an empty one fails; so does, where nothing in it is fresh, an empty value or a placeholder where a name such as token, code or key says that the means belongs; so do a link to a loopback host where the target is on none, and a link in a message of text alone that is escaped as for HTML. Where nothing fresh is found otherwise, where several links may be the one, or where only one e-mail came, it is inconclusive, and a person has to look. No link is followed.',
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
    emails: 2,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'mailbox'],
    judged:
      "One request of its own is sent once nothing else for the user is on its way. A browser opens the link of its e-mail, and only that one, and sets a new password, by what the pages show or by the operator's module (NEXUS_RESET_PAGE_SCRIPT). Then a password that was made up must not sign in, and the new one must. A second request for the user, for the second client where there is one, sets the password back where NEXUS_USER_PASSWORD names it. Where there is a module and the e-mail holds no link, what in it may be a password is tried: if it signs in, the password was changed and mailed, and it fails. Of several e-mails that come for it the first that holds a link or code counts. A page or form that is answered 5xx fails, but for 503 and what gateways answer (502, 504, 520 to 527, 530); so does a link that is used or expired at its first opening, where the suite itself took the e-mail (smtp:) and none was due that may have made it void. What else keeps a browser from going on, an e-mail with a code and no link, and an origin that is not declared (NEXUS_RESET_ORIGINS) make it inconclusive, and say so.",
    legitimate: [
      'A server may demand a password policy, a second factor or a puzzle: these are obstacles and make it inconclusive.',
      'A mail system may open links to scan them: a link that is used or expired at its first opening makes it inconclusive, unless the suite itself took the e-mail.',
    ],
  },
  'email/redirects-to-client': {
    sentence: 'After completing the change the user MUST be redirected to the application denoted by clientId.',
    level: 'MUST',
    class: 'effect',
    sources: [document('clientId, description')],
    profile: 'certify',
    environment: 'staging',
    emails: 2,
    phase: 'probes',
    shares: 'email/reset-works',
    needs: ['credentials', 'user', 'client', 'mailbox', 'client-origin'],
    judged:
      'In the password change of email/reset-works the navigation that is asked for last, after the new password was handed in, must go to the origin that NEXUS_CLIENT_ORIGIN declares, whether or not it can be loaded here. Origins are compared, not whole URLs. A change that came to no end makes it inconclusive.',
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
    emails: 2,
    phase: 'probes',
    shares: 'email/reset-works',
    needs: ['credentials', 'user', 'client', 'mailbox', 'client-origin', 'second-client-origin'],
    judged:
      'After the password change of email/reset-works another one follows at once, for the same user and the second client: a link that is kept for the first client shows only so. It must end on the origin of NEXUS_SECOND_CLIENT_ORIGIN. Where both clients have one origin it proves nothing and is not applicable; where no e-mail comes for the second, as by a silent limit per user, it is inconclusive.',
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
      'Three good requests for the user have a foreign URL, the same without a scheme, and an unknown client as clientId; two more have the good clientId and a foreign URL in `redirect_uri`, `redirectUri`, `redirect_url`, `returnUrl` and `next`, in the query and in a form. 400 and 404 are accepted, and other refusals are a warning. Where 204 comes back the password change of its e-mail is gone through in a browser, and neither its link nor any page may lead to the foreign host. One whose e-mail does not come, or whose change comes to no end that shows it, makes it inconclusive.',
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
      "The messages to the user since the start of the run, each counted once by the mailbox's own identity, are compared with the number of 204s for the user: more messages are a warning, fewer are right, and inconclusive where the mailbox drops a second message with one Message-ID. A message without a link of its own and without a code is a notice, and not counted. Counted until the first password change: after it there may be a notice of that. The opening's first request for the user is alone until its e-mail has come, for five seconds at most: more than one before the next request are a warning, too.",
    legitimate: [
      'A server may send one e-mail for several requests.',
      'A mail system may show one message in several folders or under several labels: copies of it are one.',
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
      'Every fresh part of the e-mail, such as a query value, a path segment, a part of a fragment or a code, is looked for in every 204 of the run, as it stands and decoded. It may stand in no header field, cookie or content. A code of fewer than eight characters counts only where the next ones stand in the next answers too. Where nothing in the e-mails is known to be fresh it is inconclusive.',
    legitimate: [
      "A server may show the client's id or origin in both, and whatever the request itself carried.",
      'A server may name the request in a trace field, such as X-Request-Id or traceparent: that is observed.',
    ],
  },
} as const satisfies Record<`email/${string}`, Requirement>;
