import { randomBytes } from 'node:crypto';
import { expect, test } from '@playwright/test';
import type { SendMailOptions } from 'nodemailer';
import type { Letter } from '../../reference/letter.ts';
import type { ReferenceOptions } from '../../reference/serve.ts';
import type { World } from '../../reference/world.ts';
import { judgeWithMail } from '../proof/mail-run.ts';
import { isInstalled } from './mailpit-program.ts';
import { expectPass, judgeBy, withMailpit } from './whole-run.ts';

test.describe.configure({ timeout: 180_000 });

type Change = NonNullable<ReferenceOptions['change']>;

/** What stands in an e-mail in the place of what the reference writes. */
const written =
  (differently: (link: string, letter: Letter) => SendMailOptions): Change =>
  (nexus) => ({
    ...nexus,
    composes(reset, link) {
      const letter = nexus.composes(reset, link);
      return { ...letter, ...(differently(link, letter) as Partial<Letter>) };
    },
  });

/** Each user has an address that is made so of the usual one. */
const addressed =
  (as: (address: string) => string): Change =>
  (nexus) => {
    const { user, tripwire, bystander } = nexus.world.users;
    const [one, two, three] = [user, tripwire, bystander].map((each) => ({ ...each, email: as(each.email) }));
    const users = { user: one ?? user, tripwire: two ?? tripwire, bystander: three ?? bystander };
    return { ...nexus, world: { ...nexus.world, users } satisfies World };
  };

const random = () => randomBytes(24).toString('base64url');
const page = (...content: readonly string[]) => `<!DOCTYPE html><title>Reset</title><p>Hello,</p>${content.join('\n')}`;
const anchor = (href: string, words = 'Choose a new password') => `<p><a href="${href}">${words}</a></p>`;
const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const alone = { text: undefined, html: undefined };

const shapes: Readonly<Record<string, Change>> = {
  'two parts in quoted-printable, whose lines end within the link': written((link) => {
    const long = `${link}&amp;state=${'constant'.repeat(20)}`;
    return {
      textEncoding: 'quoted-printable',
      text: `Hello,\n\n${long.replace('&amp;', '&')}\n`,
      html: page(anchor(long)),
    };
  }),
  'a text alone, in which the link stands between angle brackets': written((link) => ({
    ...alone,
    text: `Hello,\n\nplease go to <${link}>.\n`,
  })),
  'an HTML alone, in Base64': written((link) => ({
    ...alone,
    html: page(anchor(link), '<p>Grüße aus Zürich</p>'),
    textEncoding: 'base64',
  })),
  'a link whose slashes are character references': written((link) => ({
    ...alone,
    html: page(anchor(link.replaceAll('/', '&#x2f;'))),
  })),
  'a link with a bare &timestamp=': written((link) => ({
    ...alone,
    html: page(anchor(`${link}&timestamp=${Date.now()}`)),
  })),
  'four links, of which the third resets the password': written((link) => ({
    ...alone,
    html: page(
      anchor('https://www.nexus.example/?utm_source=reset', 'Nexus'),
      anchor('https://www.nexus.example/help/passwords', 'Help'),
      anchor(link),
      anchor(`https://www.nexus.example/unsubscribe?token=${random()}`, 'Unsubscribe'),
    ),
  })),
  'a link by way of somebody who counts clicks': written((link) => ({
    ...alone,
    html: page(anchor(`https://clicks.example/ls/click?upn=${Buffer.from(link + random()).toString('base64url')}`)),
  })),
  'a recipient with a comma in the name': written((_, { to }) => ({ to: `"Doe, Casey" <${to}>` })),
  'addresses with a +tag': addressed((address) => `conformance+${address}`),
  'a Date of ten minutes ago': written(() => ({ date: minutes(-10) })),
  'a Date in ten minutes': written(() => ({ date: minutes(10) })),
  'one Message-ID for all': written(() => ({ messageId: '<reset@nexus.example>' })),
};

for (const [shape, change] of Object.entries(shapes)) {
  test(`what conforms passes with ${shape}`, async () => {
    expectPass(await judgeWithMail({ change }));
  });
}

test.describe('in a mailbox that is not its own', () => {
  test.beforeEach(() => test.skip(!isInstalled(), 'needs Mailpit: npx tsx selftest/install-others.ts'));

  test('what conforms passes where six hundred such e-mails lay before', async () => {
    const older = Array.from({ length: 600 }, () => ({
      to: 'user@nexus.example',
      text: `https://x.example/${random()}`,
    }));
    await withMailpit(
      async (server, post) => {
        await server.send(...older);
        const run = await judgeBy(post);
        expectPass(run);
        expect(run.mail.filter(({ kind }) => kind === 'letter').length).toBe(run.outbox.length);
      },
      ['--max', '0'],
    );
  });

  test('two runs at once, with users of their own, pass both', async () => {
    await withMailpit(async (_, post) => {
      const runs = await Promise.all(
        ['one', 'two'].map((name) => judgeBy(post, { change: addressed((address) => `${name}-${address}`) })),
      );
      for (const run of runs) expectPass(run);
      const letters = runs.flatMap(({ mail }) => mail.filter(({ kind }) => kind === 'letter'));
      expect(letters.length).toBeGreaterThan(runs.flatMap(({ outbox }) => outbox).length);
    });
  });
});
