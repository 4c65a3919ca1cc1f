import { randomInt, randomUUID } from 'node:crypto';
import { verifiedClaims } from '../bearer.ts';
import { asJson, behind, writing } from '../changes.ts';
import { shownBy } from '../credentials.ts';
import { foldingUserIds } from '../folded-ids.ts';
import type { Letter } from '../letter.ts';
import { challenges, type Nexus, unauthorized } from '../nexus.ts';
import { variant } from './variant.ts';

type Change = (nexus: Nexus) => Nexus;

const composing =
  (change: (letter: Letter, link: string) => Letter): Change =>
  (nexus) => ({ ...nexus, composes: (reset, link) => change(nexus.composes(reset, link), link) });

const posting =
  (posts: Nexus['posts']): Change =>
  (nexus) => ({ ...nexus, posts });

/** To each address what one request brings within a minute, however many are accepted. */
const onceAMinute =
  (posts: Nexus['posts']): Change =>
  (nexus) => {
    const last = new Map<string, number>();
    return {
      ...nexus,
      posts: (letter, deliver) => {
        const now = nexus.world.now();
        if (now - (last.get(letter.to) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
        last.set(letter.to, now);
        posts(letter, deliver);
      },
    };
  };

const withNotice: Nexus['posts'] = (letter, deliver) => {
  deliver(letter);
  const { from, to } = letter;
  deliver({ from, to, subject: 'Somebody asked for a new password', text: 'Was it you?\n' });
};

/** The same letter with another link in it. */
const linking = (respell: (link: string) => string): Change =>
  composing((letter, link) => ({
    ...letter,
    text: (letter.text ?? '').replaceAll(link, respell(link)),
    html: (letter.html ?? '').replaceAll(link, respell(link)),
  }));

/** E-mails as they are sent in the wild. */
export const emailVariants = [
  variant('one-email-a-minute', {
    does: 'sends one e-mail within a minute, however many requests it has accepted',
    change: onceAMinute((letter, deliver) => deliver(letter)),
  }),
  variant('address-in-another-case', {
    does: 'writes the address with other capitals',
    change: composing((letter) => ({
      ...letter,
      to: letter.to.replace(/^./, (first) => first.toUpperCase()).toUpperCase(),
    })),
  }),
  variant('two-addresses', {
    does: 'sends the e-mail to both addresses of the user',
    change: posting((letter, deliver) =>
      deliver(letter.to.startsWith('user@') ? { ...letter, to: `${letter.to}, user@home.example` } : letter),
    ),
    environment: (environment) => ({
      ...environment,
      NEXUS_USER_EMAIL: `${environment.NEXUS_USER_EMAIL}, user@home.example`,
    }),
  }),
  variant('link-names-user-and-request', {
    does: 'names the user and the request in the link, besides its token',
    change: (nexus) => ({
      ...nexus,
      composes: (reset, link) => nexus.composes(reset, `${link}&user=${reset.user.id}&request=${randomUUID()}`),
    }),
  }),
  variant('newer-link-voids-older', {
    does: 'makes a link void with the next one for the same user',
    change: (nexus) => ({
      ...nexus,
      succeeds: (c, reset) => {
        const { openResets } = nexus.world;
        for (const [token, { user }] of openResets) if (user.id === reset.user.id) openResets.delete(token);
        return nexus.succeeds(c, reset);
      },
    }),
  }),
  variant('slow-delivery', {
    does: 'delivers an e-mail after a second and a half',
    change: posting((letter, deliver) => void setTimeout(deliver, 1500, letter).unref()),
    environment: (environment) => ({ ...environment, NEXUS_MAILBOX_TIMEOUT_SECONDS: '10' }),
  }),
  variant('code-instead-of-link', {
    does: 'sends a code of six digits and no link',
    change: composing(({ html: _, ...letter }) => ({
      ...letter,
      text: `Hello,\n\nyour code is ${randomInt(100_000, 1_000_000)}. It is good for ten minutes.\n`,
    })),
  }),
  variant('notice-besides', {
    does: 'sends a notice without a link besides',
    change: posting(withNotice),
  }),
  variant('tracked-link', {
    does: "leads the link over the mail provider's host, which counts clicks",
    change: linking((link) => `https://click.mail.example/c/${randomUUID()}?u=${encodeURIComponent(link)}`),
    environment: (environment) => ({ ...environment, NEXUS_RESET_ORIGINS: 'https://click.mail.example' }),
  }),
  variant('html-only', {
    does: 'sends HTML alone',
    change: composing(({ text: _, ...letter }) => letter),
  }),
  variant('text-only', {
    does: 'sends text alone',
    change: composing(({ html: _, ...letter }) => letter),
  }),
  variant('link-into-an-app', {
    does: 'sends a link that opens an app',
    change: linking((link) => link.replace(/^https?:\/\/[^/]*\/[^?]*/, 'myapp://reset')),
  }),
  variant('copy-to-an-archive', {
    does: 'sends a copy of each e-mail to an archive',
    warns: ['email/only-to-the-user'],
    change: posting((letter, deliver) => {
      deliver(letter);
      deliver({ ...letter, to: 'archive@nexus.example' });
    }),
  }),
  variant('footer-in-the-email', {
    does: 'names its owner, the year and an address at the end of its e-mails',
    change: composing(({ html: _, ...letter }) => ({
      ...letter,
      text: `${letter.text}\n(c) ${new Date().getUTCFullYear()} Nexus365 Ltd, Main Street 1204, 80331 Munich\n`,
    })),
  }),
  variant('return-address-in-link', {
    does: 'says in the link where it is to lead back to, at the address where its types of errors are told, too',
    notApplicable: ['problem/status-matches-other-types'],
    change: (nexus) => {
      const leadingBack = linking(
        (link) => `${link}&returnUrl=${encodeURIComponent('https://id365.nexus.example/Login2')}`,
      );
      const telling = writing((problem) => asJson({ ...problem, type: 'https://id365.nexus.example/problems/1' }));
      return telling(leadingBack(nexus));
    },
  }),
  variant('port-in-the-email', {
    does: 'names its own port in its e-mails',
    change: composing(({ html: _, ...letter }, link) => ({
      ...letter,
      text: `${letter.text}\nSent by server ${new URL(link).port}.\n`,
    })),
  }),
  variant('notice-besides-once-a-minute', {
    does: 'sends a notice besides, and both once a minute, however many requests it has accepted',
    change: onceAMinute(withNotice),
  }),
  variant('delivered-twice', {
    does: 'delivers some e-mails twice, as a queue does that has lost the receipt',
    change: posting((letter, deliver) => {
      const again = { ...letter, messageId: `<${randomUUID()}@nexus.example>` };
      deliver(again);
      if (letter.to.startsWith('tripwire@')) deliver(again);
    }),
  }),
];

/** What shows in a certificate alone: what comes after the e-mail, differently, and to whom it goes. */
export const emailPageVariants = [
  variant('folds-user-ids', {
    does: 'finds the user by an id with U+017F, U+212A or U+0131 in it, and mails the user',
    change: (nexus) => foldingUserIds(nexus, (user) => user),
  }),
  variant('page-before-the-form', {
    does: 'shows a page with one link before the form, as Keycloak does',
    change: (nexus) => {
      const starting = behind(nexus, (c, next) => {
        if (c.req.path !== '/start') return next();
        const token = encodeURIComponent(c.req.query('token') ?? '');
        return Promise.resolve(
          c.html(`<h1>Perform the following action</h1><a href="/reset-password?token=${token}">Update password</a>`),
        );
      });
      return {
        ...starting,
        composes: (reset, link) => nexus.composes(reset, link.replace('/reset-password', '/start')),
      };
    },
  }),
  variant('notice-of-the-change', {
    does: 'tells the user by e-mail that the password was changed',
    change: (nexus) => {
      let carry: ((letter: Letter) => void) | undefined;
      return {
        ...nexus,
        posts: (letter, deliver) => {
          carry = deliver;
          deliver(letter);
        },
        changesPassword: (reset, password) => {
          nexus.changesPassword(reset, password);
          const text = 'Your password was changed. If that was not you, tell us.\n';
          carry?.({ from: 'no-reply@nexus.example', to: reset.user.email, subject: 'Your password was changed', text });
        },
      };
    },
  }),
  variant('reset-revokes-tokens', {
    does: 'refuses all tokens of a user whose password was changed by a reset',
    change: (nexus) => {
      const changed = new Set<string>();
      const isRevoked = async (token: string) =>
        changed.has((await verifiedClaims(nexus.world.bearerKey, token))?.sub ?? '');
      return {
        ...nexus,
        changesPassword: (reset, password) => {
          changed.add(reset.user.id);
          nexus.changesPassword(reset, password);
        },
        checksBearer: async (token) => (await nexus.checksBearer(token)) && !(await isRevoked(token)),
        refuses: async (c) => {
          const { bearer } = shownBy(nexus, c);
          if (bearer === undefined || !(await isRevoked(bearer))) return nexus.refuses(c);
          const [ofBearer, ...others] = challenges;
          return unauthorized(c, [`${ofBearer}, error="invalid_token"`, ...others].join(', '));
        },
      };
    },
  }),
  variant('a-page-that-leads-on', {
    does: 'confirms the change on a page that leads to the application by a script',
    change: (nexus) => {
      const confirming = behind(nexus, (c, next) => {
        if (c.req.path !== '/done') return next();
        const to = JSON.stringify(c.req.query('to') ?? '');
        return Promise.resolve(c.html(`<h1>Done</h1><script>setTimeout(() => { location = ${to}; }, 500);</script>`));
      });
      return { ...confirming, returnsTo: (reset) => `/done?to=${encodeURIComponent(nexus.returnsTo(reset))}` };
    },
  }),
  variant('application-of-its-own-scheme', {
    does: 'leads into an app by a scheme of its own',
    change: (nexus) => ({ ...nexus, returnsTo: ({ client }) => `${client.id.replace(/-.*/, '')}app://signed-out` }),
    environment: (environment) => ({
      ...environment,
      NEXUS_CLIENT_ORIGIN: 'portalapp://app',
      NEXUS_SECOND_CLIENT_ORIGIN: 'ordersapp://app',
    }),
  }),
  variant('notice-before', {
    does: 'sends a notice without a link before the e-mail that has one',
    change: posting((letter, deliver) => {
      deliver({
        from: letter.from,
        to: letter.to,
        subject: 'Somebody asked for a new password',
        text: 'Was it you?\n',
      });
      deliver(letter);
    }),
  }),
];
