import { requirementIds, requirements } from '../../../requirements/index.ts';
import type { Hint } from './hint.ts';

/** Those that say that a good request is accepted. */
const goodRequests = requirementIds.filter((id) => requirements[id].ofGoodRequest);

/** Marks that frameworks and gateways leave in an answer: they say more than its status, and more than what was asked. */
export const stackHints: readonly Hint[] = [
  {
    says: 'AWS API Gateway renames WWW-Authenticate to x-amzn-Remapped-WWW-Authenticate on its way out: only the gateway can put it back.',
    field: ['x-amzn-remapped-www-authenticate'],
    of: ['auth/challenge-present'],
  },
  {
    says: 'AWS API Gateway answers so where it knows no such route: NEXUS_BASE_URL may lack the stage, or the route was not deployed.',
    status: [403],
    content: /Missing Authentication Token/,
  },
  {
    says: "the default validation of FastAPI answers 422 with detail as an array: an exception handler for RequestValidationError has to answer the contract's 400.",
    status: [422],
    content: /"detail"\s*:\s*\[/,
  },
  {
    says: 'the default validation of the framework answers 422: the contract documents 400 and 404.',
    status: [422],
  },
  {
    says: 'detail is an array in the default errors of FastAPI, where the contract has a string: an exception handler has to write the problem object.',
    found: /detail is an array/,
    of: ['problem/schema-400', 'problem/schema-404'],
  },
  {
    says: 'it redirects from http to https: NEXUS_BASE_URL should begin with https://.',
    of: [...goodRequests, 'operation/documented-statuses'],
    status: ['3xx'],
    field: ['location', /^https:[^?]*\/password-reset\/?(\?|$)/i],
    sent: /^POST http:/,
  },
  {
    says: 'the router redirects to the spelling of the path that it knows, with or without a slash at the end (FastAPI, Django, Go): clients do not repeat a POST there.',
    status: ['3xx'],
    // Before its query: a login page may be told there where to go back to.
    field: ['location', /^[^?]*\/password-reset\/?(\?|$)/i],
  },
  {
    says: 'it redirects to a login page: what protects web pages protects the API as well (ASP.NET cookies, formLogin of Spring, a single sign-on proxy). An API answers 401.',
    status: ['3xx'],
    field: ['location', /log-?in|sign-?in|auth|account|sso|saml/i],
  },
  {
    says: 'the router of Express answers so where no route is mounted: the base path of NEXUS_BASE_URL may be wrong, or the route was left out.',
    content: /<pre>Cannot POST /,
  },
  {
    says: 'nginx answered by itself and the application was never asked: look for its location rules and its upstream.',
    content: /<center>(nginx|openresty)/i,
  },
  {
    says: 'IIS answered by itself and the application was never asked: look for its bindings, handlers and request filtering.',
    content: /IIS .{0,40}(Detailed Error|Error)|iisstart/i,
  },
  {
    says: 'it is the error page of a servlet container (Tomcat, Jetty), not of the application: the context path may be wrong, or the error is rendered outside the controllers.',
    content: /HTTP Status \d{3} .|Apache Tomcat|Powered by Jetty/,
  },
  {
    says: 'the error is told in the content of a success: clients go by the status.',
    status: ['2xx'],
    content: /"(errors?|fault)"\s*:/i,
  },
  {
    says: 'a page for people is answered with a success: a login form, or the start page of a web application that answers whatever path it does not know. NEXUS_BASE_URL may lead past the API.',
    status: ['2xx'],
    field: ['content-type', /html/i],
  },
];

/** What a good request gets where it is not accepted: the fixture is the first suspect, then the server. */
export const controlHints: readonly Hint[] = [
  {
    says: 'NEXUS_BASIC_USERNAME or NEXUS_BASIC_PASSWORD is wrong, or meant for another environment: look there before you look at the server.',
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
    says: 'it wants a Content-Type although the contract has no content: `consumes` in Spring, [Consumes] in ASP.NET, a body schema in Fastify.',
    of: goodRequests,
    status: [415],
  },
  {
    says: 'frameworks answer 200 or 202 unless told otherwise: return NoContent() in ASP.NET, noContent() in Spring, status_code=204 in FastAPI, sendStatus(204) in Express.',
    of: [...goodRequests, 'operation/no-other-success'],
    status: ['2xx'],
  },
];

/** The last resort: what a status means by itself. */
export const statusHints: readonly Hint[] = [
  {
    says: 'an exception that nothing catches: the log of the server at the time above says which.',
    status: [500],
  },
  {
    says: 'a gateway did not reach the application, or not in time.',
    status: [502, 504],
  },
];
