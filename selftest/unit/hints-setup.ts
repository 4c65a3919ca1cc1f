import type { RequirementId } from '../../requirements/index.ts';
import type { Exchange, Field, SentRequest } from '../../src/model/exchange.ts';
import { answered } from './exchange-setup.ts';
import { applicationToken, basic, bearer, recorded } from './failure-setup.ts';

/** An answer as it was recorded of another stack, shortened to what is told of it. */
interface StackAnswer {
  /** Who gives it, and when. */
  readonly from: string;
  /** How the hint begins that has to be told of it. */
  readonly hint: string;
  readonly status: number;
  readonly fields?: readonly Field[];
  readonly content?: string;
  /** What is judged; that the two tokens are accepted where it is nothing else. */
  readonly of?: RequirementId;
  /** What was found; that the status is wrong where it is nothing else. */
  readonly found?: string;
  readonly got?: string;
  readonly sent?: readonly Field[];
  readonly request?: Pick<Partial<SentRequest>, 'method' | 'target'>;
}

const page = (content: string) => ({ fields: [['Content-Type', 'text/html; charset=utf-8']] as const, content });
const text = (content: string) => ({ fields: [['Content-Type', 'text/plain']] as const, content });
const json = (value: unknown, ...more: readonly Field[]) => ({
  fields: [['Content-Type', 'application/json'], ...more] as const,
  content: JSON.stringify(value),
});
const problem = (value: unknown) => ({
  fields: [['Content-Type', 'application/problem+json']] as const,
  content: JSON.stringify(value),
});
const challenge = (value: string) => ({ fields: [['WWW-Authenticate', value]] as const });
const location = (value: string) => ({ fields: [['Location', value]] as const });
const invalidToken = (why: string) => challenge(`Bearer error="invalid_token", error_description="${why}"`);
const basicSent = { of: 'auth/basic', sent: [basic] } as const;
const operation = '/v1/users/1/password-reset';
const nginxPage = (title: string, more = '') =>
  page(
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n${more}<hr><center>nginx/1.27.5</center>\r\n</body>\r\n</html>\r\n`,
  );

const apachePage = (title: string, words: string) =>
  page(
    `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html><head>\n<title>${title}</title>\n</head><body>\n<h1>${title.slice(4)}</h1>\n<p>${words}</p>\n</body></html>\n`,
  );
const haproxyPage = (title: string, words: string) => page(`<html><body><h1>${title}</h1>\n${words}\n</body></html>\n`);
const caddyAlone = {
  fields: [
    ['Server', 'Caddy'],
    ['Content-Length', '0'],
  ] as const,
};

export const stackAnswers: readonly StackAnswer[] = [
  // The wrong door.
  {
    from: 'nginx, http on a TLS port',
    hint: 'it speaks TLS there',
    status: 400,
    ...nginxPage(
      '400 The plain HTTP request was sent to HTTPS port',
      '<center>The plain HTTP request was sent to HTTPS port</center>\r\n',
    ),
  },
  {
    from: 'Apache, http on a TLS port',
    hint: 'it speaks TLS there',
    status: 400,
    ...page("<p>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />"),
  },
  {
    from: 'Go, http on a TLS port',
    hint: 'it speaks TLS there',
    status: 400,
    content: 'Client sent an HTTP request to an HTTPS server.\n',
  },
  {
    from: 'Tomcat, http on a TLS port',
    hint: 'it speaks TLS there',
    status: 400,
    ...text('Bad Request\r\nThis combination of host and port requires TLS.\r\n'),
  },
  {
    from: 'Kestrel, Http2 alone',
    hint: 'only HTTP/2 is spoken',
    status: 400,
    ...text('An HTTP/1.x request was sent to an HTTP/2 only endpoint.'),
  },
  {
    from: 'Node, without allowHTTP1',
    hint: 'only HTTP/2 is spoken',
    status: 403,
    ...text('Missing ALPN Protocol, expected `h2` to be available.\nIf this is a HTTP request: The server was not …'),
  },
  {
    from: 'http.sys, an unknown host',
    hint: 'the server does not know the host',
    status: 400,
    ...page(
      '<BODY><h2>Bad Request - Invalid Hostname</h2>\r\n<hr><p>HTTP Error 400. The request hostname is invalid.</p>',
    ),
  },
  {
    from: 'Django, ALLOWED_HOSTS',
    hint: 'the server does not know the host',
    status: 400,
    ...page('<html lang="en"><title>Bad Request (400)</title><body>\n  <h1>Bad Request (400)</h1><p></p>\n</body>'),
  },
  {
    from: 'Apache, another name in TLS',
    hint: 'the connection was opened for another host',
    status: 421,
    ...page(
      '<h1>Misdirected Request</h1>\n<p>The client needs a new connection for this\nrequest as the requested host name does not match\nthe Server Name Indication (SNI) in use for this\nconnection.</p>',
    ),
  },
  {
    from: 'nginx, a Bearer of 20 kB',
    hint: 'the head of the request is longer than the server',
    status: 400,
    ...nginxPage('400 Request Header Or Cookie Too Large', '<center>Request Header Or Cookie Too Large</center>\r\n'),
  },
  {
    from: 'http.sys, a Bearer of 20 kB',
    hint: 'the head of the request is longer than the server',
    status: 400,
    ...page(
      '<h2>Bad Request - Request Too Long</h2>\r\n<hr><p>HTTP Error 400. The size of the request headers is too long.</p>',
    ),
  },
  { from: 'Node, a Bearer of 20 kB', hint: 'the head of the request is longer than what', status: 431 },
  {
    from: 'nginx, a long target',
    hint: 'the request-target is longer',
    of: 'http/long-target',
    status: 414,
    ...nginxPage('414 Request-URI Too Large'),
  },
  {
    from: 'nginx, client_max_body_size',
    hint: 'content is longer',
    of: 'robustness/unexpected-body',
    status: 413,
    ...nginxPage('413 Request Entity Too Large'),
  },
  {
    from: 'Istio behind an nginx as it comes',
    hint: 'HTTP/1.0 is spoken',
    status: 426,
    fields: [['server', 'istio-envoy']],
  },
  {
    from: 'a balancer that ends TLS',
    hint: 'it redirects from http to https',
    status: 301,
    ...location(`https://staging.example/nexus${operation}?clientId=portal-web`),
  },
  {
    from: 'FastAPI, a slash at the end',
    hint: 'the router redirects to the spelling',
    status: 307,
    ...location(`http://staging.example${operation}/?clientId=portal-web`),
  },
  {
    from: 'Django in development, a slash at the end',
    hint: 'Django wants a slash',
    status: 500,
    ...page(
      "<pre>You called this URL via POST, but the URL doesn't end in a slash and you have APPEND_SLASH set.</pre>",
    ),
  },

  // Somebody else answered.
  {
    from: 'AWS API Gateway, an unknown route',
    hint: 'AWS API Gateway answers so',
    status: 403,
    ...json({ message: 'Missing Authentication Token' }, ['x-amzn-ErrorType', 'MissingAuthenticationTokenException']),
  },
  {
    from: 'AWS API Gateway, an unknown route and Basic',
    hint: 'AWS API Gateway takes Authorization',
    status: 403,
    ...basicSent,
    ...json({
      message:
        "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'q='.",
    }),
  },
  {
    from: 'AWS API Gateway, a cached policy',
    hint: "a Lambda authorizer's policy refuses",
    status: 403,
    ...json({ Message: 'User is not authorized to access this resource' }, [
      'x-amzn-ErrorType',
      'AccessDeniedException',
    ]),
  },
  {
    from: 'an authorizer that keeps its answer for one path',
    hint: 'the same credentials were accepted for another user',
    status: 403,
    of: 'parameters/unknown-user-refused',
  },
  {
    from: 'AWS API Gateway, an API key',
    hint: 'the gateway wants a key of its own',
    status: 403,
    ...json({ message: 'Forbidden' }, ['x-amzn-ErrorType', 'ForbiddenException']),
  },
  {
    from: 'Kong, key-auth',
    hint: 'the gateway wants a key of its own',
    status: 401,
    ...json({ message: 'No API key found in request' }),
  },
  {
    from: 'Azure API Management, a subscription',
    hint: 'the gateway wants a key of its own',
    status: 401,
    ...json({
      statusCode: 401,
      message:
        'Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.',
    }),
  },
  {
    from: 'Google Cloud Run, callers of its own',
    hint: 'Google Cloud Run takes Authorization',
    status: 401,
    ...invalidToken('The access token could not be verified'),
  },
  {
    from: 'Cloudflare, a challenge',
    hint: 'a firewall or a bot protection',
    status: 403,
    fields: [['cf-mitigated', 'challenge']],
  },
  {
    from: 'Cloudflare, a challenge by its page',
    hint: 'a firewall or a bot protection',
    status: 403,
    ...page('<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>'),
  },
  { from: 'Cloudflare, a rule', hint: 'a firewall or a bot protection', status: 403, content: 'error code: 1020' },
  {
    from: 'AWS WAF before a load balancer',
    hint: 'a firewall or a bot protection',
    status: 403,
    fields: [['Server', 'awselb/2.0']],
    content:
      '<html>\r\n<head><title>403 Forbidden</title></head>\r\n<body>\r\n<center><h1>403 Forbidden</h1></center>\r\n</body>\r\n</html>\r\n',
  },
  {
    from: 'CloudFront, AWS WAF',
    hint: 'a firewall or a bot protection',
    status: 403,
    ...page(
      '<H1>403 ERROR</H1>\n<H2>The request could not be satisfied.</H2>\nRequest blocked.\n<PRE>\nGenerated by cloudfront (CloudFront)\nRequest ID: q',
    ),
  },
  {
    from: 'Azure Application Gateway',
    hint: 'a firewall or a bot protection',
    status: 403,
    ...page('<center><h1>403 Forbidden</h1></center>\r\n<hr><center>Microsoft-Azure-Application-Gateway/v2</center>'),
  },
  {
    from: 'Akamai',
    hint: 'a firewall or a bot protection',
    status: 403,
    ...page(
      '<H1>Access Denied</H1>\nYou don\'t have permission to access "…" on this server.<P>\nReference&#32;&#35;18&#46;2a',
    ),
    fields: [['Server', 'AkamaiGHost']],
  },
  {
    from: 'Imperva',
    hint: 'a firewall or a bot protection',
    status: 403,
    ...page('Request unsuccessful. Incapsula incident ID: 1-2'),
  },
  {
    from: 'F5 BIG-IP',
    hint: 'a firewall or a bot protection',
    status: 403,
    ...page(
      '<title>Request Rejected</title>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 1',
    ),
  },
  {
    from: 'ModSecurity',
    hint: 'a firewall or a bot protection',
    status: 406,
    ...page(
      '<h1>Not Acceptable!</h1><p>An appropriate representation of the requested resource could not be found on this server. This error was generated by Mod_Security.</p>',
    ),
  },
  {
    from: 'HAProxy, a deny rule',
    hint: 'a firewall or a bot protection',
    status: 403,
    ...page('<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n'),
  },
  { from: 'Envoy, RBAC', hint: 'a firewall or a bot protection', status: 403, ...text('RBAC: access denied') },
  {
    from: 'nginx, limit_req',
    hint: 'nginx refuses by limit_req',
    status: 503,
    ...nginxPage('503 Service Temporarily Unavailable'),
  },
  {
    from: 'nginx, limit_req_status',
    hint: 'nginx refuses by limit_req',
    status: 429,
    ...nginxPage('429 Too Many Requests'),
  },
  { from: 'Cloudflare, a rate limit', hint: 'a gateway counts', status: 429, content: 'error code: 1015' },
  {
    from: 'HAProxy, deny_status 429',
    hint: 'a gateway counts',
    status: 429,
    ...haproxyPage('429 Too Many Requests', 'You have sent too many requests in a given amount of time.'),
  },
  { from: 'Envoy, local_ratelimit', hint: 'a gateway counts', status: 429, ...text('local_rate_limited') },
  {
    from: 'Kong, rate-limiting',
    hint: 'a gateway counts',
    status: 429,
    ...json({ message: 'API rate limit exceeded' }),
  },
  {
    from: 'Azure API Management, rate-limit',
    hint: 'a gateway counts',
    status: 429,
    ...json({ statusCode: 429, message: 'Rate limit is exceeded. Try again in 7 seconds.' }),
  },
  {
    from: 'AWS API Gateway, a usage plan',
    hint: 'a gateway counts',
    status: 429,
    ...json({ message: 'Too Many Requests' }),
  },
  {
    from: 'Azure App Service, stopped',
    hint: 'Azure knows no site',
    status: 403,
    ...page('<h1 id="unavailable">Error 403 - This web app is stopped.</h1>'),
  },
  {
    from: 'HAProxy, no server',
    hint: 'HAProxy has no server',
    status: 503,
    ...haproxyPage('503 Service Unavailable', 'No server is available to handle this request.'),
  },
  {
    from: 'HAProxy, an error of syntax',
    hint: 'HAProxy answered by itself',
    status: 400,
    ...haproxyPage('400 Bad request', 'Your browser sent an invalid request.'),
  },
  {
    from: 'Envoy, a cluster that is down',
    hint: 'Envoy does not reach',
    status: 503,
    ...text('upstream connect error or disconnect/reset before headers. reset reason: connection failure'),
  },
  { from: 'Envoy, no endpoint', hint: 'Envoy does not reach', status: 503, ...text('no healthy upstream') },
  {
    from: 'Varnish, no backend',
    hint: 'Varnish answered by itself',
    status: 503,
    ...page(
      '<title>503 Backend fetch failed</title>\n<h1>Error 503 Backend fetch failed</h1>\n<p>Backend fetch failed</p>\n<h3>Guru Meditation:</h3>\n<p>XID: 2</p>\n<hr>\n<p>Varnish cache server</p>',
    ),
  },
  {
    from: 'IIS, ASP.NET Core did not start',
    hint: 'IIS could not start',
    status: 500,
    ...page('<title>IIS 500.30 Error</title><h2>HTTP Error 500.30 - ASP.NET Core app failed to start</h2>'),
  },
  {
    from: 'Apache, no application',
    hint: 'Apache does not reach',
    status: 503,
    ...apachePage(
      '503 Service Unavailable',
      'The server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\nproblems. Please try again later.',
    ),
  },
  {
    from: 'Apache, an escaped slash',
    hint: 'Apache answers 404 to an escaped slash',
    of: 'parameters/malformed-user-id',
    status: 404,
    request: { target: '/v1/users/a%2Fb/password-reset?clientId=portal-web' },
    ...apachePage('404 Not Found', 'The requested URL was not found on this server.'),
  },
  { from: 'Caddy, file_server', hint: 'Caddy names itself', status: 404, ...caddyAlone },
  {
    from: 'Kong, no route',
    hint: 'a gateway or a router',
    status: 404,
    ...json({ message: 'no Route matched with those values' }),
  },
  { from: 'AWS HTTP API, no route', hint: 'a gateway or a router', status: 404, ...json({ message: 'Not Found' }) },
  {
    from: 'Azure API Management, no route',
    hint: 'a gateway or a router',
    status: 404,
    ...json({ statusCode: 404, message: 'Resource not found' }),
  },
  { from: 'Traefik, no router, and Go', hint: 'a gateway or a router', status: 404, ...text('404 page not found\n') },
  { from: 'ingress-nginx, no host', hint: 'a gateway or a router', status: 404, ...text('default backend - 404') },
  { from: 'Istio, no route', hint: 'a gateway or a router', status: 404, fields: [['server', 'istio-envoy']] },
  {
    from: 'Caddy, no route',
    hint: 'Caddy answers 200',
    status: 200,
    ...caddyAlone,
  },
  {
    from: 'nginx, auth_basic',
    hint: 'a proxy before the application asks',
    status: 401,
    ...nginxPage('401 Authorization Required'),
    fields: [['WWW-Authenticate', 'Basic realm="Staging"']],
  },
  {
    from: 'Traefik, basicAuth',
    hint: 'a proxy before the application asks',
    status: 401,
    ...challenge('Basic realm="traefik"'),
    content: '401 Unauthorized\n',
  },
  {
    from: 'IIS, Windows authentication',
    hint: 'Windows authentication of IIS',
    status: 401,
    fields: [
      ['WWW-Authenticate', 'Negotiate'],
      ['WWW-Authenticate', 'NTLM'],
    ],
  },
  {
    from: 'IIS, an escaped percent sign',
    hint: 'IIS refuses the path',
    status: 404,
    ...page(
      '<title>IIS 10.0 Detailed Error - 404.11 - Not Found</title><h3>HTTP Error 404.11 - Not Found</h3><h4>The request filtering module is configured to deny a request that contains a double escape sequence.</h4>',
    ),
  },
  {
    from: 'IIS, no handler for POST',
    hint: 'a handler of IIS itself',
    status: 405,
    ...page('<title>405 - HTTP verb used to access this page is not allowed.</title>'),
  },
  {
    from: 'IIS, WebDAV',
    hint: 'the WebDAV module',
    of: 'http/405-allow',
    found: 'Allow does not name POST',
    status: 405,
    request: { method: 'PUT' },
    ...page('<title>405 - HTTP verb used to access this page is not allowed.</title>'),
    fields: [['Allow', 'GET, HEAD, OPTIONS, TRACE']],
  },
  {
    from: 'IIS, no handler, seen from it',
    hint: 'IIS answered by itself',
    status: 404,
    ...page('<title>IIS 10.0 Detailed Error - 404.0 - Not Found</title>'),
  },
  {
    from: 'IIS, no handler',
    hint: 'IIS answered by itself',
    status: 404,
    ...page('<title>404 - File or directory not found.</title>\r\n<div id="header"><h1>Server Error</h1></div>'),
  },
  {
    from: 'http.sys, no site at that path',
    hint: 'IIS answered by itself',
    status: 404,
    ...page('<BODY><h2>Not Found</h2>\r\n<hr><p>HTTP Error 404. The requested resource is not found.</p>'),
    fields: [['Server', 'Microsoft-HTTPAPI/2.0']],
  },
  { from: 'nginx, no location', hint: 'nginx answered by itself', status: 404, ...nginxPage('404 Not Found') },
  {
    from: 'Apache, no location',
    hint: 'Apache answered by itself',
    status: 404,
    ...page(
      '<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n<hr>\n<address>Apache/2.4.71 (Debian) Server at nexus.example Port 80</address>',
    ),
  },
  {
    from: 'Apache, Require',
    hint: 'Apache answered by itself',
    status: 403,
    ...apachePage('403 Forbidden', "You don't have permission to access this resource."),
  },
  {
    from: 'Spring Security, StrictHttpFirewall',
    hint: "Spring's firewall refuses",
    status: 500,
    of: 'robustness/no-server-error',
    ...page(
      '<p><b>Message</b> The request was rejected because the URL contained a potentially malicious String &quot;;&quot;</p>',
    ),
  },
  {
    from: 'Express, no route',
    hint: 'the router of Express',
    status: 404,
    ...page(`<!DOCTYPE html>\n<title>Error</title>\n<pre>Cannot POST ${operation}</pre>`),
  },
  {
    from: 'Django, no urlpattern',
    hint: 'it is the page of Django',
    status: 404,
    ...page(
      '<html lang="en"><title>Not Found</title><body>\n<h1>Not Found</h1><p>The requested resource was not found on this server.</p>\n</body>',
    ),
  },
  {
    from: 'Tomcat, no context',
    hint: 'it is the error page of a servlet container',
    status: 404,
    ...page('<!doctype html><title>HTTP Status 404 – Not Found</title><h3>Apache Tomcat/11.0.9</h3>'),
  },
  {
    from: 'Jetty, no context',
    hint: 'it is the error page of a servlet container',
    status: 404,
    ...page('<title>Error 404</title><hr>Powered by Jetty://'),
  },

  // A page for people.
  {
    from: 'F5 ASM, its page as it is delivered',
    hint: 'a firewall refuses the request with a page that says 200',
    status: 200,
    ...page(
      '<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 4711</body></html>',
    ),
  },
  {
    from: 'ASP.NET Core Identity',
    hint: 'the cookie scheme of ASP.NET',
    status: 401,
    ...location(`https://nexus.example/Account/Login?ReturnUrl=${encodeURIComponent(operation)}`),
  },
  {
    from: 'Spring, formLogin',
    hint: 'it redirects to a login page',
    status: 302,
    ...location('http://nexus.example/login'),
  },
  {
    from: 'oauth2-proxy',
    hint: 'it redirects to a login page',
    of: 'auth/no-credentials',
    status: 302,
    ...location('https://id.example/oauth2/auth?client_id=q&redirect_uri=r'),
  },
  {
    from: 'Django, CSRF',
    hint: 'a check against forged forms',
    status: 403,
    ...page('<h1>Forbidden <span>(403)</span></h1>\n  <p>CSRF verification failed. Request aborted.</p>'),
  },
  {
    from: 'Django REST framework, CSRF',
    hint: 'a check against forged forms',
    status: 403,
    ...json({ detail: 'CSRF Failed: CSRF token missing.' }),
  },
  {
    from: 'ASP.NET, antiforgery',
    hint: 'a check against forged forms',
    status: 400,
    ...text(
      'Microsoft.AspNetCore.Antiforgery.AntiforgeryValidationException: The required antiforgery cookie ".AspNetCore.Antiforgery.q" is not present.',
    ),
  },
  {
    from: 'Rails, protect_from_forgery',
    hint: 'a check against forged forms',
    status: 422,
    ...page('<title>The change you wanted was rejected (422)</title>'),
  },
  {
    from: 'Express, csurf',
    hint: 'a check against forged forms',
    status: 403,
    ...page('<pre>ForbiddenError: invalid csrf token<br></pre>'),
  },
  {
    from: 'Spring Boot, CSRF',
    hint: 'Spring Boot answers so',
    status: 403,
    ...json({ timestamp: '2026-11-23T12:00:00.000+00:00', status: 403, error: 'Forbidden', path: operation }),
  },
  {
    from: 'a web application',
    hint: 'a page for people',
    status: 200,
    ...page('<!doctype html><title>Portal</title><div id="root"></div>'),
  },

  // A good request that was refused, by what is said of it.
  {
    from: 'Supabase, a second reset',
    hint: 'a reset of the same user',
    status: 400,
    ...problem({
      title: 'Bad Request',
      status: 400,
      detail: 'For security purposes, you can only request this once every 60 seconds',
    }),
  },
  {
    from: 'a problem that asks to wait',
    hint: 'a reset of the same user',
    status: 400,
    ...problem({ title: 'A reset was already requested', detail: 'Wait 58 seconds.' }),
  },
  {
    from: 'ASP.NET, [FromBody]',
    hint: 'it wants content',
    status: 400,
    ...problem({
      title: 'One or more validation errors occurred.',
      status: 400,
      errors: { '': ['A non-empty request body is required.'] },
    }),
  },
  {
    from: 'Spring, @RequestBody',
    hint: 'it wants content',
    status: 400,
    ...json({ message: 'Required request body is missing: public void reset(Reset)' }),
  },
  {
    from: 'FastAPI, a body',
    hint: 'it wants content',
    status: 422,
    ...json({ detail: [{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }] }),
  },
  {
    from: 'Express, a JSON parser',
    hint: 'it wants content',
    status: 400,
    ...page('<pre>SyntaxError: Unexpected end of JSON input<br></pre>'),
  },
  {
    from: 'Spring, a field that is not there',
    hint: 'it looks for the ApplicationToken',
    status: 400,
    ...problem({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: "Required header 'X-Application-Token' is not present.",
    }),
  },
  {
    from: 'ASP.NET, clientId in a form',
    hint: 'it says that clientId is missing',
    status: 400,
    ...problem({
      title: 'One or more validation errors occurred.',
      status: 400,
      errors: { clientId: ['The clientId field is required.'] },
    }),
  },
  {
    from: 'Spring, clientId in a form',
    hint: 'it says that clientId is missing',
    status: 400,
    ...problem({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: "Required parameter 'clientId' is not present.",
    }),
  },
  {
    from: 'Django REST framework, clientId in a form',
    hint: 'it says that clientId is missing',
    status: 400,
    ...json({ clientId: ['This field is required.'] }),
  },
  {
    from: 'express-validator, clientId in a body',
    hint: 'it says that clientId is missing',
    status: 400,
    ...json({ errors: [{ type: 'field', msg: 'Invalid value', path: 'clientId', location: 'body' }] }),
  },
  {
    from: 'FastAPI, client_id',
    hint: 'it says that clientId is missing',
    status: 422,
    ...json({ detail: [{ type: 'missing', loc: ['query', 'client_id'], msg: 'Field required', input: null }] }),
  },
  {
    from: 'Rails, params.require',
    hint: 'it says that clientId is missing',
    status: 400,
    ...json({ status: 400, error: 'Bad Request', exception: 'param is missing or the value is empty: clientId' }),
  },
  {
    from: 'Django REST framework behind mod_wsgi',
    hint: 'it says that no credentials came',
    status: 401,
    ...json({ detail: 'Authentication credentials were not provided.' }),
  },
  { from: 'Istio, no token', hint: 'it says that no credentials came', status: 401, ...text('Jwt is missing') },
  {
    from: 'express-jwt, no token',
    hint: 'it says that no credentials came',
    status: 401,
    ...page('<pre>UnauthorizedError: No authorization token was found<br></pre>'),
  },
  {
    from: 'Spring Security, no token',
    hint: 'it says that no credentials came',
    status: 401,
    ...json({ error: 'unauthorized', error_description: 'Full authentication is required to access this resource' }),
  },
  {
    from: 'a field that nginx dropped',
    hint: 'nginx drops fields whose names',
    status: 401,
    sent: [bearer, ['application_token', '‹NEXUS_APPLICATION_TOKEN›']],
  },
  {
    from: 'ASP.NET, an expired token',
    hint: 'the Bearer has expired',
    status: 401,
    ...invalidToken("The token expired at '11/23/2026 12:00:00'"),
  },
  {
    from: 'Spring, an expired token',
    hint: 'the Bearer has expired',
    status: 401,
    ...invalidToken('An error occurred while attempting to decode the Jwt: Jwt expired at 2026-11-23T12:00:00Z'),
  },
  { from: 'Istio, an expired token', hint: 'the Bearer has expired', status: 401, ...text('Jwt is expired') },
  {
    from: 'express-jwt, an expired token',
    hint: 'the Bearer has expired',
    status: 401,
    ...page('<pre>UnauthorizedError: jwt expired<br></pre>'),
  },
  {
    from: 'Django, Simple JWT, an expired token',
    hint: 'the Bearer has expired',
    status: 401,
    ...json({
      detail: 'Given token not valid for any token type',
      code: 'token_not_valid',
      messages: [{ message: 'Token is invalid or expired' }],
    }),
  },
  {
    from: 'ASP.NET, a clock behind',
    hint: 'the Bearer is not valid yet',
    status: 401,
    ...invalidToken("The token is not valid before '11/23/2026 12:00:00'"),
  },
  {
    from: 'ASP.NET, another audience',
    hint: 'the Bearer is for another audience',
    status: 401,
    ...invalidToken("The audience 'portal' is invalid"),
  },
  {
    from: 'Spring, another audience',
    hint: 'the Bearer is for another audience',
    status: 401,
    ...invalidToken('An error occurred while attempting to decode the Jwt: The aud claim is not valid'),
  },
  {
    from: 'ASP.NET, another issuer',
    hint: 'the Bearer is from another issuer',
    status: 401,
    ...invalidToken("The issuer 'https://id.example' is invalid"),
  },
  {
    from: 'Istio, another issuer',
    hint: 'the Bearer is from another issuer',
    status: 401,
    ...text('Jwt issuer is not configured'),
  },
  {
    from: 'ASP.NET, other keys',
    hint: 'the API cannot verify',
    status: 401,
    ...invalidToken('The signature key was not found'),
  },
  {
    from: 'Spring, other keys',
    hint: 'the API cannot verify',
    status: 401,
    ...invalidToken(
      'An error occurred while attempting to decode the Jwt: Signed JWT rejected: Another algorithm expected, or no matching key(s) found, or Invalid signature',
    ),
  },
  {
    from: 'Spring, a scope',
    hint: 'the Bearer lacks a scope',
    status: 403,
    ...challenge(
      'Bearer error="insufficient_scope", error_description="The request requires higher privileges than provided by the access token."',
    ),
  },
  {
    from: 'ASP.NET, no details',
    hint: 'the Bearer is refused as invalid',
    status: 401,
    ...challenge('Bearer error="invalid_token"'),
  },
  {
    from: 'Django REST framework, an unknown token',
    hint: 'the Bearer is refused as invalid',
    status: 401,
    ...json({ detail: 'Invalid token.' }),
  },

  // By the status alone.
  {
    from: 'Express, passport-http',
    hint: 'NEXUS_BASIC_USERNAME or',
    status: 401,
    ...basicSent,
    ...challenge('Basic realm="Users"'),
    content: 'Unauthorized',
  },
  {
    from: 'a route of other methods',
    hint: 'the path is known for other methods',
    status: 405,
    fields: [['Allow', 'GET, HEAD']],
  },
  { from: 'a proxy that wants a length', hint: 'a server or proxy wants a Content-Length', status: 411 },
  {
    from: 'Spring, consumes',
    hint: 'it wants a Content-Type',
    status: 415,
    ...problem({
      type: 'about:blank',
      title: 'Unsupported Media Type',
      status: 415,
      detail: "Content-Type 'null' is not supported.",
    }),
  },
  { from: 'nginx, no application', hint: 'a gateway got no answer', status: 502, fields: [['Server', 'openresty']] },
  { from: 'Caddy, no application', hint: 'a gateway got no answer', status: 502, ...caddyAlone },
  {
    from: 'HAProxy, timeout server',
    hint: 'the application did not answer in the time',
    status: 504,
    ...haproxyPage('504 Gateway Time-out', "The server didn't respond in time."),
  },
  {
    from: 'Cloudflare, 100 seconds',
    hint: 'the application did not answer in the time',
    status: 524,
    content: 'error code: 524',
  },
  {
    from: 'Cloudflare, an expired certificate',
    hint: 'Cloudflare and the origin',
    status: 526,
    content: 'error code: 526',
  },
  { from: 'Cloudflare, no origin', hint: 'Cloudflare does not reach', status: 522, content: 'error code: 522' },

  // What other requirements look at.
  {
    from: 'Express, cors',
    hint: 'a CORS middleware',
    of: 'http/204-no-content-length',
    found: 'Content-Length: 0 on a 204',
    status: 204,
    fields: [['Content-Length', '0']],
    request: { method: 'OPTIONS' },
  },
  {
    from: 'Werkzeug behind nginx',
    hint: 'a framework or a proxy writes',
    of: 'http/204-no-content-length',
    found: 'Content-Length: 0 on a 204',
    status: 204,
    fields: [
      ['Server', 'nginx/1.22.1'],
      ['Content-Length', '0'],
    ],
  },
  {
    from: 'actix, Compress',
    hint: 'what compresses',
    of: 'http/204-no-octets',
    found: 'octets follow the head of a 204',
    status: 204,
    fields: [['Content-Encoding', 'gzip']],
  },
  {
    from: 'HAProxy, a page without Date',
    hint: 'pages of HAProxy',
    of: 'http/date',
    found: 'answered without an HTTP-date',
    status: 400,
    ...haproxyPage('400 Bad request', 'Your browser sent an invalid request.'),
  },
  {
    from: 'Go, an error of syntax',
    hint: 'something answers that adds no Date',
    of: 'http/date',
    found: 'answered without an HTTP-date',
    status: 400,
    ...text('400 Bad Request: invalid header name'),
  },
  {
    from: 'Node, two Host lines',
    hint: 'Node takes two Host lines',
    of: 'http/malformed-head',
    status: 204,
    sent: [['Host', 'example.invalid']],
  },
  { from: 'Apache, Unsafe', hint: 'a lenient parser', of: 'http/malformed-head', status: 204 },
  {
    from: 'AWS API Gateway, a challenge',
    hint: 'AWS API Gateway renames',
    of: 'auth/challenge-present',
    found: 'answered 401 without a challenge',
    status: 401,
    fields: [['x-amzn-Remapped-WWW-Authenticate', 'Bearer']],
  },
  {
    from: 'AWS HTTP API, a challenge',
    hint: 'HTTP APIs of AWS',
    of: 'auth/challenge-present',
    found: 'challenge line 1: no comma before the parameter error',
    status: 401,
    ...challenge('Bearer scope="" error="invalid_token"'),
  },
  {
    from: 'FastAPI, validation',
    hint: 'the default validation of FastAPI',
    of: 'parameters/malformed-user-id',
    status: 422,
    ...json({ detail: [{ type: 'uuid_parsing', loc: ['path', 'userId'], msg: 'Input should be a valid UUID' }] }),
  },
  {
    from: 'Ruby on Rails, validation',
    hint: 'the default validation of the framework',
    of: 'parameters/malformed-user-id',
    status: 422,
    ...json({ errors: { userId: ['is invalid'] } }),
  },
  {
    from: 'Ruby on Rails, an Accept with */*',
    hint: 'Rails takes an Accept',
    of: 'problem/media-type',
    found: 'the content is text/html',
    status: 404,
    ...page(
      "<title>The page you were looking for doesn't exist (404)</title>\n<p>If you are the application owner check the logs for more information.</p>",
    ),
  },
  {
    from: 'ASP.NET, validation',
    hint: '"One or more validation errors occurred."',
    of: 'problem/stable-title',
    found: 'its type is about:blank and its title is not the phrase of its status',
    got: 'One or more validation errors occurred.',
    status: 400,
    ...problem({ title: 'One or more validation errors occurred.', status: 400, errors: {} }),
  },
  {
    from: 'ASP.NET, no problem writer',
    hint: 'the problem writer of ASP.NET stays silent',
    of: 'problem/body-present',
    found: 'answered 404 without content',
    status: 404,
    fields: [['Server', 'Kestrel']],
  },

  // The e-mail.
  ...(
    [
      ['one way in', 'what the other way in does', 'email/arrives', 'Basic brought no e-mail: one way in sends none'],
      [
        'to another address',
        'the e-mail went to an address',
        'email/arrives',
        'what came instead: "Reset" to b@c.example',
      ],
      ['none at all', 'the queue or its worker', 'email/arrives', 'no e-mail to the user came in 900 s'],
      [
        'to the tripwire user',
        'the e-mail is sent, or queued',
        'email/none-on-refusal',
        'nothing that was accepted asked for it',
      ],
      [
        'to two users',
        'the recipients are added',
        'email/only-to-the-user',
        'was due to the user alone went to the bystander',
      ],
      [
        'to another account',
        'the user is looked up without regard to case',
        'email/only-to-the-user',
        'Is the user looked up by an id that is folded, and the address by the one that was asked about?',
      ],
      [
        'without a token',
        'the template names',
        'email/offers-reset',
        'the query token of the link to a.example is empty',
      ],
      [
        'in a field',
        'the code that makes the token',
        'email/secret-stays-in-the-email',
        'what resets it stands in the answer',
      ],
      [
        'with a dead link',
        'a link is dead before',
        'email/reset-works',
        'the link of the e-mail is dead at its first opening, and no scanner was before the suite',
      ],
      [
        'whose page fails',
        'the page of the reset throws',
        'email/reset-works',
        'the reset fails on the server: error-page: answered 500: x',
      ],
      [
        'without effect',
        'the new password is not saved',
        'email/reset-works',
        'the new password was handed in and taken, and does not sign in',
      ],
      [
        'with a password',
        'the reset sets a password and mails it',
        'email/reset-works',
        'the e-mail holds the password itself, which signs in at once',
      ],
      [
        'that ends on a page of the framework',
        'after the change the framework goes',
        'email/redirects-to-client',
        'after the change the user is sent nowhere, and not to the application of the clientId',
      ],
      [
        'that ends at the first client',
        'the address to go to is one setting',
        'email/client-decides-redirect',
        'after the change the user is sent to https://portal.example, and not to the application of the clientId',
      ],
      [
        'that leads where the request says',
        'an address is taken from the request',
        'email/no-open-redirect',
        'a link of the e-mail leads to example.invalid, which nothing but the request had named',
      ],
      ['by GET', 'the route runs before the method', 'http/safe-methods-send-nothing', 'GET has sent an e-mail'],
    ] as const
  ).map(([what, hint, of, found]) => ({ from: `an e-mail, ${what}`, hint, of, found, status: 204 })),
];

/** The exchange of such an answer to a request with good credentials. */
export function exchangeOfStack({
  of = 'auth/bearer-and-application-token',
  status,
  fields = [],
  content,
  sent,
  request,
}: StackAnswer): Exchange {
  const { case: name, title } = { case: 'control', title: 'a good request' };
  const isBasic = sent?.includes(basic) === true;
  return recorded(
    answered(status, { fields, ...(content !== undefined && { content }) }),
    {
      ...request,
      fields: sent ?? [bearer, applicationToken],
      ...(status === 301 && { origin: 'http://staging.example' }),
    },
    {
      purpose: of,
      case: name,
      title,
      user: of.startsWith('parameters/unknown') ? 'unknown' : 'user',
      alternative: isBasic ? 'basic' : 'bearer-and-application-token',
      authenticated: true,
    },
  );
}
