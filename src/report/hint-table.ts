import { type RequirementId, requirementIds, requirements } from '../../requirements/index.ts';

/** What is likely wrong with a target that does this. All that is given has to hold. */
export interface Hint {
  /** One sentence for whoever builds or runs the target. */
  readonly says: string;
  /** The requirements that it explains; any where absent. */
  readonly of?: readonly RequirementId[];
  /** Present where the credentials were good for certain, and it is the status of the answer that is wrong. */
  readonly good?: true;
  /** Present where the same credentials were accepted for another user. */
  readonly elsewhere?: true;
  /** The status answered, or its class. */
  readonly status?: readonly (number | '2xx' | '3xx' | '4xx')[];
  /** What the answer holds: its field lines, an empty line, its content. */
  readonly answer?: RegExp;
  /** What the request holds: its method, scheme, host and target in one line, then its field lines. */
  readonly sent?: RegExp;
  /** Present where the path was spelled in another way than the contract spells it. */
  readonly respelled?: true;
  /** A part of the case's id: of what stands after its `#`. */
  readonly case?: string;
  /** What the finding says. */
  readonly found?: RegExp;
  /** What it says that it got. */
  readonly got?: RegExp;
}

/** Those that say that a good request is accepted. */
const goodRequests = requirementIds.filter((id) => requirements[id].ofGoodRequest);

