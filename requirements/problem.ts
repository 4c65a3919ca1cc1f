import { document, openApi, rfc } from './sources.ts';
import type { Requirement } from './types.ts';

/** Error representations: the problem object of 400 and 404. */
export const problem = {
  'problem/schema-400': {
    sentence:
      'A 400 body of the operation with a JSON media type MUST be an object whose detail, instance, title, type (when present) are string or null and whose status is an int32 integer or null.',
    level: 'MUST',
    class: 'contract',
    sources: [document('Responses, 400, Schema (five nullable members, none required)')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client'],
    judged:
      "Every 400 of the operation itself with a JSON media type, such as the answer to a missing clientId, is checked against the document's schema, and so is text/plain that holds a JSON object. XML is read into the same object first: an empty element is null. In JSON, members that differ from the schema's in letter case alone are a warning. Errors of a router or a gateway are left out, such as those for a malformed userId, and so are 401 and 405. It is judged at the end of the run; where no other requirement has asked for such an error, it asks for it itself.",
    legitimate: [
      'A server may send `{}`, null members and extra members such as `traceId`, however long.',
      'A server may send the document\'s own example with `type` "string" and `status` 0.',
      'A server may write `Status` for `status` at the cost of a warning: the member of the contract is then absent, which it may be.',
    ],
  },
  'problem/schema-404': {
    sentence:
      'A 404 body of the operation with a JSON media type MUST be an object whose detail, instance, title, type (when present) are string or null and whose status is an int32 integer or null.',
    level: 'MUST',
    class: 'contract',
    sources: [document('Responses, 404, Schema (five nullable members, none required)')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client', 'unknown-user'],
    judged:
      'Every 404 of the operation itself, such as the answer for an unknown user, is checked as problem/schema-400 checks a 400.',
    legitimate: [
      'A server may send `{}`, null members and extra members such as `traceId`, however long.',
      'A server may send the document\'s own example with `type` "string" and `status` 0.',
      'A server may write `Status` for `status` at the cost of a warning: the member of the contract is then absent, which it may be.',
    ],
  },
  'problem/status-matches': {
    sentence: 'In application/problem+json or +xml a non-null status member MUST equal the HTTP status code.',
    level: 'MUST',
    class: 'protocol',
    sources: [rfc(9457, '3.1.2')],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Every application/problem+json or application/problem+xml body of the run is looked at again. Its status member must be absent, null or equal to the HTTP status; one that is no number is the business of the schema. A member that stands twice with unlike values is a warning: parsers differ in which they take.',
    legitimate: [
      'A server may write the number as `404.0`.',
      'A server may write a member twice with the same value.',
      'A proxy may rewrite the HTTP status: the finding then names the gateway.',
    ],
  },
  'problem/status-matches-other-types': {
    sentence: 'In other media types a non-null status member SHOULD equal the HTTP status code.',
    level: 'SHOULD',
    class: 'contract',
    sources: [document('Schema, status'), rfc(9457, '3.1.2')],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Every problem object of the operation itself in another media type is looked at again. A number for the status that differs from the HTTP status is a warning, and so is a member that stands twice with unlike values.',
    legitimate: [
      "A server may send any number here at the cost of a warning: only the problem media types import RFC 9457's demand, and the document itself shows 0.",
    ],
  },
  'problem/uri-members': {
    sentence: 'Non-null type and instance SHOULD be URI references.',
    level: 'SHOULD',
    class: 'protocol',
    sources: [rfc(9457, '3.1.1'), rfc(9457, '3.1.5'), rfc(3986, '4.1')],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Every problem object of the operation itself is looked at again. A type or an instance that is neither null nor a URI reference is a warning.',
    legitimate: [
      'A server may use relative references, `about:blank`, `tag:` and `urn:` URIs, the empty string or plain words: all are URI references.',
      'A server may use URIs that resolve to nothing.',
    ],
  },
  'problem/body-present': {
    sentence: 'A 400 or 404 from the operation MUST carry a body when the request accepts JSON.',
    level: 'MUST',
    class: 'contract',
    sources: [document('Responses, 400 and 404 (every representation has the schema)'), openApi('Response Object')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Every 400 and 404 of the operation itself to a request that accepts JSON is looked at again: one without Accept, or with `*/*`, application/json or application/problem+json in it. It must have a body that is not empty once its content codings are undone. Answers of a router or a gateway are left out.',
    legitimate: ['A server may send `{}`.', 'A server may leave the body out where the request does not accept JSON.'],
  },
  'problem/media-type': {
    sentence:
      'A 400 or 404 body from the operation MUST have a Content-Type of the JSON or XML family, or text/plain whose content is the JSON form.',
    level: 'MUST',
    class: 'contract',
    sources: [rfc(9110, '8.3'), document('Responses (seven representations of one schema)')],
    profile: 'smoke',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Every 400 and 404 of the operation itself that has a body is looked at again. Accepted are application/json, text/json, any type ending in +json, application/xml, text/xml, any type ending in +xml, and text/plain whose content is a JSON object. Parameters that break the grammar are a warning. HTML, octet-stream, no Content-Type at all and what is no media type fail, and so does other text/plain, unless the request does not accept JSON (see problem/body-present).',
    legitimate: [
      'A server may or may not use application/problem+json: the document has lost its seven media types.',
      'A server may write the type in any case and add parameters such as charset.',
    ],
  },
  'problem/well-formed': {
    sentence:
      'Error content MUST be what its Content-Type declares: JSON types parse as JSON in UTF-8, XML types are well-formed.',
    level: 'MUST',
    class: 'protocol',
    sources: [rfc(9110, '8.3'), rfc(8259, '8.1'), rfc(7303, '3')],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'closing',
    needs: ['credentials', 'user', 'client'],
    judged:
      'Every error body of the run is parsed as its Content-Type declares, after content codings are undone: JSON types must be JSON in UTF-8, XML types well-formed XML in the encoding that Content-Type or else its own declaration names, or else in UTF-8. text/plain is not parsed. Content that is not coded as its Content-Encoding says fails, and so does a coding that IANA has not registered; a registered one that the suite cannot undo is inconclusive. One 404 and one refusal of credentials, neither of which can cause an e-mail, are asked for with `Accept-Encoding: gzip, br`, as real clients ask.',
    legitimate: [
      'A server may begin JSON with a byte order mark: RFC 8259 §8.1 lets parsers ignore it.',
      'A server may compress the body, although most requests of the suite ask it not to.',
      'A server may name a coding where there is no content to code.',
      'A server may send XML that declares UTF-16 in UTF-8, where Content-Type says so: its charset goes first (RFC 7303 §3).',
    ],
  },
  'problem/xml-root': {
    sentence: 'application/problem+xml content MUST have the root element problem in namespace urn:ietf:rfc:7807.',
    level: 'MUST',
    class: 'protocol',
    sources: [rfc(9457, 'B')],
    profile: 'certify',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      'A request whose clientId is missing accepts application/problem+xml only. Where that type comes back, the root element must be `problem` in the namespace urn:ietf:rfc:7807. So must it be in every other application/problem+xml of the run so far. Where none comes back it is not applicable.',
    legitimate: [
      'A server may know no XML at all.',
      'A server may use any root element under plain application/xml, and any order of the children.',
    ],
  },
  'problem/stable-title': {
    sentence: 'The title SHOULD be stable per problem type, and the status phrase when type is about:blank or absent.',
    level: 'SHOULD',
    class: 'protocol',
    sources: [rfc(9457, '3.1.3'), rfc(9457, '4.2.1')],
    profile: 'certify',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client'],
    judged:
      'The same faulty request is sent twice. Different titles are a warning, and so is, in every 400 and 404 of the operation itself where the type is absent or about:blank, a title that is not the status phrase.',
    legitimate: [
      'A server may localise the title by Accept-Language.',
      'A server may use a title of its own without a type at the cost of a warning.',
    ],
  },
  'problem/negotiated': {
    sentence:
      'Whatever its Accept field asks for, an error of the operation MUST keep its status and MUST come in a representation that is what its Content-Type says.',
    level: 'MUST',
    class: 'contract',
    sources: [
      document('Responses, 400 and 404 (seven representations of one schema each)'),
      rfc(9110, '8.3'),
      rfc(9110, '12.1'),
      rfc(9110, '12.5.1'),
    ],
    profile: 'gate',
    environment: 'production',
    emails: 0,
    phase: 'probes',
    needs: ['credentials', 'user', 'client', 'unknown-user'],
    judged:
      'The answers to a missing clientId and to an unknown user are asked for with several Accept fields: types of JSON, XML and plain text, `*/*`, none at all, a JSON type that nobody knows, and XML preferred to JSON; the alternatives take turns. Each must have the status that the usual form has; 406 will do as well, but not where `*/*` is accepted, and so will 403 to a request without Accept. An error that the operation does not have is left out. The other requirements of this chapter judge the bodies. What each Accept was answered with is recorded in the statement, and how many of the seven types there are is shown.',
    legitimate: [
      'A server may send JSON, or another type of its own, whatever was asked for: the document has lost its seven types.',
      'A server may send no body, or prose, to who takes neither application/json nor application/problem+json nor `*/*`.',
      'A server may answer 406 to what it does not offer.',
      'A firewall may refuse a request without Accept.',
    ],
  },
} as const satisfies Record<`problem/${string}`, Requirement>;
