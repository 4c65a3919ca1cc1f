import { answersFirst, type Wish } from '../changes.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import { type Fault, fault } from './fault.ts';
import { targetPath } from './lets-in.ts';

type Follows = NonNullable<Fault['follows']>;

const undocumented: Follows = { 'operation/documented-statuses': 'the answer to good credentials is undocumented' };
const serverError: Follows = { ...undocumented, 'robustness/no-server-error': 'the answer is a 500' };
const sameExchange: Follows = {
  'parameters/missing-client-id-is-400': 'it judges the same exchange',
  'parameters/client-id-only-in-query': 'a clientId in the body only is missing in the query',
};
const sameUser: Follows = { 'parameters/unknown-user-is-404': 'it judges the same exchange' };
const besides: Follows = { 'parameters/several-faults': 'the clientId is missing beside another fault, too' };

const crash = (c: NexusContext) => problem(c, 500, 'The server failed.');
const noContent = (c: NexusContext) => c.body(null, 204);
const unprocessable = (c: NexusContext) => c.json({ detail: [{ msg: 'field required' }] }, 422);

const lacksClientId = ({ clientIds }: Wish) => clientIds.length === 0;
const isUnknown = ({ userId, client }: Wish, { world }: Nexus) =>
  userId === world.unknownUserId && client !== undefined;
const isMalformed = ({ userId, client }: Wish, { world }: Nexus) =>
  userId === world.malformedUserId && client !== undefined;
const isTwofold = ({ user, client }: Wish) => user === undefined && client === undefined;
const known = ['clientId', 'ClientId', 'ApplicationToken'];
const hasForm = (c: NexusContext) => c.req.header('Content-Type') !== undefined;

type Condition = (wish: Wish, nexus: Nexus, c: NexusContext) => boolean;

/** Answers a request with good credentials wrongly where the condition holds of it. */
const answering =
  (answer: (c: NexusContext) => Response, where: Condition): Fault['change'] =>
  (nexus) =>
    answersFirst(nexus, (wish, c) => (where(wish, nexus, c) ? answer(c) : undefined));

/** Does what is asked for although the clientId is not the one that it should be. */
const accepting =
  (where: Condition): Fault['change'] =>
  (nexus) =>
    answersFirst(nexus, (wish, c) => {
      const { user, client = nexus.world.clients.first } = wish;
      return user && where(wish, nexus, c) ? nexus.succeeds(c, { user, client }) : undefined;
    });

