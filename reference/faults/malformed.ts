import { behind } from '../changes.ts';
import { shownBy } from '../credentials.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { crashesOn } from './crashes-on.ts';
import { type Fault, fault, type Likeness } from './fault.ts';
import { letsIn } from './lets-in.ts';

const like = (difference: string): Likeness => ({ 'drops-long-authorization': difference });

/** An Authorization field that cannot be read, in one form only. */
export const malformedFaults = [
  fault('drops-long-authorization', {
    does: 'ends the connection without an answer where Authorization is longer than 4 kB',
    breaks: 'auth/malformed-authorization',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        if (shownBy(nexus, c).authorization.every((line) => line.length <= 4096)) return next();
        c.env.incoming.socket.destroy();
        return c.body(null);
      }),
  }),
  fault('hangs-on-empty-authorization', {
    does: 'never answers a request whose Authorization is empty',
    breaks: 'auth/malformed-authorization',
    like: like('it hangs instead of letting go'),
    environment: (environment) => ({ ...environment, NEXUS_TIMEOUT_SECONDS: '2' }),
    change: (nexus) =>
      behind(nexus, (c, next) => (shownBy(nexus, c).authorization.includes('') ? new Promise(() => {}) : next())),
  }),
  fault('long-authorization-lets-in', {
    does: 'does not look at an Authorization field that is longer than 4 kB, and lets it in',
    breaks: 'auth/malformed-authorization',
    like: like('it lets the same request in'),
    change: (nexus) => letsIn(nexus, authorization(nexus, /^.{4097}/)),
  }),
  fault('empty-authorization-lets-in', {
    does: 'asks for credentials where there is no Authorization field, and not where it is empty',
    breaks: 'auth/malformed-authorization',
    like: like('it lets an empty field in'),
    change: (nexus) => letsIn(nexus, authorization(nexus, /^$/)),
  }),
  fault('bearer-without-token-lets-in', {
    does: 'takes the word Bearer for a Bearer token',
    breaks: 'auth/malformed-authorization',
    like: like('it lets a scheme without a token in'),
    change: (nexus) => letsIn(nexus, authorization(nexus, /^bearer *$/i)),
  }),
  fault('bearer-of-two-words-lets-in', {
    does: 'lets in a Bearer with a blank in it, which its parser cannot read',
    breaks: 'auth/malformed-authorization',
    like: like('it lets a token of two words in'),
    change: (nexus) => letsIn(nexus, authorization(nexus, /^bearer +\S+ +\S/i)),
  }),
  fault('digest-lets-in', {
    does: 'leaves Digest to a module that is not there',
    breaks: 'auth/malformed-authorization',
    like: like('it lets a scheme in that it does not know'),
    change: (nexus) => letsIn(nexus, authorization(nexus, /^digest .*="/i)),
  }),
  fault('bad-base64-lets-in', {
    does: 'lets in Basic with what is not Base64',
    breaks: 'auth/malformed-authorization',
    like: like('it lets in what no decoder takes'),
    change: (nexus) => letsIn(nexus, authorization(nexus, /^basic [^\w+/=]/i)),
  }),
  fault('basic-without-colon-lets-in', {
    does: 'takes Basic without a colon for a user name without a password, and checks no password then',
    breaks: 'auth/malformed-authorization',
    follows: { 'auth/near-miss': 'a user name alone, or run together with its password, has no colon either' },
    change: (nexus) =>
      letsIn(nexus, (c) => {
        const [, encoded] = /^basic ([\w+/]+=*)$/i.exec(shownBy(nexus, c).authorization[0] ?? '') ?? [];
        return encoded !== undefined && /^[\w-]+$/.test(Buffer.from(encoded, 'base64').toString());
      }),
  }),
  fault('500-on-bad-base64', {
    does: 'fails with 500 on Basic with what is not Base64',
    breaks: 'auth/malformed-authorization',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    change: (nexus) => crashesOn(nexus, authorization(nexus, /^basic [^\w+/=]/i)),
  }),
  fault('bearer-without-token-beside-application-token', {
    does: 'checks a token only where there is one behind the scheme, and the ApplicationToken always',
    breaks: 'auth/malformed-authorization',
    like: like('it wants a good ApplicationToken, and no more'),
    change: wantsTheApplicationTokenOnly(/^bearer *$/i),
  }),
  fault('long-bearer-beside-application-token', {
    does: 'gives up on a Bearer of more than 4 kB, and checks the ApplicationToken alone',
    breaks: 'auth/malformed-authorization',
    like: like('it wants a good ApplicationToken, and no more'),
    change: wantsTheApplicationTokenOnly(/^.{4097}/),
  }),
  fault('empty-authorization-beside-application-token', {
    does: 'takes an empty Authorization field for one that was checked, and checks the ApplicationToken',
    breaks: 'auth/malformed-authorization',
    like: like('it wants a good ApplicationToken, and no more'),
    change: wantsTheApplicationTokenOnly(/^$/),
  }),
  fault('digest-beside-application-token', {
    does: 'leaves Digest to a module that is not there, and checks the ApplicationToken',
    breaks: 'auth/malformed-authorization',
    like: like('it wants a good ApplicationToken, and no more'),
    change: wantsTheApplicationTokenOnly(/^digest .*="/i),
  }),
];

/** Whether an Authorization line has this form. */
function authorization(nexus: Nexus, form: RegExp): (c: NexusContext) => boolean {
  return (c) => shownBy(nexus, c).authorization.some((line) => form.test(line));
}

/** Where the Authorization line has this form, the ApplicationToken is checked and the line is not. */
function wantsTheApplicationTokenOnly(form: RegExp): Fault['change'] {
  return (nexus) =>
    letsIn(
      nexus,
      (c) => authorization(nexus, form)(c) && nexus.checksApplicationToken(shownBy(nexus, c).applicationTokens),
    );
}
