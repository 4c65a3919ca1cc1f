import type { RequirementId } from '../../requirements/index.ts';
import type { Outcome } from '../../src/model/finding.ts';

/** A true deviation of software that nobody wrote for this suite, so that the suite has to find it. */
export interface Pin {
  readonly id: RequirementId;
  readonly outcome: Extract<Outcome, 'failed' | 'warned' | 'inconclusive'>;
  /** Why it is one, in a sentence. */
  readonly reason: string;
  /** Where it is said, by the rule or by the software. */
  readonly source: string;
}

/** Versions by the name of what has them. */
export type Software = Readonly<Record<string, string>>;

/** Software in the versions that the pins are about, and everything that is found in it. */
export interface Pinned {
  readonly software: Software;
  readonly pins: readonly Pin[];
  /** How it is judged, where it is not by all that there is. */
  readonly environment?: Readonly<Record<string, string>>;
}

const byDesign = 'Prism, HTTP Mocking: a mock answers from the API description alone';
const presenceOnly = "Prism, Request Validation: it 'can also fail with 401 if security information is missing'";

const unprocessable =
  'FastAPI, Handling Errors: a RequestValidationError, answered 422 unless its handler is overridden';

/** Node's own server reads the head for all of them. */
const ofNode: readonly Pin[] = [
  {
    id: 'http/malformed-head',
    outcome: 'failed',
    reason: 'Of two Host lines the first is taken.',
    source: 'RFC 9112 §3.2; Node.js, http: message.headers discards duplicates of host',
  },
  {
    id: 'http/field-syntax',
    outcome: 'warned',
    reason: 'Nobody looks at the value of Host.',
    source: 'RFC 9112 §3.2; Node.js, http.createServer: requireHostHeader asks for its presence alone',
  },
];

const longTarget = (reason: string, source: string): Pin => ({
  id: 'http/long-target',
  outcome: 'warned',
  reason,
  source,
});
const longHead = longTarget(
  'A head of more than 16 KiB is answered 431, whatever is long in it.',
  "Node.js, http: maxHeaderSize, 'clientError' and HPE_HEADER_OVERFLOW",
);
/** What Node's own server answers before any framework is asked. */
const undatedByNode: Pin = {
  id: 'http/date',
  outcome: 'warned',
  reason: 'The parser of Node answers 400 without Date to a method that it does not know.',
  source: "Node.js, HTTP, Event 'clientError': the default answer is a 400 with Connection: close and nothing else",
};
const routedByMethod = (source: string): Pin => ({
  id: 'http/other-methods-405',
  outcome: 'warned',
  reason: 'It looks for a route by method and path together, and answers 404 to the other methods.',
  source,
});

type Name = 'express' | 'fastify' | 'koa' | 'hapi' | 'prism' | 'fastapi' | 'go' | 'spring';

