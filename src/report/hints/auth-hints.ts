import type { Hint } from './hint.ts';

/** What is set up wrongly where the security rule is broken. */
export const authHints: readonly Hint[] = [
  {
    says: 'the two schemes are set up as alternatives; the contract combines them. In ASP.NET two schemes of one policy, in Spring and Passport two providers or strategies, are alternatives.',
    of: ['auth/bearer-alone', 'auth/application-token-alone'],
    status: ['2xx'],
  },
  {
    says: 'nothing authenticates on this route: [Authorize] or a security dependency is missing, permitAll matches it, the middleware stands after the route, or NEXUS_BASE_URL leads past the gateway that authenticates.',
    of: ['auth/no-credentials'],
    status: ['2xx'],
  },
  {
    says: 'something answers before anybody authenticates: authentication comes first, whatever else is wrong.',
    of: ['auth/refused-with-other-faults'],
    status: ['2xx'],
  },
  {
    says: 'validation comes before authentication and breaks on what is missing: refuse the caller first.',
    of: ['auth/refused-with-other-faults'],
    status: [500],
  },
  {
    says: 'the library accepts alg: none: name the algorithms that it may accept (RFC 8725 §3.1).',
    of: ['auth/tampered-bearer'],
    status: ['2xx'],
    case: 'alg-none',
  },
  {
    says: 'the token is decoded and its signature not verified, as where a gateway in front is trusted to have done it.',
    of: ['auth/unissued-bearer', 'auth/tampered-bearer'],
    status: ['2xx'],
  },
  {
    says: 'exp is not looked at (ValidateLifetime, ignoreExpiration), the leeway is longer than 10 minutes, or the result of an introspection is cached for longer than the token lives.',
    of: ['auth/expired-bearer'],
    status: ['2xx'],
  },
  {
    says: 'it is checked that an ApplicationToken is there, and not that it is a known one.',
    of: ['auth/bad-application-token'],
    status: ['2xx'],
  },
  {
    says: 'Basic credentials are decoded and not checked: user name, password or both are taken as they come.',
    of: ['auth/bad-basic'],
    status: ['2xx'],
  },
  {
    says: 'which check is made depends on whether an ApplicationToken is there, and with one a Bearer is demanded: one satisfied alternative is enough.',
    of: ['auth/basic-with-application-token'],
    status: ['4xx'],
  },
  {
    says: "the scheme's name is compared as it is written, as with startsWith('Basic '): compare it without case.",
    of: ['auth/scheme-case-insensitive'],
    status: ['4xx'],
  },
  {
    says: 'decoding throws on what is no Base64 or has no colon, and nothing catches it.',
    of: ['auth/malformed-authorization'],
    status: [500],
  },
  {
    says: 'what cannot be read is passed over, as if nothing had to be checked: refuse it.',
    of: ['auth/malformed-authorization'],
    status: ['2xx'],
  },
  {
    says: 'user name and password are parted at the last colon or at every one: only the first parts them (RFC 7617 §2).',
    of: ['auth/basic-colon-and-charset'],
    case: 'colon',
  },
  {
    says: 'the password is decoded in another encoding than the one that the challenge announces.',
    of: ['auth/basic-colon-and-charset'],
    case: 'non-ascii',
  },
  {
    says: 'values are compared without case, as the collation of a database does.',
    of: ['auth/near-miss'],
    status: ['2xx'],
    case: 'letter-case-swapped',
  },
  {
    says: 'the user name is not looked at, or not to its end: the password was the right one.',
    of: ['auth/near-miss'],
    status: ['2xx'],
    case: 'basic-another-user',
  },
  {
    says: 'values are compared by a beginning only, or cut before they are compared, as bcrypt does after 72 octets.',
    of: ['auth/near-miss'],
    status: ['2xx'],
  },
  {
    says: 'credentials are looked up by their value, whatever scheme or field they came in.',
    of: ['auth/scheme-confusion'],
    status: ['2xx'],
  },
  {
    says: 'X-Original-URL and X-Rewrite-URL are believed from anybody, and the access rule is asked about the other path (IIS rewriting, Symfony, Zend): drop them at the gateway.',
    of: ['auth/no-bypass'],
    sent: /^x-(original|rewrite)-url:/im,
  },
  {
    says: 'a request whose Host is localhost counts as one from the machine itself: anybody can write that, so look at the address of the connection.',
    of: ['auth/no-bypass'],
    case: 'host-localhost',
  },
  {
    says: 'a field that a gateway or a framework sets for itself is believed from anybody: drop it from what comes in, under the spelling with underscores, too, or demand proof that the gateway sent it.',
    of: ['auth/no-bypass'],
    sent: /^x[-_](forwarded[-_](uri|user)|middleware-subrequest):/im,
  },
  {
    says: 'the list of open paths is matched against path and query alike: match it against the path alone, and from its beginning to its end.',
    of: ['auth/no-bypass'],
    case: 'open-paths-in-the-query',
  },
  {
    says: 'trailer fields are merged into the header section: only those of which that is said to be safe may be (RFC 9110 §6.5.1).',
    of: ['auth/no-bypass'],
    case: 'credentials-in-trailers',
  },
  {
    says: 'the front door checks no password where an ApplicationToken stands beside it, and drops that where Connection names it; the application behind it trusts the user name.',
    of: ['auth/no-bypass'],
    case: 'application-token-named-by-connection',
  },
  {
    says: 'X-Forwarded-For or a field like it is believed from anybody, and 127.0.0.1 is let in as an address of the house: trust it from known proxies only.',
    of: ['auth/no-bypass'],
    sent: /^(x-forwarded-for|forwarded|x-real-ip):/im,
  },
  {
    says: 'the method is overridden before the access rule is asked, and the rule knows only POST.',
    of: ['auth/no-bypass'],
    sent: /^x-(http-method(-override)?|method-override):/im,
  },
  {
    says: 'whatever looks like a preflight is let through: only an OPTIONS request is one.',
    of: ['auth/no-bypass'],
    sent: /^access-control-request-method:/im,
  },
  {
    says: 'the access rule compares the path as it is written, and the router behind it tidies it up (encoded letters, doubled slashes, dot segments, letter case, `;`): the rule should deny what it does not know.',
    of: ['auth/no-bypass'],
    respelled: true,
  },
  {
    says: 'where auth/no-credentials fails as well, nothing authenticates on this route; else there is more than one of these ways around.',
    of: ['auth/no-bypass'],
  },
  {
    says: 'where auth/bearer-alone fails as well, a Bearer is enough with or without an earlier success; else the first success is remembered for it.',
    of: ['auth/no-carry-over'],
    status: ['2xx'],
    case: '-then-bearer-',
  },
  {
    says: 'a session made at the first success, by a cookie or for the connection as with NTLM, stands in for credentials; where auth/no-credentials fails as well, none are needed.',
    of: ['auth/no-carry-over'],
    status: ['2xx'],
  },
  {
    says: 'the stack joins the two Authorization lines, or each of two checks picks its own.',
    of: ['auth/two-authorization-lines'],
    status: ['2xx'],
  },
  {
    says: 'HTTP APIs of AWS write the parameters of a challenge without commas between them.',
    of: ['auth/challenge-present'],
    found: /no comma before the parameter/,
  },
  {
    says: 'a hand-written check or a gateway sets the status and leaves the challenge out; a framework adds it where it is told to challenge (ChallengeAsync in ASP.NET, an AuthenticationEntryPoint in Spring).',
    of: ['auth/challenge-present'],
    found: /without a challenge/,
  },
  {
    says: 'the header is bound as a required parameter, so that its absence is a validation error (400) before anybody authenticates.',
    of: ['auth/rejection-status'],
    status: [400],
  },
  {
    says: 'Spring Security answers 403 where no AuthenticationEntryPoint is set, and so does HTTPBearer of older FastAPI versions.',
    of: ['auth/rejection-status'],
    status: [403],
  },
];
