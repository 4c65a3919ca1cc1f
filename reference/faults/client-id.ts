import { isBasic, type Wish } from '../changes.ts';
import type { NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import {
  accepting,
  answering,
  crash,
  lacksClientId,
  redirect,
  serverError,
  unauthenticated,
  undocumented,
  unprocessable,
} from './answering.ts';
import { type Follows, fault } from './fault.ts';

const sameExchange: Follows = {
  'parameters/missing-client-id-is-400': 'it judges the same exchange',
  'parameters/client-id-only-in-query': 'a clientId in the body only is missing in the query',
};
const sameRefusals: Follows = { 'parameters/missing-client-id-is-400': 'it judges the same exchanges' };
const besides: Follows = { 'parameters/several-faults': 'the clientId is missing beside another fault, too' };
const unknownBesides: Follows = { 'parameters/several-faults': 'the client is unknown beside an unknown user, too' };

const isUnknownClient = ({ clientIds, client }: Wish) => Boolean(clientIds[0]) && client === undefined;
const isRepeated = ({ clientIds }: Wish) => clientIds.length > 1;
const hasForm = (c: NexusContext) => c.req.header('Content-Type') !== undefined;

/** A clientId that is missing. */
export const missingClientIdFaults = [
  fault('204-without-client-id', {
    does: 'takes the first application where the clientId is missing',
    breaks: 'parameters/client-id-required',
    follows: sameExchange,
    change: accepting(lacksClientId),
  }),
  fault('204-without-client-id-for-basic', {
    does: 'demands the clientId of callers with a Bearer only',
    breaks: 'parameters/client-id-required',
    follows: sameRefusals,
    change: accepting((wish, _nexus, c) => lacksClientId(wish) && isBasic(c)),
  }),
  fault('204-without-client-id-for-bearer', {
    does: 'demands the clientId of callers with Basic only',
    breaks: 'parameters/client-id-required',
    follows: sameExchange,
    like: { '204-without-client-id': 'only one of the two alternatives' },
    change: accepting((wish, _nexus, c) => lacksClientId(wish) && !isBasic(c)),
  }),
  fault('204-without-client-id-for-one-user', {
    does: 'demands the clientId for all users but one',
    breaks: 'parameters/client-id-required',
    follows: sameRefusals,
    like: { '204-without-client-id-for-basic': 'one user instead of one alternative: the user of refusals only' },
    mailbox: 'watched',
    change: accepting((wish, { world }) => lacksClientId(wish) && wish.userId === world.users.tripwire.id),
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
  fault('401-without-client-id', {
    does: 'answers 401 where no client is named, as the token endpoint of OAuth does',
    breaks: 'parameters/client-id-required',
    follows: {
      'parameters/missing-client-id-is-400': 'it judges the same exchange',
      'parameters/client-id-only-in-query': 'a clientId in the body only is missing in the query',
      'parameters/several-faults': 'the clientId is missing beside another fault, too',
    },
    like: { '403-without-client-id': 'the credentials are said to be bad' },
    change: answering(unauthenticated, lacksClientId),
  }),
  fault('500-without-client-id', {
    does: 'fails with 500 where the clientId is missing',
    breaks: 'parameters/client-id-required',
    follows: {
      ...sameExchange,
      ...besides,
      ...serverError,
      'robustness/hostile-client-id': 'a list in its name is no clientId',
    },
    change: answering(crash, lacksClientId),
  }),
  fault('302-without-client-id', {
    does: 'redirects to a page of help where the clientId is missing',
    breaks: 'parameters/client-id-required',
    follows: { ...sameExchange, ...besides, ...undocumented },
    like: { '422-without-client-id': 'a redirect, which a client follows into a success' },
    change: answering(redirect, lacksClientId),
  }),
  fault('404-without-client-id-for-basic', {
    does: 'answers 404 where the clientId is missing, to callers with Basic only',
    breaks: 'parameters/missing-client-id-is-400',
    change: answering(
      (c) => problem(c, 404, 'There is no such operation.'),
      (wish, _nexus, c) => lacksClientId(wish) && isBasic(c),
    ),
  }),
  fault('404-without-client-id-for-bearer', {
    does: 'answers 404 to a Bearer where the clientId is missing',
    breaks: 'parameters/missing-client-id-is-400',
    like: { '404-without-client-id-for-basic': 'the other alternative' },
    change: answering(
      (c) => problem(c, 404, 'There is no such resource.'),
      (wish, _nexus, c) => lacksClientId(wish) && !isBasic(c),
    ),
  }),
];

/** A clientId that is wrong or written in an unusual way. */
export const clientIdFaults = [
  fault('500-for-empty-client-ids', {
    does: 'fails with 500 where the clientId is empty',
    breaks: 'parameters/empty-client-id',
    follows: { ...serverError, 'robustness/hostile-client-id': 'an empty one is among them' },
    change: answering(crash, ({ clientIds }) => clientIds[0] === ''),
  }),
  fault('500-for-client-ids-without-value', {
    does: 'fails with 500 where the clientId has no value and no equals sign',
    breaks: 'parameters/empty-client-id',
    follows: serverError,
    change: answering(crash, (_wish, _nexus, c) => /[?&]clientId(&|$)/.test(c.env.incoming.url ?? '')),
  }),
  fault('500-for-unknown-clients', {
    does: 'fails with 500 where no application has the clientId',
    breaks: 'parameters/unknown-client-id',
    follows: { ...serverError, ...unknownBesides, 'robustness/hostile-client-id': 'they name no application' },
    change: answering(crash, isUnknownClient),
  }),
  fault('422-for-unknown-clients', {
    does: 'answers 422 where no application has the clientId',
    breaks: 'parameters/unknown-client-id',
    follows: { ...undocumented, ...unknownBesides },
    change: answering(unprocessable, isUnknownClient),
  }),
  fault('204-for-unknown-clients-although-declared', {
    does: 'takes any clientId, although its operator declares that it does not',
    breaks: 'parameters/unknown-client-id',
    environment: (environment) => ({ ...environment, NEXUS_STRICT_CLIENT: 'true' }),
    change: accepting(isUnknownClient),
  }),
  fault('500-for-repeated-client-ids', {
    does: 'fails with 500 where the clientId is a list',
    breaks: 'parameters/repeated-client-id',
    follows: { ...serverError, 'robustness/hostile-client-id': 'two of them are among them' },
    change: answering(crash, isRepeated),
  }),
  fault('500-for-two-client-ids', {
    does: 'fails with 500 where two clientIds differ',
    breaks: 'parameters/repeated-client-id',
    follows: { ...serverError, 'robustness/hostile-client-id': 'some of what is generated repeats the parameter' },
    like: { '500-for-repeated-client-ids': 'the same clientId twice is refused as it should be' },
    change: answering(crash, ({ clientIds }) => new Set(clientIds).size > 1),
  }),
  fault('200-for-repeated-client-ids', {
    does: 'answers 200 with a result each where the clientId is a list',
    breaks: 'parameters/repeated-client-id',
    follows: {
      ...undocumented,
      'operation/no-other-success': 'a 200 is a success',
      'robustness/hostile-client-id': 'two of them are among them',
    },
    change: answering((c) => c.json({ results: [] }), isRepeated),
  }),
  fault('302-for-repeated-client-ids', {
    does: 'redirects to a page of help where the clientId is a list',
    breaks: 'parameters/repeated-client-id',
    follows: undocumented,
    change: answering(redirect, isRepeated),
  }),
  fault('500-for-form-bodies', {
    does: 'fails with 500 on a form body, and on no other request',
    breaks: 'parameters/client-id-only-in-query',
    follows: {
      ...serverError,
      'robustness/unexpected-body': 'it is a body that nobody asked for',
      'robustness/hostile-headers': 'a Content-Type alone is taken for a body',
    },
    change: answering(crash, (_wish, _nexus, c) => hasForm(c)),
  }),
  fault('422-for-form-bodies', {
    does: 'answers 422 to a form body, and to no other request',
    breaks: 'parameters/client-id-only-in-query',
    follows: undocumented,
    change: answering(unprocessable, (_wish, _nexus, c) => hasForm(c)),
  }),
];
