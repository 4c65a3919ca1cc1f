import { readBasic, type UserPass } from '../authorization.ts';
import { shownBy } from '../credentials.ts';
import { same } from '../nexus.ts';
import { fault } from './fault.ts';
import { letsIn } from './lets-in.ts';

/** The pair of an Authorization value, whatever its scheme is. */
const pairUnderAnyScheme = (authorization: string): UserPass | undefined =>
  readBasic(authorization.replace(/^\S+ /, 'Basic '));

/** Credentials under another scheme or without one, in another's place, or under a scheme in other letters. */
export const schemeFaults = [
  fault('bearer-under-any-scheme', {
    does: 'takes a token whatever scheme stands before it',
    breaks: 'auth/scheme-confusion',
    change: (nexus) => ({ ...nexus, readsBearer: (authorization) => /^\S+ +(\S+)$/.exec(authorization)?.[1] }),
  }),
  ...['Token', 'JWT', 'OAuth'].map((scheme) =>
    fault(`bearer-under-${scheme.toLowerCase()}`, {
      does: `knows the scheme of the token by the name ${scheme} as well`,
      breaks: 'auth/scheme-confusion',
      like: { 'bearer-under-any-scheme': 'one other scheme' },
      change: (nexus) => ({
        ...nexus,
        readsBearer: (authorization) =>
          nexus.readsBearer(authorization.replace(new RegExp(`^${scheme} `, 'i'), 'Bearer ')),
      }),
    }),
  ),
  fault('bearer-under-six-letters', {
    does: 'cuts off the first seven characters of Authorization, of which the last must be a blank',
    breaks: 'auth/scheme-confusion',
    like: { 'bearer-under-any-scheme': 'schemes of one length' },
    change: (nexus) => ({ ...nexus, readsBearer: (authorization) => /^.{6} (.+)$/.exec(authorization)?.[1] }),
  }),
  fault('bearer-after-any-character', {
    does: 'cuts off the first seven characters of an Authorization that begins with Bearer',
    breaks: 'auth/scheme-confusion',
    like: { 'bearer-under-any-scheme': 'the right scheme, and no blank after it' },
    change: (nexus) => ({ ...nexus, readsBearer: (authorization) => /^bearer.(.+)$/i.exec(authorization)?.[1] }),
  }),
  fault('basic-after-any-character', {
    does: 'cuts off the first six characters of an Authorization that begins with Basic',
    breaks: 'auth/scheme-confusion',
    like: { 'bearer-after-any-character': 'the other scheme' },
    change: (nexus) => ({
      ...nexus,
      readsBasic: (authorization) => nexus.readsBasic(authorization.replace(/^(basic)./i, '$1 ')),
    }),
  }),
  fault('bearer-without-scheme', {
    does: 'takes a token that stands alone in the Authorization field',
    breaks: 'auth/scheme-confusion',
    like: { 'bearer-under-any-scheme': 'no scheme at all' },
    change: (nexus) => ({
      ...nexus,
      readsBearer: (authorization) => (authorization.includes(' ') ? nexus.readsBearer(authorization) : authorization),
    }),
  }),
  fault('application-token-as-bearer', {
    does: 'accepts the ApplicationToken as Bearer too',
    breaks: 'auth/scheme-confusion',
    like: { 'bearer-under-any-scheme': 'another credential under the right scheme' },
    change: (nexus) => ({
      ...nexus,
      checksBearer: (token) => same(token, nexus.world.applicationToken) || nexus.checksBearer(token),
    }),
  }),
  fault('bearer-as-application-token', {
    does: 'accepts the Bearer as ApplicationToken too',
    breaks: 'auth/scheme-confusion',
    like: { 'application-token-as-bearer': 'the other way round' },
    change: (nexus) => ({
      ...nexus,
      checksApplicationToken: (tokens) =>
        same(tokens[0] ?? '', nexus.world.bearers.valid) || nexus.checksApplicationToken(tokens),
    }),
  }),
  fault('basic-pair-under-bearer', {
    does: 'accepts user name and password in Base64 under Bearer too',
    breaks: 'auth/scheme-confusion',
    like: { 'application-token-as-bearer': 'the pair of Basic instead' },
    change: (nexus) => ({
      ...nexus,
      readsBasic: (authorization) => nexus.readsBasic(authorization.replace(/^bearer/i, 'Basic')),
    }),
  }),
  fault('basic-under-any-other-scheme', {
    does: 'takes every scheme but Bearer for Basic',
    breaks: 'auth/scheme-confusion',
    like: { 'bearer-under-any-scheme': 'the other credential' },
    change: (nexus) => ({
      ...nexus,
      readsBasic: (authorization) => (/^bearer /i.test(authorization) ? undefined : pairUnderAnyScheme(authorization)),
    }),
  }),
  fault('basic-under-any-scheme-where-it-stands-alone', {
    does: 'looks for a Bearer where there is an ApplicationToken, and for a pair under any scheme where there is none',
    breaks: 'auth/scheme-confusion',
    like: { 'basic-under-any-other-scheme': 'under Bearer as well, and only without an ApplicationToken' },
    change: (nexus) =>
      letsIn(nexus, (c) => {
        const { authorization, applicationTokens } = shownBy(nexus, c);
        const pair = pairUnderAnyScheme(authorization[0] ?? '');
        return applicationTokens.length === 0 && pair !== undefined && nexus.checksBasic(pair);
      }),
  }),
  fault('pair-for-a-token-beside-application-token', {
    does: 'takes user name and password in Base64 for a token, where a good ApplicationToken stands beside them',
    breaks: 'auth/scheme-confusion',
    like: { 'basic-pair-under-bearer': 'only beside an ApplicationToken' },
    change: (nexus) => ({
      ...nexus,
      checksBearer: (token) => {
        const pair = readBasic(`Basic ${token}`);
        return pair === undefined ? nexus.checksBearer(token) : nexus.checksBasic(pair);
      },
    }),
  }),
  fault('basic-without-scheme', {
    does: 'takes a pair that stands alone in the Authorization field',
    breaks: 'auth/scheme-confusion',
    like: { 'bearer-without-scheme': 'the other credential' },
    change: (nexus) => ({
      ...nexus,
      readsBasic: (authorization) => nexus.readsBasic(authorization) ?? readBasic(`Basic ${authorization}`),
    }),
  }),
  fault('bearer-scheme-case-sensitive', {
    does: "knows the scheme as 'Bearer' only",
    breaks: 'auth/scheme-case-insensitive',
    change: (nexus) => ({
      ...nexus,
      readsBearer: (authorization) =>
        authorization.startsWith('Bearer ') ? nexus.readsBearer(authorization) : undefined,
    }),
  }),
  fault('basic-scheme-case-sensitive', {
    does: "knows the scheme as 'Basic' only",
    breaks: 'auth/scheme-case-insensitive',
    like: { 'bearer-scheme-case-sensitive': 'the other scheme' },
    change: (nexus) => ({
      ...nexus,
      readsBasic: (authorization) => (authorization.startsWith('Basic ') ? nexus.readsBasic(authorization) : undefined),
    }),
  }),
  fault('basic-scheme-in-two-spellings', {
    does: "knows the scheme as 'Basic' and 'basic' only",
    breaks: 'auth/scheme-case-insensitive',
    like: { 'basic-scheme-case-sensitive': 'the lower-case spelling is known, too' },
    change: (nexus) => ({
      ...nexus,
      readsBasic: (authorization) => (/^[Bb]asic /.test(authorization) ? nexus.readsBasic(authorization) : undefined),
    }),
  }),
  fault('bearer-scheme-in-two-spellings', {
    does: "knows the scheme as 'Bearer' and 'bearer' only",
    breaks: 'auth/scheme-case-insensitive',
    like: { 'bearer-scheme-case-sensitive': 'the lower-case spelling is known, too' },
    change: (nexus) => ({
      ...nexus,
      readsBearer: (authorization) =>
        /^[Bb]earer /.test(authorization) ? nexus.readsBearer(authorization) : undefined,
    }),
  }),
];