/** The most telling first: the first that fits is told. To know one more stack, add a row and its recorded answer. */
export const hints: readonly Hint[] = [
  // The wrong door: what was spoken to is no HTTP/1.1 service at this scheme, host and path.

  {
    says: 'it speaks TLS there: NEXUS_BASE_URL should begin with https://.',
    answer:
      /plain HTTP request was sent to HTTPS port|speaking plain HTTP to an SSL-enabled|HTTP request to an HTTPS server|combination of host and port requires TLS/i,
  },
  {
    says: 'only HTTP/2 is spoken on that port: let it speak HTTP/1.1 as well (HttpProtocols.Http1AndHttp2 in Kestrel, allowHTTP1 in Node), or name the port that does.',
    answer: /HTTP\/2 only endpoint|expected `?h2`? to be available/i,
  },
  {
    says: 'the server does not know the host by that name (AllowedHosts in ASP.NET, ALLOWED_HOSTS in Django, config.hosts in Rails, a binding in IIS): NEXUS_BASE_URL has to name one that it serves.',
    answer: /Invalid Hostname|hostname is invalid|DisallowedHost|<h1>Bad Request \(400\)<\/h1>|Blocked hosts?:/i,
  },
  {
    says: 'the connection was opened for another host than the request names: the certificate, the name that TLS asked for and NEXUS_BASE_URL have to agree.',
    good: true,
    status: [421],
  },
  {
    says: 'the head of the request is longer than the server or something before it takes: a Bearer that lists groups or roles may have many kB (large_client_header_buffers in nginx, LimitRequestFieldSize in Apache, server.max-http-request-header-size in Spring, --max-http-header-size in Node, MaxFieldLength of http.sys); issue a smaller one, or raise that limit.',
    good: true,
    answer:
      /Request Header Or Cookie Too Large|Request Too Long|size of (the|a) request headers?|header (fields? )?(is )?too (large|long)/i,
  },
  {
    says: 'the head of the request is longer than what is taken of one, and what is long in it is the Bearer: issue a smaller one, or raise that limit, from the first proxy to the framework.',
    good: true,
    status: [431],
  },
  {
    says: 'the request-target is longer than what is taken of one: large_client_header_buffers in nginx, LimitRequestLine in Apache, maxUrl and maxQueryString in IIS; the least of those on the way counts.',
    status: [414],
  },
  {
    says: 'content is longer than what is taken of it, or none is taken: client_max_body_size in nginx, LimitRequestBody in Apache, maxAllowedContentLength in IIS, the limit of the body parser in a framework.',
    status: [413],
  },
  {
    says: 'HTTP/1.0 is spoken on the way to a server that wants HTTP/1.1, as Envoy and Istio do: proxy_http_version 1.1 in an nginx before it, or accept_http_10 in Envoy.',
    status: [426],
  },
  {
    says: 'it redirects from http to https: NEXUS_BASE_URL should begin with https://.',
    of: [...goodRequests, 'operation/documented-statuses'],
    status: ['3xx'],
    answer: /^location: https:[^?\n]*\/password-reset\/?(\?|$)/im,
    sent: /^POST http:/,
  },
  {
    says: 'the router redirects to the spelling of the path that it knows, with or without a slash at the end (FastAPI, Django, Go): clients do not repeat a POST there.',
    status: ['3xx'],
    // Before its query: a login page may be told there where to go back to.
    answer: /^location: [^?\n]*\/password-reset\/?(\?|$)/im,
  },
  {
    says: 'Django wants a slash at the end of the path (APPEND_SLASH), where the contract has none: write the route without it.',
    answer: /APPEND_SLASH/,
  },

  // Somebody else answered: a gateway, a firewall, a server before the application.

  {
    says: 'AWS API Gateway renames WWW-Authenticate to x-amzn-Remapped-WWW-Authenticate on its way out: only the gateway can put it back.',
    answer: /^x-amzn-remapped-www-authenticate:/im,
    of: ['auth/challenge-present'],
  },
  {
    says: 'AWS API Gateway answers so where it knows no such route: NEXUS_BASE_URL may lack the stage, or the route was not deployed.',
    status: [403],
    answer: /Missing Authentication Token/,
  },
  {
    says: 'AWS API Gateway takes Authorization for a signature of its own: the route is unknown to it, or set up for AWS_IAM.',
    answer: /missing equal-sign\) in Authorization|Authorization header requires 'Credential'/,
  },
  {
    says: "a Lambda authorizer's policy refuses: it is kept by the Authorization value, so that one which names the path that was asked for first refuses the same caller every other user; let it name the whole API, or keep it for 0 seconds.",
    answer: /User is not authorized to access this resource/,
  },
  {
    says: 'the same credentials were accepted for another user: an authorizer that keeps its answer by the Authorization value and ties it to one path refuses every other (AWS API Gateway), or the caller may reset that one user only.',
    good: true,
    elsewhere: true,
    status: [403],
  },
  {
    says: 'the gateway wants a key of its own, which the contract does not have: leave it out for this API, or have the run pass by (API key of Kong and AWS, subscription key of Azure).',
    answer: /No API key found|missing subscription key|Invalid ApiKey|"message":\s*"Forbidden"/,
    good: true,
  },
  {
    says: 'Google Cloud Run takes Authorization for a token of its own: let it be invoked without, so that the application sees the field.',
    answer: /access token could not be verified|does not have permission to get URL/,
    good: true,
  },
  {
    says: 'nginx refuses by limit_req or limit_conn, with 503 unless limit_req_status or limit_conn_status says 429: leave the address of this run out of it, or set NEXUS_MAX_RPS below its rate.',
    status: [429, 503],
    answer: /<center>(nginx|openresty)/i,
  },
  {
    says: 'a gateway counts the requests of an address or a key: leave this run out of that limit, or set NEXUS_MAX_RPS below it (Cloudflare 1015, HAProxy, Envoy, Kong, Azure API Management, AWS API Gateway).',
    status: [403, 429],
    answer:
      /error code: 1015|too many requests in a given amount of time|local_rate_limited|API rate limit exceeded|Rate limit is exceeded\. Try again|"message":\s*"(Too Many Requests|Limit Exceeded)"/i,
  },
  {
    says: 'a firewall or a bot protection refused before the application was asked: let this run in by its address, or lift the rule that the number on its page names (Cloudflare, AWS WAF and CloudFront, Azure, Akamai, Imperva, F5, ModSecurity).',
    answer:
      /^cf-mitigated:|<title>Just a moment\.\.\.|Attention Required! \| Cloudflare|error code: 10\d\d|you have been blocked|Generated by cloudfront|^server: (awselb|AkamaiGHost)|Reference (&#32;)?#\d|Incapsula incident|requested URL was rejected|Microsoft-Azure-Application-Gateway|request is blocked|Mod_?Security|An appropriate representation of the requested resource could not be found|forbidden by administrative rules|Sucuri|RBAC: access denied/im,
    status: ['4xx'],
  },
  {
    says: 'Azure knows no site by that name, or it is stopped: look at the custom domain and the routes of Front Door, and whether the App Service runs.',
    answer:
      /Azure Front Door Service configuration|services aren't available right now|404 Web Site not found|web app is stopped/i,
  },
  {
    says: 'HAProxy has no server for the request: look whether the application runs at the address of its server line, and what its health check asks for.',
    answer: /No server is available to handle this request/,
  },
  {
    says: 'pages of HAProxy itself have no Date: http-after-response set-header Date %[date,http_date] adds one, but to those about a request that it cannot parse.',
    of: ['http/date'],
    answer: /^<html><body><h1>\d{3} [\w -]+<\/h1>\n[^<]+\n<\/body><\/html>/m,
  },
  {
    says: 'HAProxy answered by itself and the application was never asked: its log says which rule or which error of syntax it was.',
    answer: /^<html><body><h1>(4\d\d) [\w -]+<\/h1>\n[^<]+\n<\/body><\/html>/m,
  },
  {
    says: 'Envoy does not reach the application, or none of it is healthy: look at its cluster or at the Service and its port, whether both ends speak TLS (the mTLS mode of Istio), and at the readiness probe.',
    answer: /upstream connect error or disconnect\/reset|no healthy upstream|upstream request timeout/,
  },
  {
    says: 'Varnish answered by itself: a rule of its VCL refuses (synth), or its backend is not healthy or broke off.',
    answer: /Varnish cache server|Guru Meditation/,
  },
  {
    says: 'IIS could not start the application: stdoutLogEnabled in web.config, or the event log of Windows, says why.',
    answer: /HTTP Error 50[0-3]\.\d+ - |ANCM (In|Out-Of)-Process/,
  },
  {
    says: 'Apache does not reach the application, and asks it again only after a minute (retry of ProxyPass): look whether it runs where ProxyPass says.',
    status: [503],
    answer: /unable to service your\s+request due to maintenance/,
  },
  {
    says: 'Apache answers 404 to an escaped slash in the path until AllowEncodedSlashes is NoDecode, which wants nocanon in ProxyPass.',
    status: [404],
    answer: /The requested URL was not found on this server|<address>Apache\//,
    sent: /^\w+ [^?\s]*%2f/i,
  },
  {
    says: 'a gateway or a router before the application knows no such route: NEXUS_BASE_URL may lack a base path or name another host, or the route was not deployed.',
    status: [404],
    answer:
      /no Route matched|Unable to identify proxy|"Resource not found"|^404 page not found|default backend - 404|\{"message":"Not Found"\}|^server: (istio-)?envoy/im,
  },
  {
    says: 'Caddy names itself and nothing else is in the answer: where the application does not write so, file_server, respond or a matcher of the Caddyfile answered before it was asked.',
    of: goodRequests,
    status: [403, 404],
    answer: /^server: caddy[^<{]*\n\n$/is,
  },
  {
    says: 'Caddy answers 200 with nothing where no route matches: look at its site address and its matchers.',
    status: [200],
    answer: /^server: caddy[^<{]*\n\n$/is,
  },
  {
    says: 'a proxy before the application asks for its own password, and takes Authorization for it (auth_basic of nginx, basicAuth of Traefik, an .htpasswd): let this path pass.',
    good: true,
    status: [401],
    answer:
      /^www-authenticate: basic realm="(restricted|traefik|protected|authentication required|private)|www-authenticate: basic[\s\S]*(<center>nginx|<address>Apache)/im,
  },
  {
    says: 'Windows authentication of IIS answers in place of the application: turn it off for this site, and let anonymous requests through to the application, which authenticates.',
    status: [401],
    answer: /^www-authenticate: (negotiate|ntlm)/im,
    good: true,
  },
  {
    says: 'IIS refuses the path before the application sees it: request filtering (double escaping, a hidden segment, a length) has to let it pass.',
    answer: /double escape sequence|request filtering module|404\.(5|7|8|11|14|15)\b/i,
  },
  {
    says: 'the WebDAV module of IIS takes PUT and DELETE and names its own methods: remove WebDAVModule under modules and WebDAV under handlers in web.config.',
    of: ['http/405-allow'],
    answer: /^allow: GET, HEAD, OPTIONS, TRACE$/im,
  },
  {
    says: 'a handler of IIS itself took the POST: the static file handler or WebDAV answers where no handler of the application matches; see whether the application is installed at that path, and take the WebDAV module out.',
    status: [405],
    answer: /405 - HTTP verb|IIS .{0,40}405\.0|^server: microsoft-iis/im,
  },
  {
    says: 'IIS answered by itself and the application was never asked: look for its bindings, handlers and request filtering.',
    answer:
      /IIS .{0,40}(Detailed Error|Error)|iisstart|File or directory not found|HTTP Error \d{3}\. The|Access is denied due to invalid credentials/i,
  },
  {
    says: 'nginx answered by itself and the application was never asked: look for its location rules and its upstream.',
    answer: /<center>(nginx|openresty)/i,
  },
  {
    says: 'Apache answered by itself and the application was never asked: look for ProxyPass, the virtual host and its Require lines.',
    answer:
      /The requested URL was not found on this server|permission to access this resource|that this server could not understand|<address>Apache\/|proxy server received an invalid/,
  },
  {
    says: "Spring's firewall refuses the spelling of the path before anything of the application is asked: that is right for a strange path, and should be a 400.",
    answer: /request was rejected because the|RequestRejectedException|potentially malicious/,
  },
  {
    says: 'the router of Express answers so where no route is mounted: the base path of NEXUS_BASE_URL may be wrong, or the route was left out.',
    answer: /<pre>Cannot POST /,
  },
  {
    says: 'it is the page of Django for a path that no urlpatterns match: NEXUS_BASE_URL may lack a base path, or the route was left out.',
    answer: /using the URLconf defined in|<h1>Not Found<\/h1><p>The requested resource was not found on this server/,
  },
  {
    says: 'it is the error page of a servlet container (Tomcat, Jetty), not of the application: the context path may be wrong, or the error is rendered outside the controllers.',
    answer: /HTTP Status \d{3} .|Apache Tomcat|Powered by Jetty/,
  },

  // A page for people in place of an answer.

  {
    says: 'the cookie scheme of ASP.NET answers where the schemes of the API should, as AddIdentity makes it the default: name them in [Authorize(AuthenticationSchemes = …)], or as DefaultAuthenticateScheme and DefaultChallengeScheme.',
    status: [401, 302],
    answer: /^location: [^\n]*\/Account\/(Login|AccessDenied)/im,
  },
  {
    says: 'it redirects to a login page: what protects web pages protects the API as well (ASP.NET cookies, formLogin of Spring, a single sign-on proxy). An API answers 401.',
    status: ['3xx', 401],
    answer: /^location: .*(log-?in|sign-?in|auth|account|sso|saml)/im,
  },
  {
    says: 'a check against forged forms (CSRF) refuses the POST, which carries no cookie that one could forge: leave this route out (csrf().ignoringRequestMatchers in Spring, @csrf_exempt in Django, DisableAntiforgery in ASP.NET, skip_forgery_protection in Rails, no csurf in Express).',
    status: ['4xx'],
    answer:
      /csrf|anti-?forgery|RequestVerificationToken|InvalidAuthenticityToken|authenticity token|The change you wanted was rejected/i,
  },
  {
    says: 'Spring Boot answers so by its error page: a check against forged forms (CSRF) refuses every POST until it is turned off for this route, or the caller lacks an authority.',
    good: true,
    status: [403],
    answer: /"timestamp":.*"error":"Forbidden"/s,
  },
  {
    says: 'the error is told in the content of a success: clients go by the status.',
    status: ['2xx'],
    answer: /"(errors?|fault)"\s*:/i,
  },
  {
    says: 'a firewall refuses the request with a page that says 200 (Request Rejected, as of F5): clients go by the status. Let it answer 403, or let this runner pass it.',
    status: ['2xx'],
    answer: /Request Rejected|requested URL was rejected/i,
  },
  {
    says: 'a page for people is answered with a success: a login form, or the start page of a web application that answers whatever path it does not know. NEXUS_BASE_URL may lead past the API.',
    status: ['2xx'],
    answer: /^content-type: .*html/im,
  },

  // What is set up wrongly where the security rule is broken.

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
    says: 'the token is verified by the key that stands in its own header (jwk, jku, x5c): take keys from the issuer alone (RFC 8725 §3.10).',
    of: ['auth/tampered-bearer'],
    status: ['2xx'],
    case: 'key-in-its-header',
  },
  {
    says: 'the look-up of a kid that nobody has comes back empty, and HMAC takes that for a key: refuse the token where there is none.',
    of: ['auth/tampered-bearer'],
    status: ['2xx'],
    case: 'empty-key-of-an-unknown-kid',
  },
  {
    says: 'HMAC takes the empty string for a key, as where the secret was never configured: refuse to start, and every token, without one.',
    of: ['auth/tampered-bearer'],
    status: ['2xx'],
    case: 'empty-key',
  },
  {
    says: 'the library takes an ECDSA signature of zeros for every text, as Java 15 to 18 did (CVE-2022-21449): update it.',
    of: ['auth/tampered-bearer'],
    status: ['2xx'],
    case: 'ecdsa-zeros',
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
    says: 'the parser of the query makes an object of it, which the database takes for an operator: look up text only, as by a schema or the simple query parser of Express.',
    of: ['auth/bad-application-token'],
    status: ['2xx'],
    case: 'operator-in-its-place',
  },
  {
    says: 'the parser makes a list of it, with which a comparison fails to say no (strcmp of PHP, includes): compare text only.',
    of: ['auth/bad-application-token'],
    status: ['2xx'],
    case: 'list-in-its-place',
  },
  {
    says: 'it is checked that an ApplicationToken is there, and not that it is a known one.',
    of: ['auth/bad-application-token'],
    status: ['2xx'],
  },
  {
    says: 'a directory takes empty user name and password for an anonymous bind, which succeeds (RFC 4513 §5.1.1): refuse them before it is asked.',
    of: ['auth/bad-basic'],
    status: ['2xx'],
    case: 'both-empty',
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
    says: 'an empty user name stands for a default account, or for any whose password it is: refuse it.',
    of: ['auth/near-miss'],
    status: ['2xx'],
    case: 'basic-empty-user',
  },
  {
    says: 'user name and password are compared as one text, without the colon that parts them (RFC 7617 §2): split first, then compare each.',
    of: ['auth/near-miss'],
    status: ['2xx'],
    case: 'basic-run-together',
  },
  {
    says: 'without a colon there is no password, and none is checked: refuse such a pair (RFC 7617 §2).',
    of: ['auth/near-miss'],
    status: ['2xx'],
    case: 'passwords-user-name-alone',
  },
  {
    says: 'the token is split at its dots, and what follows the third part is not looked at: a JWS has three (RFC 7515 §7.1).',
    of: ['auth/near-miss'],
    status: ['2xx'],
    case: 'bearer-segment-appended',
  },
  {
    says: 'bcrypt throws where a password has more than 72 octets, and nothing catches it: refuse such a password, or hash it once before.',
    of: ['auth/near-miss', 'robustness/no-server-error'],
    status: [500],
    case: 'passwords-characters-appended',
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
    says: 'a doubled slash is merged after the access rule was asked (merge_slashes in nginx, MergeSlashes in Apache, the router of a framework): let the rule see the path that is routed.',
    of: ['auth/no-bypass'],
    status: ['2xx'],
    sent: /^\w+ https?:\/\/[^?\s]*\/\//i,
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

  // What is likely wrong with parameters, errors and HTTP itself.

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
    answer: /^server: .*(kestrel|iis)/im,
  },
  {
    says: 'the status is set and nothing written: a handler that only calls sendStatus(404), or an exception mapper without a body.',
    of: ['problem/body-present'],
  },
  {
    says: 'Rails takes an Accept with */* beside a comma for that of a browser and renders its pages: let the routes of the API default to JSON (defaults: { format: :json }).',
    of: ['problem/media-type'],
    sent: /^accept: .*(,\s*\*\/\*|\*\/\*\s*,)/im,
    answer: /application owner check the logs|page you were looking for|x-runtime: [\s\S]*<html/i,
  },
  {
    says: 'an HTML page is the work of a router, a container or a proxy: the error of the operation itself has to be written as JSON or XML.',
    of: ['problem/media-type'],
    answer: /^content-type: .*html/im,
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
    says: 'detail is an array in the default errors of FastAPI, where the contract has a string: an exception handler has to write the problem object.',
    found: /detail is an array/,
    of: ['problem/schema-400', 'problem/schema-404'],
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

  {
    says: 'a CORS middleware writes Content-Length: 0 into its 204 to a preflight (cors of Express, unless optionsSuccessStatus is 200).',
    of: ['http/204-no-content-length'],
    sent: /^OPTIONS /,
  },
  {
    says: 'a framework or a proxy writes Content-Length: 0 wherever nothing follows; nginx passes it on, where Apache, HAProxy and Caddy drop it: leave it out where the status is 204.',
    of: ['http/204-no-content-length'],
  },
  {
    says: 'what compresses compresses nothing, too: let it leave answers without content alone.',
    of: ['http/204-no-octets'],
    answer: /^content-encoding:/im,
  },
  {
    says: 'something answers that adds no Date: sendDate of Node is off, --no-date-header of uvicorn is on, or the parser of Go refuses before any handler.',
    of: ['http/date'],
  },
  {
    says: 'Node takes two Host lines and reads the first: answer 400 before anything else where `rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name)).length > 1`, or let nginx, Apache, HAProxy or Caddy stand before it, which refuse them.',
    of: ['http/malformed-head'],
    sent: /^host:.*\n(.*\n)*host:/im,
  },
  {
    says: 'a lenient parser takes what is no HTTP: insecureHTTPParser in Node, HttpProtocolOptions Unsafe in Apache, accept-invalid-http-request in HAProxy, ignore_invalid_headers off in nginx.',
    of: ['http/malformed-head'],
  },

  // A good request that was refused, by what the server says of it.

  {
    says: 'a reset of the same user is only allowed after a while: lift that limit for NEXUS_USER_ID while a run goes on.',
    good: true,
    status: ['4xx'],
    answer:
      /try again (in|later|after)|too many|wait \d|(once|only)[^."]{0,40} (after|every|per) |already (been )?(sent|requested)|rate limit|cool-?down/i,
  },
  {
    says: 'it wants content, and the operation has none: a parameter is bound to the body ([FromBody] in ASP.NET, @RequestBody in Spring, a body schema in FastAPI and Fastify).',
    good: true,
    status: [400, 422],
    answer:
      /request body is (required|missing)|Body cannot be empty|"loc"\s*:\s*\["body"|Unexpected end of JSON|JSON parse error/i,
  },
  {
    says: 'it looks for the ApplicationToken elsewhere: NEXUS_APPLICATION_TOKEN_IN and NEXUS_APPLICATION_TOKEN_NAME say where it travels, and a proxy may drop a field that it does not know.',
    good: true,
    status: ['4xx'],
    answer: /application[-_ ]?token[^.\n]{0,60}(required|missing|not (present|provided|found)|absent)/i,
  },
  {
    says: 'it says that clientId is missing, and the request carried it in its query: the server binds it from another place (a body, a form, a field), or something on the way drops the query.',
    good: true,
    status: [400, 422],
    sent: /\?.*clientId=[^&\s]/,
    answer:
      /client_?id["'\]:\s,[]{0,9}[^.\n]{0,60}(required|missing|not present|must not be (null|blank|empty)|can't be blank|invalid value|should not be empty)|(missing|required|invalid value)[^.\n]{0,80}client_?id/i,
  },
  {
    says: 'it says that no credentials came, and they were sent: something on the way drops Authorization (WSGIPassAuthorization of mod_wsgi, CGIPassAuth of Apache), or the server looks for another scheme or another place.',
    good: true,
    status: [401, 403],
    answer:
      /no authorization token was found|no token (was )?(provided|found)|Full authentication is required|(authorization|jwt|token|credentials|header) (is |was |are |were )?(missing|required|not (provided|found|present))(?! or)/i,
  },
  {
    says: 'nginx drops fields whose names have an underscore unless underscores_in_headers is on, and other servers do so too: call the field of the ApplicationToken by a name without one.',
    good: true,
    status: ['4xx'],
    sent: /^[\w-]*_[\w-]*: ‹[^›]*APPLICATION_TOKEN/im,
  },
  {
    says: 'the Bearer has expired, as the answer says: set NEXUS_BEARER_TOKEN anew, or NEXUS_OAUTH_TOKEN_URL, which renews it; a fresh one is refused so where the clocks differ.',
    good: true,
    status: [400, 401, 403],
    answer: /(token|jwt|signature)[^.\n]{0,40}\bexpired|"?exp"?\\?"? claim|lifetime/i,
  },
  {
    says: 'the Bearer is not valid yet, as the answer says: the clock of the API is behind that of the issuer.',
    good: true,
    status: [401, 403],
    answer: /not (yet )?valid (yet|before)|\bnbf\b|not active/i,
  },
  {
    says: 'the Bearer is for another audience, as the answer says: have it issued for this API (NEXUS_OAUTH_AUDIENCE or NEXUS_OAUTH_SCOPE), or set the audience that the API expects.',
    good: true,
    status: [401, 403],
    answer: /audience|\baud\b/i,
  },
  {
    says: 'the Bearer is from another issuer, as the answer says: it is of another environment, or the API is set up with another authority (with or without a slash at its end).',
    good: true,
    status: [401, 403],
    answer: /issuer|\biss\b/i,
  },
  {
    says: 'the API cannot verify the signature of the Bearer, as the answer says: it is of another environment, or its keys were changed and the API keeps the old ones.',
    good: true,
    status: [401, 403],
    answer: /signature|kid\b|key was not found/i,
  },
  {
    says: 'the Bearer lacks a scope, as the answer says: have it issued with that one (NEXUS_OAUTH_SCOPE).',
    good: true,
    status: [401, 403],
    answer: /insufficient_scope|"?scope"? (is )?(missing|required)/i,
  },
  {
    says: 'the Bearer is refused as invalid, and the answer does not say why: it is expired, of another environment, or for another audience; the log of the API says which.',
    good: true,
    answer: /invalid_token|Invalid token|token_not_valid/,
  },

  // The same by its status alone: the fixture is the first suspect, then the server.

  {
    says: 'NEXUS_BASIC_USERNAME or NEXUS_BASIC_PASSWORD is wrong, or meant for another environment: look there before you look at the server. A password beyond ASCII is sent in UTF-8, and one with colons as it is: a server that reads Latin-1, or parts at the last colon, refuses it.',
    of: goodRequests,
    status: [401],
    sent: /^authorization: basic /im,
  },
  {
    says: 'NEXUS_BEARER_TOKEN or NEXUS_APPLICATION_TOKEN is wrong, expired or meant for another environment: look there before you look at the server. NEXUS_APPLICATION_TOKEN_IN and _NAME say where the second travels.',
    of: goodRequests,
    status: [401],
  },
  {
    says: 'the caller may not be entitled to reset NEXUS_USER_ID, or a firewall or gateway before the application refused: look there before you look at the server.',
    of: goodRequests,
    status: [403],
  },
  {
    says: 'NEXUS_BASE_URL may lack a base path, or NEXUS_USER_ID names nobody there.',
    of: goodRequests,
    status: [404],
  },
  {
    says: 'NEXUS_CLIENT_ID may not be registered there, or NEXUS_USER_ID has another format than its ids.',
    of: goodRequests,
    status: [400],
  },
  {
    says: 'the path is known for other methods only: NEXUS_BASE_URL may point to another service, or a proxy turned the POST into a GET.',
    of: goodRequests,
    status: [405],
  },
  {
    says: 'a server or proxy wants a Content-Length, and the one that was sent, of 0, was lost on the way.',
    of: goodRequests,
    status: [411],
  },
  {
    says: 'it wants a Content-Type although the contract has no content: `consumes` in Spring, [Consumes] in ASP.NET, the parsers of Django REST framework, a body schema in Fastify.',
    of: goodRequests,
    status: [415],
  },
  {
    says: 'frameworks answer 200 or 202 unless told otherwise: return NoContent() in ASP.NET, noContent() in Spring, status_code=204 in FastAPI, sendStatus(204) in Express.',
    of: [...goodRequests, 'operation/no-other-success'],
    status: ['2xx'],
  },

  // The e-mail.

  {
    says: 'what the other way in does after it has let the caller in is not done there: a second controller, a rule of a gateway, or a queue of its own.',
    of: ['email/arrives'],
    found: /one way in sends none/,
  },
  {
    says: 'the e-mail went to an address that is not the one of NEXUS_USER_EMAIL: the account may have another one on file.',
    of: ['email/arrives'],
    found: /what came instead/,
  },
  {
    says: 'the queue or its worker does not run, or the mail server refuses it (the default IEmailSender of ASP.NET Core sends nothing; EMAIL_BACKEND of Django may be the console or dummy one; spring.mail.host; a Keycloak realm without SMTP; Auth0 without a provider); or the user has no address on file, an unverified one, or one on a suppression list (SES, Mailgun, SendGrid keep them); or the template fails, which only the log of the worker tells.',
    of: ['email/arrives'],
    found: /no e-mail to the user came/,
  },
  {
    says: 'the e-mail is sent, or queued, before the request is judged to its end: send it where the 204 is decided, after credentials and parameters.',
    of: ['email/none-on-refusal'],
    found: /nothing that was accepted asked for|a refused request has sent one/,
  },
  {
    says: 'the recipients are added to a message that is kept from one request to the next, or a copy goes to an address that is configured.',
    of: ['email/only-to-the-user'],
    found: /was due to .* alone went to/,
  },
  {
    says: 'the user is looked up without regard to case, or by a normalised text (LOWER, CITEXT, a collation, NFKC), and the e-mail goes by the id of the request: compare exactly, and mail the address that is on file (in Django this was CVE-2019-19844).',
    of: ['email/only-to-the-user'],
    found: /by an id that is folded/,
  },
  {
    says: 'the template names another variable than the code fills in, or the token is made after the e-mail was written.',
    of: ['email/offers-reset'],
    found: /is empty$|placeholder/,
  },
  {
    says: "the code that makes the token hands it on to the answer, or a switch for tests is on: whoever may ask for a user's reset could then carry it out.",
    of: ['email/secret-stays-in-the-email'],
    found: /stands in the answer/,
  },
  {
    says: 'a link is dead before its user sees it: its token is stored or encoded otherwise than it is looked up (Base64UrlEncode around the token in ASP.NET Identity, quote in Django), was made by another instance (Data Protection keys and SECRET_KEY have to be shared), lapses at once (TokenLifespan, PASSWORD_RESET_TIMEOUT, the action token lifespan of Keycloak; two clocks), or is made void by what comes after it, such as a login or a second token.',
    of: ['email/reset-works'],
    found: /is dead at its first opening/,
  },
  {
    says: 'the page of the reset throws, which the log of the application that shows it tells: a route or a template that is not deployed there, or a token that it does not decode.',
    of: ['email/reset-works'],
    found: /the reset fails on the server/,
  },
  {
    says: 'the new password is not saved, or not where it is looked up: the result of ResetPasswordAsync in ASP.NET Identity is not looked at, save() is missing behind set_password in Django, a PasswordEncoder of Spring encodes twice or not at all, a federation of Keycloak is read-only, or a replica or a cache answers the sign-in.',
    of: ['email/reset-works'],
    found: /handed in and taken, and does not sign in/,
  },
  {
    says: 'the reset sets a password and mails it: mail a link with a token for one use, and change nothing until it is used (GeneratePasswordResetTokenAsync in ASP.NET Identity, PasswordResetView in Django, execute-actions-email with UPDATE_PASSWORD in Keycloak).',
    of: ['email/reset-works'],
    found: /holds the password itself/,
  },
  {
    says: 'after the change the framework goes to its own page (ResetPasswordConfirmation in ASP.NET Identity, password_reset_complete of Django, defaultSuccessUrl in Spring, the account console of Keycloak where execute-actions-email was called without client_id and redirect_uri): keep the clientId with the token, and send the user to the address registered for it.',
    of: ['email/redirects-to-client'],
    found: /after the change the user is sent/,
  },
  {
    says: "the address to go to is one setting for all clients, or is kept with the user or a session from another reset (SavedRequestAwareAuthenticationSuccessHandler in Spring, a cookie of Keycloak's login): keep the clientId with the token of each request.",
    of: ['email/client-decides-redirect'],
    found: /after the change the user is sent/,
  },
  {
    says: 'an address is taken from the request: look the clientId up among the registered ones and take theirs (LocalRedirect and Url.IsLocalUrl in ASP.NET, url_has_allowed_host_and_scheme in Django, exact and no wildcard redirect URIs in Keycloak); links want a base address that is configured, and none of Host or Forwarded.',
    of: ['email/no-open-redirect', 'advice/safe-reset-links'],
    found: /which nothing but the request had named/,
  },
  {
    says: 'the route runs before the method is looked at: map it to POST alone (MapPost or [HttpPost] in ASP.NET, @PostMapping in Spring instead of @RequestMapping, require_POST in Django), and send nothing on GET, HEAD and OPTIONS.',
    of: ['http/safe-methods-send-nothing'],
  },

  // A status that the contract does not list.

  {
    says: "the default validation of FastAPI answers 422 with detail as an array: an exception handler for RequestValidationError has to answer the contract's 400.",
    status: [422],
    answer: /"detail"\s*:\s*\[/,
  },
  {
    says: 'the default validation of the framework answers 422: the contract documents 400 and 404.',
    status: [422],
  },

  // The last resort: what a status means by itself.

  {
    says: 'an exception that nothing catches: the log of the server at the time above says which.',
    status: [500],
  },
  {
    says: 'a gateway got no answer from the application, or none that is HTTP: see whether it runs where proxy_pass, ProxyPass or reverse_proxy say, by http or https, and whether its head breaks HTTP (two lengths, octets after a 204).',
    status: [502],
  },
  {
    says: 'the application did not answer in the time that a gateway gives it: proxy_read_timeout in nginx, ProxyTimeout in Apache, timeout server in HAProxy, response_header_timeout in Caddy, 100 s at Cloudflare (524).',
    status: [504, 524],
  },
  {
    says: 'Cloudflare and the origin do not come to terms about TLS (525, 526): the certificate there is expired, self-signed or of another name; see the mode of encryption.',
    status: [525, 526],
  },
  {
    says: 'Cloudflare does not reach the origin: it refuses (521), is silent (522), has no route (523) or no name (530), or what it answers is no HTTP or too long a head (520).',
    status: [520, 521, 522, 523, 527, 530],
  },
];
