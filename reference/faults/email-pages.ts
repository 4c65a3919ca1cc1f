import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { answersFirst, behind } from '../changes.ts';
import { type Nexus, type NexusContext, sendMail } from '../nexus.ts';
import { randomSecret } from '../world.ts';
import { type Fault, fault } from './fault.ts';

const certify = { profile: 'certify' } as const;
const bothLeadThere = { 'email/client-decides-redirect': 'no client decides it' };

/** Where the links lead is taken from what a request says. */
const linksTo =
  (hostIn: (c: NexusContext) => string | undefined): Fault['change'] =>
  (nexus) => {
    let host: string | undefined;
    const hearing = behind(nexus, (c, next) => {
      host = hostIn(c);
      return next();
    });
    return {
      ...hearing,
      composes: (reset, link) =>
        hearing.composes(reset, host === undefined ? link : link.replace(/^https?:\/\/[^/]*/, `https://${host}`)),
    };
  };

const hostOf = (origin: string | undefined): string | undefined =>
  URL.canParse(origin ?? '') ? new URL(origin ?? '').host : undefined;

/** Where the change leads is taken from what a request says, if it says so. */
const returnsWhere =
  (placeIn: (c: NexusContext) => Promise<string | undefined> | string | undefined): Fault['change'] =>
  (nexus) => {
    const places = new Map<string, string>();
    return {
      ...nexus,
      succeeds: async (c, reset) => {
        const place = await placeIn(c);
        if (place !== undefined) places.set(reset.user.id, place);
        return nexus.succeeds(c, reset);
      },
      returnsTo: (reset) => places.get(reset.user.id) ?? nexus.returnsTo(reset),
    };
  };

/** The link leads to another page, which answers so. */
const toPage =
  (answer: (c: NexusContext) => Response | Promise<Response>): Fault['change'] =>
  (nexus) => ({
    ...behind(nexus, async (c, next) => (c.req.path === '/start' ? answer(c) : next())),
    composes: (reset, link) => nexus.composes(reset, link.replace('/reset-password', '/start')),
  });

const somethingWentWrong = (c: NexusContext) => c.html('<h1>Something went wrong</h1>', 500);

