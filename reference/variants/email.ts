import { randomInt, randomUUID } from 'node:crypto';
import type { Letter } from '../letter.ts';
import type { Nexus } from '../nexus.ts';
import { variant } from './variant.ts';

type Change = (nexus: Nexus) => Nexus;

const composing =
  (change: (letter: Letter, link: string) => Letter): Change =>
  (nexus) => ({ ...nexus, composes: (reset, link) => change(nexus.composes(reset, link), link) });

const posting =
  (posts: (letter: Letter, deliver: (letter: Letter) => void) => void): Change =>
  (nexus) => ({ ...nexus, posts });

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
    change: (nexus) => {
      const last = new Map<string, number>();
      return {
        ...nexus,
        posts: (letter, deliver) => {
          const now = nexus.world.now();
          if (now - (last.get(letter.to) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
          last.set(letter.to, now);
          deliver(letter);
        },
      };
    },
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
    warns: ['email/exactly-one'],
    change: posting((letter, deliver) => {
      deliver(letter);
      deliver({
        from: letter.from,
        to: letter.to,
        subject: 'Somebody asked for a new password',
        text: 'Was it you?\n',
      });
    }),
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
    change: posting((letter, deliver) => {
      deliver(letter);
      deliver({ ...letter, to: 'archive@nexus.example' });
    }),
  }),
];
