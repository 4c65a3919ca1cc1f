import { createHash } from 'node:crypto';
import { answersFirst, behind, isBasic, usualOctets, writesOctets } from '../changes.ts';
import { foldingUserIds } from '../folded-ids.ts';
import type { Letter } from '../letter.ts';
import { type Nexus, type NexusContext, sendMail } from '../nexus.ts';
import type { Client, User } from '../world.ts';
import { type Fault, fault } from './fault.ts';

/** E-mails handed over in another way. */
const posting =
  (posts: (letter: Letter, deliver: (letter: Letter) => void, nexus: Nexus) => void): Fault['change'] =>
  (nexus) => ({ ...nexus, posts: (letter, deliver) => posts(letter, deliver, nexus) });

/** E-mails written in another way; the link too. */
const composing =
  (change: (letter: Letter, link: string) => Partial<Letter>): Fault['change'] =>
  (nexus) => ({
    ...nexus,
    composes: (reset, link) => {
      const letter = nexus.composes(reset, link);
      return { ...letter, ...change(letter, link) };
    },
  });

/** The same link in the same letter, spelled otherwise. */
const linking = (respell: (link: string) => string): Fault['change'] =>
  composing((letter, link) => {
    const respelled = (text: string | undefined) => text?.replaceAll(link, respell(link));
    return { text: respelled(letter.text) ?? '', html: respelled(letter.html) ?? '' };
  });

const asIf = (nexus: Nexus, user: User, client: Client = nexus.world.clients.first): void =>
  sendMail(nexus.world, { user, client });

/** A request that may not do so sends the e-mail all the same; whom it names, if it names anybody. */
const mailing =
  (fits: (c: NexusContext) => boolean): Fault['change'] =>
  (nexus) =>
    behind(nexus, async (c, next) => {
      await next();
      if (!fits(c)) return;
      const named = Object.values(nexus.world.users).find(({ id }) => c.req.path.includes(id));
      if (named) asIf(nexus, named);
    });

const refusedWith =
  (...statuses: readonly number[]) =>
  (c: NexusContext): boolean =>
    c.req.method === 'POST' && statuses.includes(c.res.status);

/** Tells what is in the e-mail in the answer, too. */
const telling =
  (tell: (c: NexusContext, token: string) => Response | undefined): Fault['change'] =>
  (nexus) => ({
    ...nexus,
    succeeds: async (c, reset) => {
      const answer = await nexus.succeeds(c, reset);
      return tell(c, nexus.world.outbox.at(-1)?.token ?? '') ?? answer;
    },
  });

const settingCookie = (write: (token: string) => string): Fault['change'] =>
  telling((c, token) => {
    c.header('Set-Cookie', `reset=${write(token)}; Path=/; HttpOnly`);
    return c.body(null, 204);
  });

/** Six digits that go with a token. */
const codeOf = (token: string): string =>
  `${(createHash('sha256').update(token).digest().readUInt32BE() % 900_000) + 100_000}`;

/** The e-mail is not sent, not to the right one, or not with the right things in it. */
/** For what is written of a request after it was let in: `byBasic` says whether that was by Basic. */
const wayKnown =
  (change: (nexus: Nexus, byBasic: () => boolean) => Partial<Nexus>): Fault['change'] =>
  (nexus) => {
    let isByBasic = false;
    return {
      ...nexus,
      succeeds: (c, reset) => {
        isByBasic = isBasic(c);
        return nexus.succeeds(c, reset);
      },
      ...change(nexus, () => isByBasic),
    };
  };

