import { isBasic, targetPath, type Wish } from '../changes.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import {
  answering,
  crash,
  isUnknown,
  lacksClientId,
  noContent,
  redirect,
  serverError,
  unauthenticated,
  undocumented,
  unprocessable,
} from './answering.ts';
import { crashesOn } from './crashes-on.ts';
import { type Follows, fault } from './fault.ts';

const sameUser: Follows = { 'parameters/unknown-user-is-404': 'it judges the same exchange' };

const isMisspelt = ({ userId }: Wish, { world }: Nexus) => userId === world.malformedUserId;
const isMalformed = (wish: Wish, nexus: Nexus) => isMisspelt(wish, nexus) && wish.client !== undefined;
const isTwofold = ({ user, client }: Wish) => user === undefined && client === undefined;
const known = ['clientId', 'ClientId', 'ApplicationToken'];
const hasUnknownParameter = (c: NexusContext) => Object.keys(c.req.query()).some((name) => !known.includes(name));
const suspicious = (c: NexusContext) => problem(c, 400, 'There is a suspicious escape.');
const gone = (c: NexusContext) => problem(c, 404, 'There is no user with this id.');

/** A userId that names nobody. */
export const userIdFaults = [
  fault('204-for-unknown-users-in-general', {
    does: 'answers 204 to good credentials although nobody has the userId',
    breaks: 'parameters/unknown-user-refused',
    follows: sameUser,
    change: answering(noContent, isUnknown),
  }),
  fault('204-for-unknown-users-by-basic', {
    does: 'answers 204 to Basic although nobody has the userId',
    breaks: 'parameters/unknown-user-refused',
    follows: sameUser,
    like: { '204-for-unknown-users-in-general': 'one alternative only' },
    change: answering(noContent, (wish, nexus, c) => isUnknown(wish, nexus) && isBasic(c)),
  }),
  fault('204-for-unknown-users-by-bearer', {
    does: 'answers 204 to a Bearer although nobody has the userId',
    breaks: 'parameters/unknown-user-refused',
    follows: sameUser,
    like: { '204-for-unknown-users-by-basic': 'the other alternative' },
    change: answering(noContent, (wish, nexus, c) => isUnknown(wish, nexus) && !isBasic(c)),
  }),
  fault('410-for-unknown-users', {
    does: 'answers 410 where nobody has the userId',
    breaks: 'parameters/unknown-user-is-404',
    follows: { ...undocumented, 'parameters/unknown-user-refused': 'refused, but with an undocumented status' },
    change: answering((c) => problem(c, 410, 'There is no such user any more.'), isUnknown),
  }),
  fault('403-for-unknown-users-by-basic', {
    does: 'answers 403 to Basic where nobody has the userId',
    breaks: 'parameters/unknown-user-is-404',
    change: answering(
      (c) => problem(c, 403, 'This is not allowed.'),
      (wish, nexus, c) => isUnknown(wish, nexus) && isBasic(c),
    ),
  }),
  fault('500-for-unknown-users', {
    does: 'fails with 500 where nobody has the userId',
    breaks: 'parameters/unknown-user-refused',
    follows: { ...sameUser, ...serverError },
    change: answering(crash, isUnknown),
  }),
  fault('302-for-unknown-users', {
    does: 'redirects to a form for new users where nobody has the userId',
    breaks: 'parameters/unknown-user-refused',
    follows: { ...sameUser, ...undocumented },
    like: { '410-for-unknown-users': 'a redirect is no refusal at all' },
    change: answering(redirect, isUnknown),
  }),
  fault('401-for-unknown-users', {
    does: 'answers 401 to good credentials where nobody has the userId',
    breaks: 'parameters/unknown-user-refused',
    follows: sameUser,
    like: { '204-for-unknown-users-in-general': 'the credentials are said to be bad' },
    change: answering(unauthenticated, isUnknown),
  }),
  fault('204-for-malformed-user-ids', {
    does: 'answers 204 to a userId that cannot be one',
    breaks: 'parameters/malformed-user-id',
    change: answering(noContent, isMalformed),
  }),
  fault('204-for-malformed-user-ids-by-basic', {
    does: 'answers 204 to Basic although the userId cannot be one',
    breaks: 'parameters/malformed-user-id',
    like: { '204-for-malformed-user-ids': 'one alternative only' },
    change: answering(noContent, (wish, nexus, c) => isMalformed(wish, nexus) && isBasic(c)),
  }),
  fault('500-for-malformed-user-ids', {
    does: 'fails with 500 on a userId that cannot be one',
    breaks: 'parameters/malformed-user-id',
    follows: serverError,
    change: answering(crash, isMalformed),
  }),
  fault('204-for-empty-user-ids', {
    does: 'does it for some user where the userId is empty',
    breaks: 'parameters/malformed-user-id',
    like: { '204-for-malformed-user-ids': 'no userId at all, and an e-mail to somebody' },
    change: (nexus) => ({
      ...nexus,
      readsPath: (path) => nexus.readsPath(path.replace('/users//', `/users/${nexus.world.users.bystander.id}/`)),
    }),
  }),
  fault('500-for-empty-user-ids', {
    does: 'fails with 500 where the userId is empty',
    breaks: 'parameters/malformed-user-id',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    change: (nexus) => crashesOn(nexus, (c) => targetPath(c).includes('/users//')),
  }),
];