export const pinned: Readonly<Record<Name, Pinned>> = {
  express: {
    software: { express: '5.3.0', passport: '0.7.0', 'passport-http': '0.3.0', 'passport-http-bearer': '1.0.1' },
    pins: [
      ...ofNode,
      longHead,
      {
        id: 'auth/basic-colon-and-charset',
        outcome: 'failed',
        reason:
          'passport-http splits the pair at every colon and takes what stands before the second for the password.',
        source: 'RFC 7617 §2; github.com/jaredhanson/passport-http/issues/20, open since 2014',
      },
      routedByMethod('Express, FAQ: a 404 is what is left where no route matched'),
      undatedByNode,
    ],
  },
  fastify: {
    software: { fastify: '5.12.8', '@fastify/auth': '5.1.1', '@fastify/basic-auth': '6.3.0', '@fastify/jwt': '10.2.8' },
    pins: [
      routedByMethod('Fastify, Server, setNotFoundHandler: where no route of that method matches'),
      undatedByNode,
      ...ofNode,
      longHead,
    ],
  },
  koa: {
    software: { koa: '3.3.0', '@koa/router': '15.7.0', 'koa-jwt': '4.0.4', 'basic-auth': '2.0.1' },
    pins: [undatedByNode, ...ofNode, longHead],
  },
  hapi: {
    software: { '@hapi/hapi': '21.4.10', '@hapi/basic': '7.0.2', '@hapi/jwt': '3.2.4', joi: '18.3.2' },
    pins: [
      routedByMethod('hapi, API, Route options: a request that no route of its method matches gets 404'),
      undatedByNode,
      ...ofNode,
      longTarget(
        'A head of more than 16 KiB is answered 400, whatever is long in it.',
        "hapi, core: its handler of 'clientError' answers 400 to all that Node cannot read",
      ),
    ],
  },
  prism: {
    software: { '@stoplight/prism-cli': '5.14.2', '@stoplight/prism-http': '5.12.0' },
    // Its process ends at an escape that is none (URIError): it is sent nothing hostile.
    environment: { NEXUS_PROFILE: 'gate', NEXUS_ENVIRONMENT: 'production' },
    pins: [
      {
        id: 'http/405-allow',
        outcome: 'failed',
        reason: 'Its 405 is a problem object without an Allow field.',
        source: 'RFC 9110 §15.5.6; Prism, HTTP Mocking, errors: NO_METHOD_MATCHED_ERROR',
      },
      ...ofNode,
      longHead,
      // It knows no users and no clients.
      {
        id: 'parameters/unknown-client-id',
        outcome: 'warned',
        reason: 'It has no list of clients: every clientId is answered 204.',
        source: byDesign,
      },
      {
        id: 'parameters/unknown-user-refused',
        outcome: 'failed',
        reason: 'It has no users: every userId is answered 204.',
        source: byDesign,
      },
      {
        id: 'parameters/unknown-user-is-404',
        outcome: 'warned',
        reason: 'It has no users: every userId is answered 204.',
        source: byDesign,
      },
      {
        id: 'parameters/malformed-user-id',
        outcome: 'failed',
        reason: 'The description gives the userId no format, so that every text is one.',
        source: byDesign,
      },
      {
        id: 'parameters/several-faults',
        outcome: 'failed',
        reason: 'Unknown user and unknown client together are no fault to it.',
        source: byDesign,
      },
      {
        id: 'problem/status-matches-other-types',
        outcome: 'warned',
        reason: 'Its 400 is a sample of the schema, whose status is the least int32 there is.',
        source: 'RFC 9457 §3.1.2; Prism, HTTP Mocking, Static Response Generation',
      },
      // It looks at the presence of credentials and not at their values.
      {
        id: 'auth/unissued-bearer',
        outcome: 'failed',
        reason: 'Any Bearer will do.',
        source: presenceOnly,
      },
      {
        id: 'auth/expired-bearer',
        outcome: 'failed',
        reason: 'Any Bearer will do, of whatever date.',
        source: presenceOnly,
      },
      {
        id: 'auth/tampered-bearer',
        outcome: 'failed',
        reason: 'Any Bearer will do: no signature is verified.',
        source: presenceOnly,
      },
      {
        id: 'auth/bad-application-token',
        outcome: 'failed',
        reason: 'Any ApplicationToken will do that is not empty.',
        source: presenceOnly,
      },
      {
        id: 'auth/no-bypass',
        outcome: 'failed',
        reason: 'Any Basic will do, an empty password beside a made-up ApplicationToken too.',
        source: presenceOnly,
      },
      {
        id: 'auth/bad-basic',
        outcome: 'failed',
        reason: 'Any user-id and password will do.',
        source: presenceOnly,
      },
      {
        id: 'auth/refused-with-other-faults',
        outcome: 'failed',
        reason: "A user name and password that are nobody's will do for an unknown user.",
        source: presenceOnly,
      },
      {
        id: 'auth/near-miss',
        outcome: 'failed',
        reason: 'Any credentials will do, near misses included.',
        source: presenceOnly,
      },
      {
        id: 'auth/scheme-confusion',
        outcome: 'failed',
        reason: 'Any credentials will do, those of another scheme included.',
        source: presenceOnly,
      },
      {
        id: 'auth/two-authorization-lines',
        outcome: 'failed',
        reason: 'The first line counts, and any value in it will do.',
        source: presenceOnly,
      },
      // What it does look at it reads in its own way.
      {
        id: 'auth/malformed-authorization',
        outcome: 'failed',
        reason: 'A Bearer token may have blanks in it.',
        source: 'RFC 6750 §2.1 (b64token); prism-http, validators/security/handlers/bearer',
      },
      {
        id: 'auth/scheme-case-insensitive',
        outcome: 'failed',
        reason: 'Bearer has to be spelled with a capital letter.',
        source: 'RFC 9110 §11.1; prism-http, validators/security/handlers/bearer',
      },
      {
        id: 'auth/basic-colon-and-charset',
        outcome: 'failed',
        reason: 'A pair with more than one colon is none to it.',
        source: 'RFC 7617 §2; prism-http, validators/security/handlers/basicAuth',
      },
      {
        id: 'auth/challenge-applicable',
        outcome: 'warned',
        reason: 'It challenges with Bearer and no parameter.',
        source: 'RFC 6750 §3; prism-http, validators/security/handlers/bearer',
      },
    ],
  },
  fastapi: {
    software: {
      fastapi: '0.165.0',
      starlette: '1.10.0',
      pydantic: '2.14.4',
      uvicorn: '0.54.0',
      h11: '0.16.0',
      pyjwt: '2.15.1',
    },
    // It reads Basic as ASCII, which is no deviation: its challenge names no charset (RFC 7617 §2.1).
    pins: [
      {
        id: 'http/date',
        outcome: 'warned',
        reason: 'Its server answers 400 without Date to what h11 cannot read.',
        source: 'uvicorn, protocols/http/h11_impl: send_400_response has content-type and connection and nothing else',
      },
      {
        id: 'http/ambiguous-framing',
        outcome: 'failed',
        reason: 'Transfer-Encoding goes before Content-Length, and the connection stays open.',
        source: 'RFC 9112 §6.1; h11, _headers: Content-Length is ignored where Transfer-Encoding is there',
      },
      {
        id: 'http/absolute-form',
        outcome: 'failed',
        reason: 'The whole URL is taken for the path, which no route fits.',
        source: 'RFC 9112 §3.2.2; uvicorn, protocols/http/h11_impl: the path is all before the question mark',
      },
      {
        id: 'http/field-syntax',
        outcome: 'warned',
        reason: 'Nobody looks at the value of Host.',
        source: 'RFC 9112 §3.2; h11, _events: a request has one Host, whatever its value',
      },
      {
        id: 'operation/documented-statuses',
        outcome: 'warned',
        reason: 'The contract does not list the 422 that parameters get which do not fit.',
        source: unprocessable,
      },
      {
        id: 'parameters/client-id-required',
        outcome: 'failed',
        reason: 'Without clientId it answers 422.',
        source: unprocessable,
      },
      {
        id: 'parameters/missing-client-id-is-400',
        outcome: 'warned',
        reason: 'Without clientId it answers 422.',
        source: unprocessable,
      },
      {
        id: 'parameters/malformed-user-id',
        outcome: 'warned',
        reason: 'A userId that is no UUID is answered 422.',
        source: unprocessable,
      },
      {
        id: 'parameters/client-id-only-in-query',
        outcome: 'warned',
        reason: 'Without clientId in the query it answers 422, whatever the form has.',
        source: unprocessable,
      },
      {
        id: 'parameters/spelling-variants',
        outcome: 'warned',
        reason: 'clientId in another letter case is none to it, which is answered 422.',
        source: unprocessable,
      },
      {
        id: 'parameters/several-faults',
        outcome: 'failed',
        reason: 'Without clientId it answers 422, for an unknown user too.',
        source: unprocessable,
      },
    ],
  },
  go: {
    software: { go: '1.26' },
    pins: [
      {
        id: 'http/date',
        outcome: 'warned',
        reason: 'What cannot be parsed is answered 400 without Date, before any handler is asked.',
        source: 'RFC 9110 §6.6.1; net/http, server.go: badRequestError writes a fixed head',
      },
      {
        id: 'http/ambiguous-framing',
        outcome: 'failed',
        reason: 'Transfer-Encoding goes before Content-Length, and the connection stays open.',
        source: 'RFC 9112 §6.1; net/http, transfer.go: parseTransferEncoding deletes Content-Length',
      },
      {
        id: 'http/field-syntax',
        outcome: 'warned',
        reason: 'An empty Host is one.',
        source: 'RFC 9112 §3.2; net/http, server.go: one Host is required, and its characters are looked at',
      },
    ],
  },
  spring: {
    software: { 'spring-boot': '4.1.2' },
    pins: [
      longTarget(
        'A head of more than 8 KiB is answered 400, whatever is long in it.',
        'Tomcat, HTTP connector: maxHttpRequestHeaderSize; Http11InputBuffer: a request line that does not fit is no request',
      ),
      {
        id: 'http/field-syntax',
        outcome: 'warned',
        reason: 'An empty Host is one.',
        source: 'RFC 9112 §3.2; Tomcat, AbstractProcessor: parseHost takes an empty value for an HTTP/1.1 request',
      },
      {
        id: 'parameters/client-id-only-in-query',
        outcome: 'warned',
        reason: 'A request parameter of a servlet may stand in a form body as well, so that a clientId there will do.',
        source: 'Jakarta Servlet, HTTP Protocol Parameters: query string and form body are one set of parameters',
      },
      ...(
        [
          ['robustness/unexpected-body', 'failed'],
          ['robustness/no-server-error', 'failed'],
          ['operation/documented-statuses', 'warned'],
        ] as const
      ).map(
        ([id, outcome]): Pin => ({
          id,
          outcome,
          reason: 'multipart/form-data without a boundary is answered 500: a MultipartException that no handler knows.',
          source: 'RFC 9110 §15.6.1; spring-web, StandardMultipartHttpServletRequest.handleParseFailure',
        }),
      ),
      {
        id: 'auth/scheme-confusion',
        outcome: 'failed',
        reason: 'Whatever begins with Basic is taken for it, and what comes after six characters for the pair.',
        source: 'RFC 9110 §11.4 (1*SP after the scheme); spring-security, BasicAuthenticationConverter.convert',
      },
    ],
  },
};