export const emailFaults = [
  fault('no-email', {
    does: 'answers 204 and sends no e-mail',
    breaks: 'email/arrives',
    change: posting(() => {}),
  }),
  fault('no-email-by-basic', {
    does: 'sends no e-mail where it was asked by Basic',
    breaks: 'email/arrives',
    like: { 'no-email': 'only one way in' },
    change: (nexus) => ({
      ...nexus,
      succeeds: (c, reset) => (isBasic(c) ? c.body(null, 204) : nexus.succeeds(c, reset)),
    }),
  }),
  fault('email-to-the-bystander', {
    does: 'sends the e-mail to another user instead',
    breaks: 'email/only-to-the-user',
    follows: { 'email/arrives': 'the user gets none' },
    change: posting((letter, deliver, { world }) => deliver({ ...letter, to: world.users.bystander.email })),
  }),
  fault('email-to-the-bystander-too', {
    does: 'sends the e-mail to another user besides',
    breaks: 'email/only-to-the-user',
    change: posting((letter, deliver, { world }) => {
      deliver(letter);
      deliver({ ...letter, to: world.users.bystander.email });
    }),
  }),
  fault('bystander-in-copy', {
    does: 'names another user in the e-mail',
    breaks: 'email/only-to-the-user',
    like: { 'email-to-the-bystander-too': 'one message to both' },
    change: posting((letter, deliver, { world }) =>
      deliver({ ...letter, to: `${letter.to}, ${world.users.bystander.email}` }),
    ),
  }),
  fault('another-address-by-basic', {
    does: 'takes the address from elsewhere where it was asked by Basic',
    breaks: 'email/arrives',
    like: {
      'email-to-the-bystander':
        "by one way in only, and to somebody who is nobody's of the run, as an archive might be",
    },
    follows: { 'email/only-to-the-user': 'a warning with the question who that is' },
    change: wayKnown((_nexus, byBasic) => ({
      posts: (letter, deliver) => deliver(byBasic() ? { ...letter, to: 'records@nexus.example' } : letter),
    })),
  }),
  fault('folded-id-to-another-account', {
    does: 'finds the user by an id with U+017F, U+212A or U+0131 in it, and mails the account that has this very id',
    breaks: 'email/only-to-the-user',
    like: { 'email-to-the-bystander-too': "by an id that is not the user's at all" },
    profile: 'certify',
    change: (nexus) => foldingUserIds(nexus, (_, id) => ({ id, email: 'somebody@elsewhere.example' })),
  }),
  fault('recipients-accumulate', {
    does: 'keeps the recipients of the e-mails before',
    breaks: 'email/only-to-the-user',
    follows: { 'email/exactly-one': 'the user gets that of the tripwire user, too' },
    change: (nexus) => {
      const all = new Set<string>();
      return {
        ...nexus,
        posts: (letter, deliver) => {
          all.add(letter.to);
          deliver({ ...letter, to: [...all].join(', ') });
        },
      };
    },
  }),
  fault('email-on-401', {
    does: 'sends the e-mail before it has looked at the credentials',
    breaks: 'email/none-on-refusal',
    change: mailing(refusedWith(401)),
  }),
  fault('email-on-near-miss', {
    does: 'sends the e-mail where the Bearer is good and the ApplicationToken is not',
    breaks: 'email/none-on-refusal',
    like: { 'email-on-401': 'of all refusals only those' },
    change: (nexus) => {
      const isGood = async (c: NexusContext) => {
        const bearer = nexus.readsBearer(c.req.header('Authorization') ?? '');
        return bearer !== undefined && (await nexus.checksBearer(bearer));
      };
      return behind(nexus, async (c, next) => {
        await next();
        const named = Object.values(nexus.world.users).find(({ id }) => c.req.path.includes(id));
        if (named && c.res.status === 401 && (await isGood(c))) asIf(nexus, named);
      });
    },
  }),
  fault('email-on-400', {
    does: 'sends the e-mail before it has looked at the clientId',
    breaks: 'email/none-on-refusal',
    follows: { 'email/exactly-one': 'some of these requests name the user' },
    change: mailing(refusedWith(400)),
  }),
  fault('email-on-unknown-user', {
    does: 'mails an address that it makes of an unknown userId',
    breaks: 'email/none-on-refusal',
    like: { 'email-on-401': 'nobody of the run gets it' },
    change: (nexus) =>
      answersFirst(nexus, ({ userId, user }) => {
        if (!user && userId) asIf(nexus, { id: userId, email: `${userId}@nexus.example` });
        return undefined;
      }),
  }),
  ...(['GET', 'HEAD', 'OPTIONS'] as const).map((method) =>
    fault(`email-by-${method.toLowerCase()}`, {
      does: `sends the e-mail on ${method}, whatever it answers`,
      breaks: 'http/safe-methods-send-nothing',
      follows: { 'email/none-on-refusal': 'it is answered 4xx' },
      ...(method !== 'GET' && { like: { 'email-by-get': 'another method' } }),
      change: mailing((c) => c.req.method === method),
    }),
  ),
  fault('empty-email', {
    does: 'sends an e-mail without content',
    breaks: 'email/offers-reset',
    change: composing(() => ({ text: '', html: '' })),
  }),
  fault('empty-token', {
    does: 'puts nothing into the link where the token belongs',
    breaks: 'email/offers-reset',
    like: { 'empty-email': 'the token alone is not there' },
    change: linking((link) => link.replace(/token=.*/, 'token=')),
  }),
  fault('placeholder-in-link', {
    does: 'leaves the placeholder of its template in the link',
    breaks: 'email/offers-reset',
    like: { 'empty-token': 'something stands there' },
    change: linking((link) => link.replace(/token=.*/, 'token={{token}}')),
  }),
  fault('escaped-link-in-text', {
    does: 'escapes the link as for HTML in a message of text alone',
    breaks: 'email/offers-reset',
    like: { 'empty-token': 'the token is there, and the link cannot be followed' },
    change: (nexus) => ({
      ...nexus,
      composes: (reset, link) => {
        const { html: _, ...letter } = nexus.composes(reset, link);
        return { ...letter, text: `Choose a new password: ${link}&amp;client=${reset.client.id}\n` };
      },
    }),
  }),
  fault('second-email', {
    does: 'sends the e-mail twice',
    breaks: 'email/exactly-one',
    change: posting((letter, deliver) => {
      deliver(letter);
      deliver(letter);
    }),
  }),
  fault('token-in-a-field', {
    does: 'tells the token of the link in a field of the 204',
    breaks: 'email/secret-stays-in-the-email',
    change: telling((c, token) => {
      c.header('X-Reset-Token', token);
      return c.body(null, 204);
    }),
  }),
  fault('token-in-a-cookie', {
    does: 'sets the token of the link as a cookie',
    breaks: 'email/secret-stays-in-the-email',
    like: { 'token-in-a-field': 'another place' },
    change: telling((c, token) => {
      c.header('Set-Cookie', `reset=${token}; Path=/; HttpOnly`);
      return c.body(null, 204);
    }),
  }),
  fault('token-behind-the-204', {
    does: 'writes the token of the link behind the head of the 204',
    breaks: 'email/secret-stays-in-the-email',
    follows: { 'http/204-no-octets': 'a 204 has no content' },
    change: (nexus) =>
      writesOctets(nexus, (answer) =>
        answer.status === 204 ? `${usualOctets(answer)}{"token":"${nexus.world.outbox.at(-1)?.token}"}` : undefined,
      ),
  }),
  fault('code-in-a-field', {
    does: 'sends a code, and tells it in a field of the 204',
    breaks: 'email/secret-stays-in-the-email',
    like: { 'token-in-a-field': 'it is short' },
    change: (nexus) =>
      telling((c, token) => {
        c.header('X-Debug', `code ${codeOf(token)}`);
        return c.body(null, 204);
      })({
        ...nexus,
        composes: (reset, link) => {
          const { html: _, ...letter } = nexus.composes(reset, link);
          return {
            ...letter,
            text: `Hello,\n\nyour code is ${codeOf(decodeURIComponent(link.split('token=')[1] ?? ''))}.\n`,
          };
        },
      }),
  }),
  fault('fragment-in-a-field', {
    does: 'puts the token into the fragment of the link, and tells it in a field of the 204',
    breaks: 'email/secret-stays-in-the-email',
    like: { 'token-in-a-field': 'the link has it in another place' },
    change: (nexus) =>
      telling((c, token) => {
        c.header('X-Debug', token);
        return c.body(null, 204);
      })({ ...nexus, composes: (reset, link) => nexus.composes(reset, link.replace('?token=', '#token=')) }),
  }),
  fault('link-in-a-field', {
    does: 'answers with the link, its token percent-encoded, in Location',
    breaks: 'email/secret-stays-in-the-email',
    like: { 'token-in-a-field': 'part of an address' },
    change: telling((c, token) => {
      c.header('Location', `/reset-password?token=${encodeURIComponent(token)}`);
      return c.body(null, 204);
    }),
  }),
  fault('empty-token-by-basic', {
    does: 'leaves the token of the link empty where it was asked by Basic',
    breaks: 'email/offers-reset',
    like: { 'empty-token': 'the first e-mail is right' },
    change: wayKnown((nexus, byBasic) => ({
      composes: (reset, link) => nexus.composes(reset, byBasic() ? link.replace(/token=.*/, 'token=') : link),
    })),
  }),
  fault('token-in-a-versioned-cookie', {
    does: 'sets the token of the link as a cookie, behind a version',
    breaks: 'email/secret-stays-in-the-email',
    like: { 'token-in-a-cookie': 'it is part of the value' },
    change: settingCookie((token) => `v1.${token}`),
  }),
  fault('token-in-a-json-cookie', {
    does: 'sets the token of the link in percent-encoded JSON as a cookie',
    breaks: 'email/secret-stays-in-the-email',
    like: { 'token-in-a-cookie': 'it has to be decoded' },
    change: settingCookie((token) => encodeURIComponent(JSON.stringify({ reset: token }))),
  }),
  fault('token-in-a-session-cookie', {
    does: 'sets the token of the link in JSON in Base64 as a cookie',
    breaks: 'email/secret-stays-in-the-email',
    like: { 'token-in-a-json-cookie': 'it is decoded in another way' },
    change: settingCookie((token) => Buffer.from(JSON.stringify({ user: 1, reset: token })).toString('base64')),
  }),
];
