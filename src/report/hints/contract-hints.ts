import type { Hint } from './hint.ts';

/** What is likely wrong with parameters, errors and HTTP itself. */
export const contractHints: readonly Hint[] = [
  {
    says: 'clientId is bound as optional: make it required (a nullable string in ASP.NET, required = false in Spring, a default in FastAPI).',
    of: ['parameters/client-id-required', 'parameters/missing-client-id-is-400'],
    status: ['2xx'],
  },
  {
    says: 'an absent clientId is used as if it were there.',
    of: ['parameters/client-id-required', 'parameters/several-faults'],
    status: [500],
  },
  {
    says: 'unknown users are masked, as OWASP advises for a form that anybody may send: here the caller is authenticated, and 404 is documented.',
    of: ['parameters/unknown-user-refused', 'parameters/unknown-user-is-404'],
    status: ['2xx'],
  },
  {
    says: 'whatever stands in the path is taken for an id, and nobody looks it up before the answer.',
    of: ['parameters/malformed-user-id'],
    status: ['2xx'],
  },
  {
    says: 'a rule of a proxy or a router compares the path as it is written, and does not know an escaped letter; a 403 speaks for a firewall.',
    of: ['parameters/percent-encoding'],
    status: ['4xx'],
  },
  {
    says: 'the problem writer of ASP.NET stays silent where a controller is no [ApiController], or where AddProblemDetails is missing.',
    of: ['problem/body-present'],
    field: ['server', /kestrel|iis/i],
  },
  {
    says: 'the status is set and nothing written: a handler that only calls sendStatus(404), or an exception mapper without a body.',
    of: ['problem/body-present'],
  },
  {
    says: 'an HTML page is the work of a router, a container or a proxy: the error of the operation itself has to be written as JSON or XML.',
    of: ['problem/media-type'],
    field: ['content-type', /html/i],
  },
  {
    says: 'the content is written by hand, with a general Content-Type, as plain text, or without any.',
    of: ['problem/media-type'],
  },
  {
    says: 'one Content-Type is set for all errors, whoever writes them, or the content was cut on its way.',
    of: ['problem/well-formed'],
    found: /not what its Content-Type declares/,
  },
  {
    says: 'the content is written in the encoding of the platform: JSON is exchanged in UTF-8.',
    of: ['problem/well-formed'],
    found: /not in UTF-8/,
  },
  {
    says: 'a number or an object is written as text, or the other way round: look at how the members are typed and serialised.',
    of: ['problem/schema-400', 'problem/schema-404'],
    found: /(detail|instance|status|title|type) is /,
  },
  {
    says: 'status 0 is the example of the document, or a member that nobody set: set it, or leave it out.',
    of: ['problem/status-matches', 'problem/status-matches-other-types'],
    got: /^0$/,
  },
  {
    says: 'the object was made for one status and sent with another, as where an exception mapper sets its own; a proxy may have rewritten the status, too.',
    of: ['problem/status-matches', 'problem/status-matches-other-types'],
  },
  {
    says: 'the pattern "METHOD /path" of an ASP.NET sample, with a blank in it: the path alone is a URI reference.',
    of: ['problem/uri-members'],
    got: /^[A-Z]+ \//,
  },
  {
    says: '"One or more validation errors occurred." without a type is what ASP.NET writes by itself: give the problem a type.',
    of: ['problem/stable-title'],
    got: /^One or more validation errors/,
  },
  {
    says: 'the title holds what belongs into detail, such as an id or a time.',
    of: ['problem/stable-title'],
    found: /two ways/,
  },
  {
    says: 'a serialiser named the root after a class or gave it no namespace; RFC 9457 keeps the namespace of RFC 7807.',
    of: ['problem/xml-root'],
    found: /another root element/,
  },
];