/** What comes after the e-mail is wrong. */
export const emailPageFaults = [
  fault('returns-to-the-other-client', {
    does: 'sends the user to the other application after the change',
    breaks: 'email/redirects-to-client',
    follows: bothLeadThere,
    ...certify,
    change: (nexus) => {
      const { first, second } = nexus.world.clients;
      return { ...nexus, returnsTo: ({ client }) => `${(client.id === first.id ? second : first).origin}/` };
    },
  }),
  fault('stays-after-the-change', {
    does: 'leaves the user on a page of its own after the change',
    breaks: 'email/redirects-to-client',
    follows: bothLeadThere,
    like: { 'returns-to-the-other-client': 'it leads nowhere else' },
    ...certify,
    change: (nexus) => ({ ...nexus, returnsTo: () => '/sign-in' }),
  }),
  fault('returns-to-the-first-client', {
    does: 'sends the user to one application, whatever the clientId',
    breaks: 'email/client-decides-redirect',
    ...certify,
    change: (nexus) => ({ ...nexus, returnsTo: () => `${nexus.world.clients.first.origin}/` }),
  }),
  fault('keeps-the-first-client', {
    does: "keeps the client of a user's first reset for those that follow",
    breaks: 'email/client-decides-redirect',
    like: { 'returns-to-the-first-client': 'each user has another one' },
    ...certify,
    change: (nexus) => {
      const kept = new Map<string, string>();
      return {
        ...nexus,
        returnsTo: ({ user, client }) => {
          const origin = kept.get(user.id) ?? client.origin;
          kept.set(user.id, origin);
          return `${origin}/`;
        },
      };
    },
  }),
  fault('client-id-as-address', {
    does: 'takes a URL as clientId, and sends the user there',
    breaks: 'email/no-open-redirect',
    ...certify,
    change: (nexus) =>
      answersFirst(nexus, ({ user, clientIds: [id = ''] }, c) => {
        const url = id.startsWith('//') ? `https:${id}` : id;
        if (!user || !/^https:/.test(url)) return undefined;
        sendMail(nexus.world, { user, client: { id, origin: new URL(url).origin } });
        return c.body(null, 204);
      }),
  }),
  fault('redirect-parameter-decides', {
    does: 'sends the user where redirect_uri says',
    breaks: 'email/no-open-redirect',
    like: { 'client-id-as-address': 'the clientId is a good one' },
    ...certify,
    change: returnsWhere((c) => c.req.query('redirect_uri')),
  }),
  fault('redirect-in-the-form-decides', {
    does: 'sends the user where a returnUrl of the form says',
    breaks: 'email/no-open-redirect',
    like: { 'client-id-as-address': 'it stands in the body' },
    ...certify,
    change: returnsWhere(async (c) => {
      const { returnUrl } = await c.req.parseBody();
      return typeof returnUrl === 'string' ? returnUrl : undefined;
    }),
  }),
  fault('redirect-parameter-in-the-link', {
    does: 'takes the host of the link from redirect_uri',
    breaks: 'email/no-open-redirect',
    like: { 'client-id-as-address': 'the link itself leads there' },
    ...certify,
    change: linksTo((c) => hostOf(c.req.query('redirect_uri'))),
  }),
  fault('new-password-not-kept', {
    does: 'takes the new password and goes on with the old one',
    breaks: 'email/reset-works',
    ...certify,
    change: (nexus) => ({ ...nexus, changesPassword: () => {} }),
  }),
  fault('password-mailed', {
    does: 'sets a new password at once, and mails it',
    breaks: 'email/reset-works',
    like: { 'new-password-not-kept': 'there is no link, and the password in the e-mail signs in' },
    ...certify,
    environment: (environment) => ({
      ...environment,
      NEXUS_RESET_PAGE_SCRIPT: fileURLToPath(new URL('../sign-in.mjs', import.meta.url)),
    }),
    change: (nexus) => ({
      ...nexus,
      composes: (reset, link) => {
        // Of letters and digits alone, as services make them that mail passwords.
        const password = randomBytes(12).toString('hex');
        nexus.world.passwords.set(reset.user.id, password);
        const { html: _, ...letter } = nexus.composes(reset, link);
        return { ...letter, text: `Hello,\n\nyour new password is ${password}\n` };
      },
    }),
  }),
  fault('link-host-from-host', {
    does: 'takes the host of the link from the Host field',
    breaks: 'advice/safe-reset-links',
    ...certify,
    change: linksTo((c) => (/^127\./.test(c.req.header('Host') ?? '') ? undefined : c.req.header('Host'))),
  }),
  fault('link-host-from-origin', {
    does: 'takes the host of the link from Origin',
    breaks: 'advice/safe-reset-links',
    like: { 'link-host-from-host': 'another field' },
    ...certify,
    change: linksTo((c) => hostOf(c.req.header('Origin'))),
  }),
  fault('link-host-from-referer', {
    does: 'takes the host of the link from Referer',
    breaks: 'advice/safe-reset-links',
    like: { 'link-host-from-host': 'another field' },
    ...certify,
    change: linksTo((c) => hostOf(c.req.header('Referer'))),
  }),
  fault('link-host-from-the-gateway', {
    does: 'takes the host of the link from X-Forwarded-Host',
    breaks: 'advice/safe-reset-links',
    like: { 'link-host-from-host': 'another field' },
    ...certify,
    change: linksTo((c) => c.req.header('X-Forwarded-Host')),
  }),
  fault('link-works-twice', {
    does: 'lets a link be used again',
    breaks: 'advice/safe-reset-links',
    like: { 'link-host-from-host': 'the link is right' },
    ...certify,
    change: (nexus) => ({
      ...nexus,
      changesPassword: (reset, password) => {
        nexus.changesPassword(reset, password);
        const { openResets, outbox } = nexus.world;
        for (const { token, userId } of outbox)
          if (userId === reset.user.id) openResets.set(token, { ...reset, until: Number.POSITIVE_INFINITY });
      },
    }),
  }),
  fault('password-void-at-once', {
    does: 'makes the old password void with the request',
    breaks: 'advice/account-unchanged',
    ...certify,
    change: voiding,
  }),
  fault('dead-link', {
    does: 'says of every link at its first opening that it has expired',
    breaks: 'email/reset-works',
    like: { 'new-password-not-kept': 'nothing can be handed in' },
    ...certify,
    change: toPage((c) => c.html('<h1>This link has expired</h1>', 404)),
  }),
  fault('reset-page-fails', {
    does: 'answers the page of the link 500',
    breaks: 'email/reset-works',
    like: { 'dead-link': 'the page fails, and says nothing of the link' },
    ...certify,
    change: toPage(somethingWentWrong),
  }),
  fault('reset-form-fails', {
    does: 'answers the form with the new password 500',
    breaks: 'email/reset-works',
    like: { 'reset-page-fails': 'only once the new password is handed in' },
    ...certify,
    change: toPage((c) => {
      if (c.req.method === 'POST') return somethingWentWrong(c);
      const field = '<label>New password <input type="password" name="password" autocomplete="new-password"></label>';
      return c.html(`<h1>Choose a new password</h1><form method="post">${field}<button>Save</button></form>`);
    }),
  }),
];

function voiding(nexus: Nexus): Nexus {
  return {
    ...nexus,
    succeeds: (c, reset) => {
      nexus.world.passwords.set(reset.user.id, randomSecret());
      return nexus.succeeds(c, reset);
    },
  };
}
