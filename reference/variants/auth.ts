import type { Context, MiddlewareHandler } from 'hono';
import { every } from 'hono/combine';
import { requestedReset } from '../app.ts';
import { behind } from '../changes.ts';
import { shownBy, showsMalformedAuthorization, showsValidBearer } from '../credentials.ts';
import { challenges, type Nexus, type NexusContext, unauthorized } from '../nexus.ts';
import { problem } from '../problem.ts';
import { variant } from './variant.ts';

function limitsAuthorization(nexus: Nexus, status: 413 | 431): Nexus {
  const isLong: (c: NexusContext) => boolean = (c) => (c.req.header('Authorization')?.length ?? 0) > 4096;
  return behind(nexus, async (c, next) => (isLong(c) ? problem(c, status, 'Authorization is too long.') : next()));
}

const challengeless = ['auth/challenge-present', 'auth/basic-challenge-realm', 'auth/challenge-applicable'] as const;

/** Other right answers to missing or invalid credentials. */
export const refusalVariants = [
  variant('403-without-application-token', {
    does: 'answers 403 to a valid Bearer whose ApplicationToken is missing or bad',
    change: (nexus) => ({
      ...nexus,
      refuses: async (c) =>
        (await showsValidBearer(nexus, c)) ? problem(c, 403, 'The ApplicationToken is missing.') : nexus.refuses(c),
    }),
  }),
  variant('400-for-malformed-authorization', {
    does: 'answers 400 to an Authorization field that it cannot read',
    change: (nexus) => ({
      ...nexus,
      refuses: (c) =>
        showsMalformedAuthorization(nexus, c) ? problem(c, 400, 'Authorization is malformed.') : nexus.refuses(c),
    }),
  }),
  variant('404-for-refusals', {
    does: 'hides everything behind 404 from whoever it refuses',
    warns: ['auth/rejection-status'],
    notApplicable: challengeless,
    change: (nexus) => ({ ...nexus, refuses: (c) => c.notFound() }),
  }),
  variant('403-for-refusals', {
    does: 'answers 403 to whoever it refuses',
    warns: ['auth/rejection-status'],
    notApplicable: challengeless,
    change: (nexus) => ({ ...nexus, refuses: (c) => problem(c, 403, 'This is not allowed.') }),
  }),
  variant('400-for-refusals', {
    does: 'answers 400 to whoever it refuses',
    warns: ['auth/rejection-status'],
    notApplicable: challengeless,
    change: (nexus) => ({ ...nexus, refuses: (c) => problem(c, 400, 'The credentials are missing or not valid.') }),
  }),
  variant('400-for-two-authorization-lines', {
    does: 'answers 400 to two Authorization lines before it reads them',
    change: (nexus) =>
      behind(nexus, async (c, next) =>
        shownBy(nexus, c).authorization.length > 1 ? problem(c, 400, 'There are two Authorization fields.') : next(),
      ),
  }),
  variant('413-for-a-long-authorization', {
    does: 'answers 413 to an Authorization of more than 4 kB',
    change: (nexus) => limitsAuthorization(nexus, 413),
  }),
  variant('431-for-a-long-authorization', {
    does: 'answers 431 to an Authorization of more than 4 kB',
    change: (nexus) => limitsAuthorization(nexus, 431),
  }),
  variant('refuses-in-html', {
    does: 'answers 401 with an HTML page',
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => {
        c.header('WWW-Authenticate', challenges.join(', '));
        return c.html('<!doctype html><title>401</title>', 401);
      },
    }),
  }),
  variant('form-login-for-browsers', {
    does: 'redirects whom it refuses to a login page where Accept asks for HTML, and answers 401 to all others',
    warns: ['auth/no-credentials'],
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => (wantsHtml(c) ? c.redirect('https://accounts.nexus.example/login', 302) : nexus.refuses(c)),
    }),
  }),
  variant('406-for-browsers', {
    does: 'answers 406 to whoever accepts nothing but HTML, before it looks at the credentials',
    change: (nexus) => behind(nexus, async (c, next) => (wantsHtml(c) ? c.body(null, 406) : next())),
  }),
  variant('refuses-without-content', {
    does: 'answers 401 without content and ends the connection',
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => {
        c.header('WWW-Authenticate', challenges.join(', '));
        c.header('Connection', 'close');
        return c.body(null, 401);
      },
    }),
  }),
  variant('several-challenges-in-one-line', {
    does: 'sends a list of challenges in one line, with quoted commas and a third scheme',
    change: (nexus) => ({
      ...nexus,
      refuses: (c) =>
        unauthorized(
          c,
          'Basic realm="nexus, the \\"one\\" API", charset="UTF-8", DPoP algs="ES256 PS256", bearer realm=nexus',
        ),
    }),
  }),
  variant('basic-challenge-in-two-lines', {
    does: 'sends each challenge in a WWW-Authenticate line of its own',
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => {
        // A Headers object joins its lines into one.
        c.env.outgoing.setHeader('WWW-Authenticate', challenges);
        return problem(c, 401, 'The credentials are missing or not valid.');
      },
    }),
  }),
  variant('bearer-only-challenge', {
    does: 'challenges for Bearer only',
    notApplicable: ['auth/basic-challenge-realm'],
    change: (nexus) => ({ ...nexus, refuses: (c) => unauthorized(c, challenges[0]) }),
  }),
  variant('empty-realm', {
    does: 'leaves the realm of its Basic challenge empty',
    change: (nexus) => ({ ...nexus, refuses: (c) => unauthorized(c, 'Basic realm=""') }),
  }),
  variant('realm-is-the-whole-url', {
    does: 'names the whole URL for its realm, the ApplicationToken in its query included',
    warns: ['advice/no-disclosure'],
    change: (nexus) => ({
      ...nexus,
      applicationTokenPlace: { in: 'query', name: 'appToken' },
      refuses: (c) => unauthorized(c, `Bearer realm="${c.req.url}", Basic realm="${c.req.url}", charset="UTF-8"`),
    }),
  }),
  variant('challenge-described-in-utf-8', {
    does: 'translates the error_description of its challenge, whose octets in UTF-8 stand raw in the field',
    change: (nexus) => ({
      ...nexus,
      refuses: (c) => {
        const description = Buffer.from('Токен недействителен', 'utf8').toString('latin1');
        const error =
          shownBy(nexus, c).bearer === undefined ? '' : `, error="invalid_token", error_description="${description}"`;
        return unauthorized(c, `${challenges[0]}${error}, ${challenges[1]}`);
      },
    }),
  }),
  variant('bad-application-token-spoils-basic', {
    does: 'refuses valid Basic beside an ApplicationToken that is not valid',
    change: (nexus) => ({
      ...nexus,
      grants: (schemes) => {
        const allShownIsValid: MiddlewareHandler = (c, next) =>
          shownBy(nexus, c).applicationTokens.length > 0 ? schemes.applicationToken(c, next) : next();
        return every(allShownIsValid, nexus.grants(schemes));
      },
    }),
  }),
  variant('validates-before-authenticating', {
    does: 'looks at clientId and userId before it looks at the credentials',
    warns: ['advice/no-enumeration'],
    change: (nexus) => ({
      ...nexus,
      grants: (schemes) => {
        const granted = nexus.grants(schemes);
        return async (c, next) => {
          const reset = requestedReset(nexus, c);
          return reset instanceof Response ? reset : granted(c, next);
        };
      },
    }),
  }),
];

const wantsHtml = (c: Context): boolean => c.req.header('Accept') === 'text/html';
