import { document, openApi, rfc } from './sources.ts';
import type { Requirement } from './types.ts';

/** The two parameters: userId in the path, clientId in the query. */
export const parameters = {
  'parameters/client-id-required': {
    sentence:
      'A request without the required query parameter clientId MUST be refused with a documented client error and MUST have no effect.',
    level: 'MUST',
    class: 'contract',
    sources: [document('Parameters (clientId: required) and Responses'), openApi('Parameter Object')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      'A fully credentialed request leaves the query out, once with each alternative whose control was accepted. Accepted are 400 and 404, and no e-mail may follow; any other client error is undocumented and fails. The credentials are good, since otherwise a 401 would hide the answer that is looked for. Without e-mail the user is an unknown one: the refusal then counts only where its status is not the one that the unknown user alone gets.',
    legitimate: ['A server may answer 404: the query is part of the target URI, and some routers match on it.'],
  },
  'parameters/missing-client-id-is-400': {
    sentence: 'The refusal of an absent clientId SHOULD be 400.',
    level: 'SHOULD',
    class: 'contract',
    sources: [document('Responses, 400'), rfc(9110, '15.5.1')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged: 'The answer to the request without clientId is judged again: 400 is preferred, 404 is a warning.',
    legitimate: ['A server may answer 404: the document does not say which condition has which status.'],
  },
  'parameters/empty-client-id': {
    sentence: 'An empty clientId SHOULD be refused like an absent one.',
    level: 'SHOULD',
    class: 'contract',
    sources: [openApi('Parameter Object')],
    profile: 'gate',
    environment: 'production',
    emails: 2,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Two fully credentialed requests for the user carry `?clientId=` and `?clientId`. Accepted are 400 and 404; 204 is a warning.',
    legitimate: [
      'A server may accept the empty value at the cost of a warning: the document gives the parameter no schema.',
    ],
  },
  'parameters/unknown-client-id': {
    sentence: 'A clientId that names no registered application SHOULD be refused with a documented client error.',
    level: 'SHOULD',
    class: 'contract',
    sources: [document('clientId, description')],
    profile: 'smoke',
    environment: 'production',
    emails: 1,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'unknown-client'],
    judged:
      'A fully credentialed request for the user names a client that was never registered, in the format of the registered ones. Accepted are 400 and 404; 403 and 204 are warnings. It fails only where the flow then leaves for an unregistered target, which email/no-open-redirect judges, or where the operator declares by NEXUS_STRICT_CLIENT that clients are checked at once: then 204 is a failure.',
    legitimate: [
      'A server may look the client up only when the user completes the change, and so answer 204 here.',
      'A server may answer 400 or 404 as it likes: the document describes neither.',
    ],
  },
  'parameters/unknown-user-refused': {
    sentence: 'For an authenticated caller a well-formed userId that names no user MUST be refused.',
    level: 'MUST',
    class: 'contract',
    sources: [document('Responses, 404'), rfc(9110, '15.5.5')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'unknown-user'],
    judged:
      "A fully credentialed request names an unknown user, well-formed in the server's own format, once with each alternative whose control was accepted. Accepted are 404, 400 and 403; any other client error is a refusal too and a warning; 204, a redirect, 500, 501 and 505 fail.",
    legitimate: [
      "A server may answer 403 because it checks the caller's entitlement before the user's existence.",
      'A server may hide which users exist from anonymous callers, but not by a 204 to an authenticated one: no e-mail was sent to the given user.',
    ],
  },
  'parameters/unknown-user-is-404': {
    sentence: 'The refusal of an unknown userId SHOULD be 404.',
    level: 'SHOULD',
    class: 'contract',
    sources: [document('Responses, 404'), rfc(9110, '15.5.5')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'unknown-user'],
    judged:
      'The answer to the request for the unknown user is judged again: 404 is preferred, 400 and 403 are warnings.',
    legitimate: [
      'A server may answer 400, which is documented and never described, or 403 where entitlement is checked first.',
    ],
  },
  'parameters/malformed-user-id': {
    sentence: 'A malformed or empty userId MUST NOT be answered with success.',
    level: 'MUST',
    class: 'contract',
    sources: [document('userId (path, required)'), openApi('Parameter Object')],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      "A request with the good credentials of each alternative carries a userId that breaks the format declared by the operator; accepted are 400 and 404. Where the user's id is a UUID, that id also lacks its last digit and has one appended: nobody has such an id, but a look-up by prefix takes it for the user's. Another spells one character of a real id as `%25` and two hex digits, which only a path that is decoded twice makes real again: 204 fails. One more has an empty path segment in its place; accepted are 301, 307, 308, 400, 401, 403, 404 and 405, and a connection that ends without an answer is observed. Another client error is a warning, and so is another redirect from the empty segment; a success and any 5xx fail. Without a declared format a made-up userId takes the malformed one's place and its answer is observed only; where every text is a possible userId, only the empty segment is judged.",
    legitimate: [
      'A server may let its router answer 404 with an empty or an HTML body: the shape of the body is not judged here.',
      'A proxy or a router may merge the slashes, which makes the empty segment another route, or redirect there: Go does so with 307.',
      'A firewall may answer 403 to a percent sign that is encoded itself.',
    ],
  },
  'parameters/percent-encoding': {
    sentence:
      'Percent-encoding an unreserved character of userId or clientId (either hex case) MUST NOT change the outcome.',
    level: 'MUST',
    class: 'protocol',
    sources: [rfc(3986, '2.1'), rfc(3986, '2.3'), rfc(3986, '6.2.2.1'), rfc(3986, '6.2.2.2'), rfc(9110, '4.2.3')],
    profile: 'gate',
    environment: 'production',
    emails: 2,
    phase: 'probes',
    onlyBy204: true,
    shares: 'auth/no-carry-over',
    needs: ['credentials', 'user', 'client'],
    judged:
      "Two requests, one by each alternative, spell a letter or digit of the user's id and of the client's id as escapes, and where the ids allow it a character whose escape has a letter, once in upper-case and once in lower-case hex. The answer must be the plain form's: 204; without e-mail there is none to compare with, and it is left out. Reserved characters are never encoded, since that would change the meaning.",
    legitimate: ['A gateway may refuse escapes: the finding then names it, so that the application is not blamed.'],
  },
  'parameters/repeated-client-id': {
    sentence:
      'Repeated clientId parameters MAY be refused or resolved to one of the values; the outcome MUST be one of the documented ones.',
    level: 'MAY',
    class: 'contract',
    sources: [openApi('Parameter Object'), rfc(3986, '3.4')],
    profile: 'gate',
    environment: 'production',
    emails: 2,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Two fully credentialed requests for the user carry the same clientId twice, and two registered ones. Accepted are 204, 400 and 404; which value wins is recorded.',
    legitimate: [
      'A server may take the first value, take the last, join both or make a list of them: frameworks do each of these.',
    ],
  },
  'parameters/client-id-only-in-query': {
    sentence: 'clientId sent only in a header, form body or JSON body SHOULD be treated as absent.',
    level: 'SHOULD',
    class: 'contract',
    sources: [document('Parameters (clientId: in query)'), openApi('Parameter Object')],
    profile: 'gate',
    environment: 'production',
    emails: 1,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      'A fully credentialed request for the user has no query and carries the clientId in a form body instead. Accepted are 400, 404 and 415; 204 is a warning.',
    legitimate: [
      'A server may merge form and query parameters at the cost of a warning: it accepts more than is documented and refuses nothing that is.',
    ],
  },
  'parameters/spelling-variants': {
    sentence:
      'Spelling variants (name case `ClientId`, extra unknown parameter, trailing slash, path case) MAY be accepted or refused.',
    level: 'MAY',
    class: 'contract',
    sources: [openApi('Parameter Object'), rfc(3986, '6.2.2.1'), rfc(9110, '4.2.3')],
    profile: 'certify',
    environment: 'production',
    emails: 4,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Four fully credentialed requests for the user differ from the control in one spelling each: the parameter is called `ClientId`, an unknown parameter is added, a slash trails the path, a path segment has another case. Accepted are 204, 400 and 404, and for the two path variants also 301, 302, 303, 307, 308, 401, 403 and 405. What happens is recorded.',
    legitimate: [
      'A server may match names and routes without regard to case.',
      'A server may take a path with a trailing slash for another resource, or redirect from it; the redirect is not followed.',
      'A gateway may answer 401 or 403 to every path that it does not know.',
    ],
  },
  'parameters/several-faults': {
    sentence:
      'A request with several faults MUST be refused with a documented client error, whichever fault is reported.',
    level: 'MUST',
    class: 'contract',
    sources: [document('Responses (order undocumented)')],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'unknown-user', 'unknown-client'],
    judged:
      'Requests with the good credentials of each alternative have two faults each: an unknown user without clientId, an unknown user with an unknown client, and a malformed userId without clientId where a format is declared. Accepted are 400 and 404; 403 is a warning.',
    legitimate: [
      'A server may check in any order: most frameworks validate parameters before they look anything up, and nothing demands it.',
    ],
  },
} as const satisfies Record<`parameters/${string}`, Requirement>;
