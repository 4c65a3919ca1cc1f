import { document, openApi, rfc } from './sources.ts';
import type { Requirement } from './types.ts';

/** The operation and its one success. */
export const operation = {
  'operation/answers-204': {
    sentence:
      'A POST to `/v1/users/{userId}/password-reset` with a satisfied security alternative, an existing userId and a registered clientId MUST be answered 204.',
    level: 'MUST',
    class: 'contract',
    sources: [document('path and Responses'), rfc(9110, '15.3.5')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    onlyBy204: true,
    ofGoodRequest: true,
    needs: ['credentials', 'user', 'client'],
    judged:
      "The run's opening sends one fully credentialed request for the user and the client with `Content-Length: 0`; each configured alternative is one case. The answer must be 204. This request is the control that gives every refusal of the run its meaning.",
    legitimate: [
      'A server may answer 411 to a request without Content-Length, so the suite always sends the field.',
      'A server may sit behind any base path, which then belongs to the configured base URL.',
    ],
  },
  'operation/no-other-success': {
    sentence: 'The operation MUST NOT answer any POST with a final 2xx status other than 204.',
    level: 'MUST',
    class: 'contract',
    sources: [document('Responses (204 is the only success)')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: [],
    judged:
      "Every recorded POST whose target is the operation's own, spelled plainly, is looked at again. None may have been answered with a final 2xx status other than 204. Redirects are never followed, so that a page behind a redirect is not taken for the operation's answer.",
    legitimate: [
      'A server may send interim responses such as 100 or 103 first: they are not final.',
      'A server may queue the e-mail, but has to say 204 and not 202: only 204 is documented.',
    ],
  },
  'operation/documented-statuses': {
    sentence:
      'Final statuses for authenticated requests SHOULD stay within 204, 400, 404, apart from statuses HTTP itself provides for the condition met.',
    level: 'SHOULD',
    class: 'contract',
    sources: [document('Responses'), openApi('Responses Object')],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: [],
    judged:
      'Every final answer to an authenticated request is looked at again. Accepted are 204, 400 and 404, and the statuses which HTTP itself provides for the condition met: 401, 403, 405, 406, 408, 411, 413, 414, 415, 417, 421, 429, 431 and 501 to 504. Any other status, such as 409, 422, 500 or a redirect, is a warning.',
    legitimate: [
      'A server may answer 401, 403 or 429, which the document does not list: an OpenAPI description need not cover every status.',
    ],
  },
  'operation/needs-no-body': {
    sentence: 'The operation MUST succeed without a request body and without a Content-Type field.',
    level: 'MUST',
    class: 'contract',
    sources: [document('no request body is documented'), openApi('Operation Object')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    onlyBy204: true,
    ofGoodRequest: true,
    needs: ['credentials', 'user', 'client'],
    judged:
      "The control of the run's opening has no body, `Content-Length: 0` and no Content-Type field, and is judged here from that side. The answer must be 204.",
    legitimate: [
      'A server may refuse an empty body that claims to be JSON, so the suite never adds a Content-Type of its own.',
    ],
  },
} as const satisfies Record<`operation/${string}`, Requirement>;