/** Parameters that are spelled in an unusual way, or wrong in more than one. */
export const spellingFaults = [
  fault('404-for-escaped-user-ids', {
    does: 'looks the userId up as it is spelled, and knows none with an escape',
    breaks: 'parameters/percent-encoding',
    change: answering(gone, (_wish, _nexus, c) => targetPath(c).includes('%')),
  }),
  fault('404-for-escaped-user-ids-by-basic', {
    does: 'looks the userId up as it is spelled, for callers with Basic only',
    breaks: 'parameters/percent-encoding',
    like: { '404-for-escaped-user-ids': 'one alternative only' },
    change: answering(gone, (_wish, _nexus, c) => isBasic(c) && targetPath(c).includes('%')),
  }),
  fault('400-for-escaped-letters', {
    does: 'takes an escaped letter or digit in the path for an attack, and lets other escapes pass',
    breaks: 'parameters/percent-encoding',
    like: { '404-for-escaped-user-ids': 'some characters only' },
    change: answering(suspicious, (_wish, _nexus, c) => /%(3\d|[46][1-9a-f]|[57][\da])/i.test(targetPath(c))),
  }),
  fault('400-for-escaped-client-ids', {
    does: 'looks the clientId up as it is spelled, escapes and all',
    breaks: 'parameters/percent-encoding',
    like: { '404-for-escaped-user-ids': 'the other parameter' },
    change: answering(
      (c) => problem(c, 400, 'The clientId names no registered application.'),
      (_wish, _nexus, c) => /clientId=[^&]*%/.test(c.env.incoming.url ?? ''),
    ),
  }),
  fault('400-for-lower-case-hex', {
    does: 'knows escapes in upper-case hex only',
    breaks: 'parameters/percent-encoding',
    like: { '404-for-escaped-user-ids': 'escapes of one form only' },
    change: answering(suspicious, (_wish, _nexus, c) => /%([a-f]|.[a-f])/.test(c.env.incoming.url ?? '')),
  }),
  fault('400-for-upper-case-hex', {
    does: 'knows escapes in lower-case hex only',
    breaks: 'parameters/percent-encoding',
    like: { '400-for-lower-case-hex': 'the other form' },
    change: answering(suspicious, (_wish, _nexus, c) => /%([A-F]|\d[A-F])/.test(c.env.incoming.url ?? '')),
  }),
  fault('500-for-unknown-parameters', {
    does: 'fails with 500 on a query parameter that it does not know',
    breaks: 'parameters/spelling-variants',
    follows: { ...serverError, 'robustness/hostile-client-id': 'a list in the name makes another parameter of it' },
    change: answering(crash, (_wish, _nexus, c) => hasUnknownParameter(c)),
  }),
  fault('500-for-a-trailing-slash', {
    does: 'fails with 500 on a path with a slash at its end',
    breaks: 'parameters/spelling-variants',
    follows: { 'robustness/no-server-error': 'the answer is a 500' },
    change: (nexus) => crashesOn(nexus, (c) => targetPath(c).endsWith('/')),
  }),
  fault('204-for-several-faults', {
    does: 'answers 204 where both parameters are wrong',
    breaks: 'parameters/several-faults',
    follows: {
      'robustness/hostile-client-id': 'they name no application, and where no e-mail may follow no user',
    },
    change: answering(noContent, isTwofold),
  }),
  fault('204-for-several-faults-by-basic', {
    does: 'answers 204 to Basic where both parameters are wrong',
    breaks: 'parameters/several-faults',
    follows: {
      'robustness/hostile-client-id': 'they name no application, and where no e-mail may follow no user',
    },
    like: { '204-for-several-faults': 'one alternative only' },
    change: answering(noContent, (wish, _nexus, c) => isTwofold(wish) && isBasic(c)),
  }),
  fault('204-for-unknown-users-of-unknown-clients', {
    does: 'answers 204 where both parameters name nobody',
    breaks: 'parameters/several-faults',
    follows: {
      'robustness/hostile-client-id': 'they name no application, and where no e-mail may follow no user',
    },
    like: { '204-for-several-faults': 'one combination of three' },
    change: answering(noContent, (wish) => isTwofold(wish) && wish.clientIds.length > 0),
  }),
  fault('204-for-unknown-users-without-client-id', {
    does: 'answers 204 where nobody has the userId and the clientId is missing',
    breaks: 'parameters/several-faults',
    follows: {
      'robustness/hostile-client-id': 'a list in the name is no clientId',
    },
    like: { '204-for-unknown-users-of-unknown-clients': 'another combination' },
    change: answering(noContent, (wish, nexus) => isTwofold(wish) && lacksClientId(wish) && !isMisspelt(wish, nexus)),
  }),
  fault('204-for-malformed-user-ids-without-client-id', {
    does: 'answers 204 where the userId is malformed and the clientId is missing',
    breaks: 'parameters/several-faults',
    change: answering(noContent, (wish, nexus) => isTwofold(wish) && lacksClientId(wish) && isMisspelt(wish, nexus)),
  }),
  fault('422-for-several-faults', {
    does: 'answers 422 where both parameters are wrong',
    breaks: 'parameters/several-faults',
    follows: undocumented,
    change: answering(unprocessable, isTwofold),
  }),
];
