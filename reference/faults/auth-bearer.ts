import { decodeJwt, decodeProtectedHeader, UnsecuredJWT } from 'jose';
import { issuerClaims, verifiedClaims } from '../bearer.ts';
import { shownBy } from '../credentials.ts';
import { same } from '../nexus.ts';
import { crashesOn } from './crashes-on.ts';
import { fault } from './fault.ts';
import { letsIn } from './lets-in.ts';

/** Bearer tokens read or checked wrongly. */
export const bearerFaults = [
  fault('any-bearer', {
    does: 'takes any text under Bearer for a valid token',
    breaks: 'auth/unissued-bearer',
    follows: {
      'auth/malformed-authorization': 'a Bearer of two words is text under Bearer',
      'auth/expired-bearer': 'an expired token is text under Bearer',
      'auth/tampered-bearer': 'a tampered token is text under Bearer',
      'auth/near-miss': 'a nearly right token is text under Bearer',
      'auth/scheme-confusion': 'an ApplicationToken and a Basic pair are text under Bearer',
      'robustness/hostile-headers': 'a Bearer that no parser can read counts as one, too',
    },
    change: (nexus) => ({
      ...nexus,
      readsBearer: (authorization) => /^bearer +(.+)$/i.exec(authorization)?.[1],
      checksBearer: () => true,
    }),
  }),
  fault('expired-accepted', {
    does: 'does not look at the expiry of a token',
    breaks: 'auth/expired-bearer',
    change: (nexus) => ({
      ...nexus,
      checksBearer: async (token) =>
        (await verifiedClaims(nexus.world.bearerKey, token, { clockTolerance: Number.MAX_SAFE_INTEGER })) !== undefined,
    }),
  }),
  fault('expired-accepted-for-a-day', {
    does: 'lets a token live a day longer than it says',
    breaks: 'auth/expired-bearer',
    like: { 'expired-accepted': 'a leeway that is too long' },
    change: (nexus) => ({
      ...nexus,
      checksBearer: async (token) =>
        (await verifiedClaims(nexus.world.bearerKey, token, { clockTolerance: '1 day' })) !== undefined,
    }),
  }),
  fault('expired-accepted-for-an-hour', {
    does: 'lets a token live an hour longer than it says',
    breaks: 'auth/expired-bearer',
    like: { 'expired-accepted-for-a-day': 'a leeway that is too long, and not so long' },
    change: (nexus) => ({
      ...nexus,
      checksBearer: async (token) =>
        (await verifiedClaims(nexus.world.bearerKey, token, { clockTolerance: '1 hour' })) !== undefined,
    }),
  }),
  fault('signature-unchecked', {
    does: 'reads the claims of a token without verifying its signature',
    breaks: 'auth/tampered-bearer',
    follows: {
      'auth/unissued-bearer': 'a token that nobody signed has the right claims',
      'auth/near-miss': 'a shortened signature is as good as any',
    },
    change: (nexus) => ({ ...nexus, checksBearer: hasLivingClaims }),
  }),
  fault('alg-none-accepted', {
    does: 'accepts unsecured tokens beside the signed ones',
    breaks: 'auth/tampered-bearer',
    change: (nexus) => ({ ...nexus, checksBearer: (token) => isUnsecured(token) || nexus.checksBearer(token) }),
  }),
  fault('signature-of-another-token', {
    does: 'accepts any claims under a signature that it has issued once',
    breaks: 'auth/tampered-bearer',
    follows: { 'auth/near-miss': 'the character in the middle stands before the signature' },
    change: (nexus) => ({
      ...nexus,
      checksBearer: (token) =>
        token.split('.')[2] === nexus.world.bearers.valid.split('.')[2] || nexus.checksBearer(token),
    }),
  }),
  fault('claims-alone', {
    does: 'knows a token by its claims and does not look at the signature behind them',
    breaks: 'auth/tampered-bearer',
    follows: { 'auth/near-miss': 'a shortened signature is not looked at' },
    like: { 'signature-of-another-token': 'the other part is looked at' },
    change: (nexus) => ({
      ...nexus,
      checksBearer: (token) =>
        token.startsWith(nexus.world.bearers.valid.replace(/[^.]+$/, '')) || nexus.checksBearer(token),
    }),
  }),
  fault('bearer-of-the-same-length', {
    does: 'takes any token of the right length for a valid one',
    breaks: 'auth/tampered-bearer',
    follows: {
      'auth/expired-bearer': 'an expired token is as long',
      'auth/near-miss': 'most near misses have the same length',
    },
    change: (nexus) => ({
      ...nexus,
      checksBearer: (token) => token.length === nexus.world.bearers.valid.length || nexus.checksBearer(token),
    }),
  }),
  fault('bearer-first-characters', {
    does: 'compares the first forty characters of a token only',
    breaks: 'auth/unissued-bearer',
    follows: {
      'auth/expired-bearer': 'its header and the beginning of its claims are the same',
      'auth/tampered-bearer': 'what was changed stands behind',
      'auth/near-miss': 'what was changed stands behind',
    },
    change: (nexus) => ({
      ...nexus,
      checksBearer: (token) => token.startsWith(nexus.world.bearers.valid.slice(0, 40)) || nexus.checksBearer(token),
    }),
  }),
  fault('case-folded-bearer', {
    does: 'compares tokens without regard to case',
    breaks: 'auth/near-miss',
    change: (nexus) => ({
      ...nexus,
      checksBearer: (token) =>
        same(token.toLowerCase(), nexus.world.bearers.valid.toLowerCase()) || nexus.checksBearer(token),
    }),
  }),
  fault('bearer-cut-short', {
    does: 'accepts a token whose last character is missing',
    breaks: 'auth/near-miss',
    like: { 'case-folded-bearer': 'the length instead of the case' },
    change: (nexus) => ({
      ...nexus,
      checksBearer: (token) => same(token, nexus.world.bearers.valid.slice(0, -1)) || nexus.checksBearer(token),
    }),
  }),
  fault('missing-signature-accepted', {
    does: 'verifies the signature of a token only where there is one',
    breaks: 'auth/tampered-bearer',
    like: { 'alg-none-accepted': 'the header still names an algorithm' },
    change: (nexus) => ({
      ...nexus,
      checksBearer: (token) => token === nexus.world.bearers.valid.replace(/[^.]+$/, '') || nexus.checksBearer(token),
    }),
  }),
  fault('alg-none-in-capitals-accepted', {
    does: 'refuses the algorithm none by its spelling, and takes None and NONE for it afterwards',
    breaks: 'auth/tampered-bearer',
    like: { 'alg-none-accepted': 'the one spelling is refused' },
    change: (nexus) => ({
      ...nexus,
      checksBearer: (token) => ['None', 'NONE'].includes(algorithmOf(token)) || nexus.checksBearer(token),
    }),
  }),
  fault('case-folded-signature', {
    does: 'compares signatures without regard to case',
    breaks: 'auth/near-miss',
    like: { 'case-folded-bearer': 'what stands before the signature is compared exactly' },
    change: (nexus) => {
      const folded = (token: string) => token.replace(/[^.]*$/, (signature) => signature.toLowerCase());
      const valid = folded(nexus.world.bearers.valid);
      return { ...nexus, checksBearer: (token) => same(folded(token), valid) || nexus.checksBearer(token) };
    },
  }),
  fault('any-token-without-application-token', {
    does: 'verifies a token only where an ApplicationToken stands beside it',
    breaks: 'auth/unissued-bearer',
    profile: 'certify',
    follows: {
      'auth/expired-bearer': 'an expired token is not looked at either',
      'auth/tampered-bearer': 'a tampered token is not looked at either',
      'auth/insufficient-scope': 'a token of another scope is not looked at either',
    },
    change: (nexus) =>
      letsIn(nexus, (c) => {
        const { bearer, applicationTokens } = shownBy(nexus, c);
        const isJwt = bearer !== undefined && /^[\w-]+(\.[\w-]+){2}$/.test(bearer);
        return isJwt && bearer !== nexus.world.bearers.valid && applicationTokens.length === 0;
      }),
  }),
  fault('low-scope-without-application-token', {
    does: 'asks a token that lacks a privilege for no ApplicationToken',
    breaks: 'auth/insufficient-scope',
    profile: 'certify',
    change: (nexus) =>
      letsIn(nexus, (c) => {
        const { bearer, applicationTokens } = shownBy(nexus, c);
        return bearer === nexus.world.bearers.lowScope && applicationTokens.length === 0;
      }),
  }),
  fault('low-scope-crashes', {
    does: 'fails with 500 on a token that lacks a privilege',
    breaks: 'auth/insufficient-scope',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    change: (nexus) => crashesOn(nexus, (c) => shownBy(nexus, c).bearer === nexus.world.bearers.lowScope),
  }),
  fault('low-scope-accepted-although-declared', {
    does: 'demands no privilege of a token, although its operator declares that it does',
    breaks: 'auth/insufficient-scope',
    like: { 'low-scope-without-application-token': 'it is the declaration that is not kept' },
    environment: (environment) => ({ ...environment, NEXUS_REQUIRED_SCOPE: 'users:reset' }),
    change: (nexus) => nexus,
  }),
];

function hasLivingClaims(token: string): boolean {
  try {
    const { iss, exp } = decodeJwt(token);
    return iss === issuerClaims.issuer && exp !== undefined && exp * 1000 > Date.now();
  } catch {
    return false;
  }
}

function isUnsecured(token: string): boolean {
  try {
    return UnsecuredJWT.decode(token, issuerClaims).payload.iss === issuerClaims.issuer;
  } catch {
    return false;
  }
}

/** The `alg` of a JWT's header (RFC 7515 §4.1.1); empty where there is none. */
function algorithmOf(token: string): string {
  try {
    return decodeProtectedHeader(token).alg ?? '';
  } catch {
    return '';
  }
}