/** A clientId that is missing, wrong or written in an unusual way. */
export const clientIdFaults = [
  fault('204-without-client-id', {
    does: 'takes the first application where the clientId is missing',
    breaks: 'parameters/client-id-required',
    follows: sameExchange,
    change: accepting(lacksClientId),
  }),
  fault('204-without-client-id-for-basic', {
    does: 'demands the clientId of callers with a Bearer only',
    breaks: 'parameters/client-id-required',
    follows: { 'parameters/missing-client-id-is-400': 'it judges the same exchanges' },
    change: accepting((wish, _nexus, c) => lacksClientId(wish) && isBasic(c)),
  }),
  fault('422-without-client-id', {
    does: 'answers 422 where the clientId is missing, as FastAPI does by default',
    breaks: 'parameters/client-id-required',
    follows: { ...sameExchange, ...besides, ...undocumented },
    change: answering(unprocessable, lacksClientId),
  }),
  fault('403-without-client-id', {
    does: 'answers 403 where the clientId is missing',
    breaks: 'parameters/client-id-required',
    follows: { ...sameExchange, ...besides },
    change: answering((c) => problem(c, 403, 'This is not allowed.'), lacksClientId),
  }),
  fault('500-without-client-id', {
    does: 'fails with 500 where the clientId is missing',
    breaks: 'parameters/client-id-required',
    follows: { ...sameExchange, ...besides, ...serverError },
    change: answering(crash, lacksClientId),
  }),
  fault('302-without-client-id', {
    does: 'redirects to a page of help where the clientId is missing',
    breaks: 'parameters/client-id-required',
    follows: { ...sameExchange, ...besides, ...undocumented },
    change: answering((c) => c.redirect('https://nexus.example/help', 302), lacksClientId),
  }),
  fault('500-for-empty-client-ids', {
    does: 'fails with 500 where the clientId is empty',
    breaks: 'parameters/empty-client-id',
    follows: serverError,
    change: answering(crash, ({ clientIds }) => clientIds[0] === ''),
  }),
  fault('500-for-unknown-clients', {
    does: 'fails with 500 where no application has the clientId',
    breaks: 'parameters/unknown-client-id',
    follows: { ...serverError, 'parameters/several-faults': 'the client is unknown beside an unknown user, too' },
    change: answering(crash, ({ clientIds, client }) => Boolean(clientIds[0]) && client === undefined),
  }),
  fault('500-for-repeated-client-ids', {
    does: 'fails with 500 where the clientId is a list',
    breaks: 'parameters/repeated-client-id',
    follows: serverError,
    change: answering(crash, ({ clientIds }) => clientIds.length > 1),
  }),
  fault('500-for-form-bodies', {
    does: 'fails with 500 on a form body, and on no other request',
    breaks: 'parameters/client-id-only-in-query',
    follows: serverError,
    change: answering(crash, (_wish, _nexus, c) => hasForm(c)),
  }),
  fault('500-for-unknown-parameters', {
    does: 'fails with 500 on a query parameter that it does not know',
    breaks: 'parameters/spelling-variants',
    follows: serverError,
    change: answering(crash, (_wish, _nexus, c) => Object.keys(c.req.query()).some((name) => !known.includes(name))),
  }),
];

/** A userId that names nobody or is written in an unusual way. */
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
    change: answering(noContent, (wish, nexus, c) => isUnknown(wish, nexus) && isBasic(c)),
  }),
  fault('410-for-unknown-users', {
    does: 'answers 410 where nobody has the userId',
    breaks: 'parameters/unknown-user-is-404',
    follows: { ...undocumented, 'parameters/unknown-user-refused': 'refused, but with an undocumented status' },
    change: answering((c) => problem(c, 410, 'There is no such user any more.'), isUnknown),
  }),
  fault('500-for-unknown-users', {
    does: 'fails with 500 where nobody has the userId',
    breaks: 'parameters/unknown-user-refused',
    follows: { ...sameUser, ...serverError },
    change: answering(crash, isUnknown),
  }),
  fault('204-for-malformed-user-ids', {
    does: 'answers 204 to a userId that cannot be one',
    breaks: 'parameters/malformed-user-id',
    change: answering(noContent, isMalformed),
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
    change: (nexus) => ({
      ...nexus,
      readsPath: (path) => nexus.readsPath(path.replace('/users//', `/users/${nexus.world.users.bystander.id}/`)),
    }),
  }),
  fault('404-for-escaped-user-ids', {
    does: 'looks the userId up as it is spelled, escapes and all',
    breaks: 'parameters/percent-encoding',
    change: answering(
      (c) => problem(c, 404, 'There is no user with this id.'),
      (_wish, _nexus, c) => targetPath(c).includes('%'),
    ),
  }),
  fault('400-for-lower-case-hex', {
    does: 'knows escapes in upper-case hex only',
    breaks: 'parameters/percent-encoding',
    change: answering(
      (c) => problem(c, 400, 'There is a malformed escape.'),
      (_wish, _nexus, c) => /%([a-f]|.[a-f])/.test(c.env.incoming.url ?? ''),
    ),
  }),
  fault('204-for-several-faults', {
    does: 'answers 204 where both parameters are wrong',
    breaks: 'parameters/several-faults',
    change: answering(noContent, isTwofold),
  }),
  fault('422-for-several-faults', {
    does: 'answers 422 where both parameters are wrong',
    breaks: 'parameters/several-faults',
    follows: undocumented,
    change: answering(unprocessable, isTwofold),
  }),
];

function isBasic(c: NexusContext): boolean {
  return /^basic /i.test(c.req.header('Authorization') ?? '');
}
