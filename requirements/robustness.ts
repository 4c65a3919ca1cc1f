import { document, rfc } from './sources.ts';
import type { Requirement } from './types.ts';

/** What no request may do to the service. */
export const robustness = {
  'robustness/hostile-user-id': {
    sentence: 'Hostile userId values MUST NOT cause success or a 5xx.',
    level: 'MUST',
    class: 'robustness',
    sources: [document('Responses (no 5xx is documented)'), rfc(3986, '2.4'), rfc(9110, '15.6.1')],
    profile: 'gate',
    environment: 'consent',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      "Fully credentialed requests in exact bytes carry hostile userIds: encoded slashes, dot segments, NUL, octets that are not UTF-8, line ends and percent signs, 2 kB of text, emoji, quotes, template strings, and conditions of SQL, LDAP and other databases; then generated ones (13 of 50 in gate, 250 of 1000 in certify, alike in every run of a release). Each holds the word nexus-conformance, so that it is nobody's. Accepted is any 3xx or 4xx; a 2xx and 500 fail, but for a 2xx to dot segments and encoded slashes, which may name another resource and is observed. 502 and 504 are a gateway's and make it inconclusive. A connection that is closed is observed where a good request passes right after it; where the next one cannot be opened, or an input hangs twice, it fails.",
    legitimate: [
      'A server may redirect dot segments, encoded slashes and doubled slashes, which is not followed.',
      'A server or a firewall may answer 400, 403, 404, 406, 413, 422 or 429 to any of them; 501 and 505 are no crashes.',
    ],
  },
  'robustness/hostile-client-id': {
    sentence: 'Hostile clientId values MUST NOT cause a 5xx or inject response header fields.',
    level: 'MUST',
    class: 'robustness',
    sources: [document('Responses (no 5xx is documented)'), rfc(9112, '11.1')],
    profile: 'gate',
    environment: 'consent',
    emails: 11,
    mailFree: true,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Fully credentialed requests for the user (in gate for an unknown user where that tells as much) carry hostile clientIds: empty, repeated, `clientId[]=`, NUL, an octet that is not UTF-8, 4 kB of text, a quotation mark, a backslash, a line end, an angle bracket, and encoded line ends followed by a field `X-Nexus-Probe`. Accepted are 204 and any 3xx or 4xx, never 500, and the answer must have no field X-Nexus-Probe. Generated ones follow, for an unknown user, to whom nothing may be answered 204. What an answer echoes is judged by problem/well-formed and problem/media-type.',
    legitimate: [
      'A server may answer 204 to junk: that is the warning of parameters/unknown-client-id and no failure here.',
    ],
  },
  'robustness/unexpected-body': {
    sentence: 'An unexpected request body MUST NOT cause a 5xx and MUST NOT override the parameters.',
    level: 'MUST',
    class: 'robustness',
    sources: [document('no request body is documented'), rfc(9110, '9.3.3'), rfc(9110, '15.5.16'), rfc(9112, '6.3')],
    profile: 'gate',
    environment: 'consent',
    emails: 11,
    mailFree: true,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'second-client', 'bystander'],
    judged:
      'Fully credentialed requests carry bodies that nobody asked for: JSON, broken JSON, a form, plain text, an empty body with a JSON type, a chunked one, 1 MB, and a JSON body and a form that name the bystander and the second client; in certify also a form whose key is `[=` and JSON in an unknown charset. In gate they name an unknown user where that tells as much. Accepted are 204, any 4xx and 501 (to an unknown user no 204). Where a mailbox is watched no e-mail to the bystander may follow: where one comes they are sent once more, and only if one comes again were they the cause. Generated bodies follow, for an unknown user.',
    legitimate: [
      'A server may ignore the body, or refuse it with 400, 411, 413 or 415.',
      'A server may join the clientId of query and form to one unknown id, and answer 404.',
      'ASP.NET MVC answers 500 to the key `[=` until its JQueryFormValueProviderFactory is removed: it fails, and the finding names that cure.',
    ],
  },
  'robustness/repeated-and-concurrent': {
    sentence:
      'Repeated and concurrent valid requests MUST each get a documented or throttling answer and MUST NOT get a 5xx other than 503.',
    level: 'MUST',
    class: 'robustness',
    sources: [document('Responses'), rfc(9110, '9.2.2'), rfc(6585, '4')],
    profile: 'gate',
    environment: 'consent',
    emails: 7,
    phase: 'probes',
    mailFree: true,
    needs: ['credentials', 'user', 'client'],
    judged:
      "In certify the control is repeated twice in sequence and five times at once, for the user. Each answer must be 204, 429 or 503, at least one of them 204; 400, 403 and 409 are a limit per user and a warning. In gate the opening's two controls are the sequence, and the five at once name an unknown user: each must be answered as that request alone, or 429 or 503.",
    legitimate: [
      'A server may send one e-mail a request or one for all: nothing promises idempotency.',
      'A server may throttle.',
    ],
  },
  'robustness/no-crossover': {
    sentence: 'Interleaved requests of different callers MUST each get their own verdict.',
    level: 'MUST',
    class: 'robustness',
    sources: [document('Security'), rfc(9110, '3.3')],
    profile: 'certify',
    environment: 'consent',
    emails: 10,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'unknown-user'],
    judged:
      'Twenty requests for an unknown user are sent at once, ten with full credentials and ten without, in turn. Each must get the verdict of its own kind, as seen when sent alone. Where the server masks refusals as 404, the credentialed ones name the user instead and may bring ten e-mails. Those that were answered are judged; it is inconclusive where fewer than two of each kind were, or where one request at a time is configured.',
    legitimate: [
      'A server may throttle, limit how many it serves at once, or answer in any order.',
      'A server may mask refusals as 404.',
    ],
  },
  'robustness/still-serves': {
    sentence: 'After the hostile cases the service MUST still answer the control request as before.',
    level: 'MUST',
    class: 'robustness',
    sources: [document('Responses')],
    profile: 'gate',
    environment: 'production',
    emails: 1,
    phase: 'closing',
    mailFree: true,
    needs: ['credentials', 'user', 'client'],
    judged:
      'After everything else the control of the opening is sent once more. It must be answered as it was at the start: 204. A row of 403 or 429 before it looks like a firewall that has shut the suite out, and makes it inconclusive.',
    legitimate: ["A firewall may ban the suite's address after the hostile cases: that is no crash."],
  },
  'robustness/hostile-headers': {
    sentence:
      'Malformed or unknown values of Accept, Accept-Language, Accept-Encoding, Content-Type, Cookie, Authorization and unknown fields MUST NOT cause a 5xx or end the service.',
    level: 'MUST',
    class: 'robustness',
    sources: [document('Responses (no 5xx is documented)'), rfc(9110, '15.6.1')],
    profile: 'gate',
    environment: 'consent',
    emails: 7,
    mailFree: true,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Seven fully credentialed requests for the user have malformed and unknown values, one each in Accept, Accept-Encoding, Content-Type, Cookie and a field that nobody knows, and two in Accept-Language, one of them with an underscore; eleven requests to be refused have them in Authorization: Basic without a pair or with octets that are not UTF-8, Bearers whose segments are no JSON. Generated fields follow, for an unknown user. No answer may be a 500, none of what is to be refused a success, and the service must go on. In gate all good ones name an unknown user where that tells as much.',
    legitimate: ['A server may answer 400, 406, 415 or 431, or ignore the field.'],
  },
  'robustness/no-server-error': {
    sentence: 'No request of the run MUST be answered 500.',
    level: 'MUST',
    class: 'robustness',
    sources: [document('Responses (no 5xx is documented)'), rfc(9110, '15.6.1')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: [],
    judged:
      "Every answer of the run is looked at again. A 500 fails; 502 and 504 are inconclusive and named as the gateway's.",
    legitimate: ['A server may answer 501, 503 or 505: these are no crashes.'],
  },
} as const satisfies Record<`robustness/${string}`, Requirement>;
