import { randomUUID } from 'node:crypto';
import { some } from 'hono/combine';
import { shownBy, showsMisplacedApplicationToken } from '../credentials.ts';
import { type Nexus, type NexusContext, same } from '../nexus.ts';
import { crashesOn } from './crashes-on.ts';
import { fault } from './fault.ts';

function crashesBesideBasic(
  nexus: Nexus,
  condition: (applicationTokens: readonly string[], c: NexusContext) => boolean,
) {
  return crashesOn(nexus, (c) => {
    const { basic, applicationTokens } = shownBy(nexus, c);
    return basic !== undefined && nexus.checksBasic(basic) && condition(applicationTokens, c);
  });
}

/** ApplicationTokens checked wrongly. */
export const applicationTokenFaults = [
  fault('any-application-token', {
    does: 'takes any text for a valid ApplicationToken, as long as there is some',
    breaks: 'auth/bad-application-token',
    follows: {
      'auth/near-miss': 'a nearly right ApplicationToken is some text',
      'auth/scheme-confusion': 'a Bearer in its place is some text',
    },
    change: (nexus) => ({ ...nexus, checksApplicationToken: (tokens) => tokens.some((token) => token !== '') }),
  }),
  fault('application-token-of-the-same-length', {
    does: 'takes any text of the right length for a valid ApplicationToken',
    breaks: 'auth/bad-application-token',
    follows: { 'auth/near-miss': 'some near misses have the same length' },
    change: (nexus) => ({
      ...nexus,
      checksApplicationToken: ([token]) => token?.length === nexus.world.applicationToken.length,
    }),
  }),
  fault('empty-application-token-accepted', {
    does: 'checks the ApplicationToken only where it is not empty',
    breaks: 'auth/bad-application-token',
    change: (nexus) => ({
      ...nexus,
      checksApplicationToken: (tokens) => tokens[0] === '' || nexus.checksApplicationToken(tokens),
    }),
  }),
  fault('application-token-as-an-operator', {
    does: 'looks the ApplicationToken up with the operator that the query makes of it, as `application_token[$ne]=x`',
    breaks: 'auth/bad-application-token',
    like: { 'empty-application-token-accepted': 'what is looked up is no text' },
    change: (nexus) => takingBrackets(nexus, 'query', '[$ne]'),
  }),
  fault('application-token-as-a-list', {
    does: 'compares a list with the ApplicationToken, of which nothing comes that is false, as `application_token[]=x`',
    breaks: 'auth/bad-application-token',
    like: { 'application-token-as-an-operator': 'it is a list' },
    change: (nexus) => takingBrackets(nexus, 'query', '[]'),
  }),
  fault('application-token-as-a-list-in-a-cookie', {
    does: 'compares a list that a cookie makes with the ApplicationToken, of which nothing comes that is false',
    breaks: 'auth/bad-application-token',
    like: { 'application-token-as-a-list': 'it travels in a cookie' },
    change: (nexus) => takingBrackets(nexus, 'cookie', '[]'),
  }),
  fault('case-folded-application-token', {
    does: 'compares the ApplicationToken without regard to case',
    breaks: 'auth/near-miss',
    like: { 'case-folded-bearer': 'the case of another credential' },
    change: (nexus) => ({
      ...nexus,
      checksApplicationToken: ([token]) =>
        token !== undefined && same(token.toLowerCase(), nexus.world.applicationToken.toLowerCase()),
    }),
  }),
  fault('application-token-first-characters', {
    does: 'compares the first eight characters of the ApplicationToken only',
    breaks: 'auth/near-miss',
    like: { 'case-folded-application-token': 'the end instead of the case' },
    change: (nexus) => ({
      ...nexus,
      checksApplicationToken: ([token]) =>
        token !== undefined && same(token.slice(0, 8), nexus.world.applicationToken.slice(0, 8)),
    }),
  }),
  fault('application-token-beginning', {
    does: 'accepts the beginning of the ApplicationToken for the whole',
    breaks: 'auth/near-miss',
    like: { 'application-token-first-characters': 'only what is too short is accepted' },
    change: (nexus) => ({
      ...nexus,
      checksApplicationToken: ([token = '']) => token !== '' && nexus.world.applicationToken.startsWith(token),
    }),
  }),
  fault('application-token-and-more', {
    does: 'ignores what stands behind the ApplicationToken',
    breaks: 'auth/near-miss',
    like: { 'application-token-beginning': 'only what is too long is accepted' },
    change: (nexus) => ({
      ...nexus,
      checksApplicationToken: ([token = '']) => token.startsWith(nexus.world.applicationToken),
    }),
  }),
  fault('application-token-within-a-list', {
    does: 'looks for the ApplicationToken in the text of a list',
    breaks: 'auth/near-miss',
    like: { 'application-token-beginning': 'any part of it is accepted' },
    change: (nexus) => ({
      ...nexus,
      checksApplicationToken: ([token = '']) => token !== '' && `other,${nexus.world.applicationToken}`.includes(token),
    }),
  }),
  fault('any-uuid-as-application-token', {
    does: 'takes any UUID of version 4 for a valid ApplicationToken',
    breaks: 'auth/bad-application-token',
    follows: { 'auth/near-miss': 'with another digit it is another UUID' },
    like: { 'application-token-of-the-same-length': 'the form counts' },
    change: (nexus) => withApplicationTokens(nexus, randomUUID(), uuid),
  }),
  fault('any-sixteen-digits-as-application-token', {
    does: 'takes any number of sixteen digits for a valid ApplicationToken',
    breaks: 'auth/bad-application-token',
    follows: { 'auth/near-miss': 'with another digit it is another number' },
    like: { 'any-uuid-as-application-token': 'another form counts' },
    change: (nexus) => withApplicationTokens(nexus, '4929123412341234', /^\d{16}$/),
  }),
  fault('application-token-unverified', {
    does: 'takes any JWT for a valid ApplicationToken without verifying it',
    breaks: 'auth/bad-application-token',
    follows: {
      'auth/near-miss': 'with another signature it is another JWT',
      'auth/scheme-confusion': 'the Bearer is a JWT',
    },
    like: { 'any-application-token': 'the ApplicationToken has a form' },
    change: (nexus) => withApplicationTokens(nexus, nexus.world.bearers.lowScope, /^[\w-]+(\.[\w-]+){2}$/),
  }),
  fault('bad-application-token-beside-basic-crashes', {
    does: 'fails with 500 on valid Basic beside an ApplicationToken that is not valid',
    breaks: 'auth/basic-with-bad-application-token',
    follows: {
      'robustness/no-server-error': 'the answer is a 500',
    },
    change: (nexus) =>
      crashesBesideBasic(nexus, (tokens) => tokens.length > 0 && !nexus.checksApplicationToken(tokens)),
  }),
  fault('duplicated-application-token-beside-basic-crashes', {
    does: 'fails with 500 where the ApplicationToken came twice beside valid Basic',
    breaks: 'auth/basic-with-bad-application-token',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    like: { 'bad-application-token-beside-basic-crashes': 'only where it came twice' },
    change: (nexus) => crashesBesideBasic(nexus, (tokens) => tokens.length > 1),
  }),
  fault('wrong-application-token-beside-basic-crashes', {
    does: 'fails with 500 on a wrong ApplicationToken beside valid Basic',
    breaks: 'auth/basic-with-bad-application-token',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    like: { 'duplicated-application-token-beside-basic-crashes': 'only where it is a single wrong one' },
    change: (nexus) =>
      crashesBesideBasic(nexus, (tokens) => Boolean(tokens[0]) && !nexus.checksApplicationToken(tokens.slice(0, 1))),
  }),
  fault('empty-application-token-beside-basic-crashes', {
    does: 'fails with 500 on an empty ApplicationToken beside valid Basic',
    breaks: 'auth/basic-with-bad-application-token',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    like: { 'duplicated-application-token-beside-basic-crashes': 'only where it is empty' },
    change: (nexus) => crashesBesideBasic(nexus, ([token]) => token === ''),
  }),
  fault('misplaced-application-token-beside-basic-crashes', {
    does: 'fails with 500 where the ApplicationToken came in the query beside valid Basic',
    breaks: 'auth/basic-with-bad-application-token',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    like: { 'empty-application-token-beside-basic-crashes': 'only where it is in the wrong place' },
    change: (nexus) => crashesBesideBasic(nexus, (_tokens, c) => showsMisplacedApplicationToken(nexus, c)),
  }),
  fault('duplicated-application-token-crashes', {
    does: 'fails with 500 where the ApplicationToken came twice beside a Bearer',
    breaks: 'auth/misplaced-application-token',
    follows: {
      'auth/bad-application-token': 'it sends the same request',
      'robustness/no-server-error': 'the answer is a 500',
    },
    change: (nexus) =>
      crashesOn(nexus, (c) => {
        const { bearer, applicationTokens } = shownBy(nexus, c);
        return bearer === nexus.world.bearers.valid && applicationTokens.length > 1;
      }),
  }),
  fault('misplaced-application-token-crashes', {
    does: 'fails with 500 where the ApplicationToken came in the query beside a Bearer',
    breaks: 'auth/misplaced-application-token',
    follows: {
      'auth/bad-application-token': 'it sends the same request',
      'robustness/no-server-error': 'the answer is a 500',
    },
    like: { 'duplicated-application-token-crashes': 'the wrong place instead of twice the right one' },
    change: (nexus) =>
      crashesOn(
        nexus,
        (c) => shownBy(nexus, c).bearer === nexus.world.bearers.valid && showsMisplacedApplicationToken(nexus, c),
      ),
  }),
];

/** The same Nexus, but its ApplicationToken travels there, and so much behind its name makes whatever follows good enough. */
function takingBrackets(nexus: Nexus, place: 'query' | 'cookie', brackets: string): Nexus {
  const name = 'application_token';
  const names = (c: NexusContext) =>
    place === 'query'
      ? Object.keys(c.req.queries())
      : (c.req.header('Cookie') ?? '').split(/; */).map((pair) => pair.replace(/=.*/s, ''));
  return {
    ...nexus,
    applicationTokenPlace: { in: place, name },
    grants: ({ applicationToken, ...schemes }) =>
      nexus.grants({
        ...schemes,
        applicationToken: some((c: NexusContext) => names(c).includes(name + brackets), applicationToken),
      }),
  };
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

/** The same Nexus, but this is its ApplicationToken, and whatever has the form is as good. */
function withApplicationTokens(nexus: Nexus, applicationToken: string, form: RegExp): Nexus {
  return {
    ...nexus,
    world: { ...nexus.world, applicationToken },
    checksApplicationToken: ([token = '']) => form.test(token),
  };
}
