import { answersFirst, type Wish } from '../changes.ts';
import { challenges, type Nexus, type NexusContext, unauthorized } from '../nexus.ts';
import { problem } from '../problem.ts';
import type { Fault, Follows } from './fault.ts';

type Condition = (wish: Wish, nexus: Nexus, c: NexusContext) => boolean;

/** Answers a request with good credentials wrongly where the condition holds of it. */
export const answering =
  (answer: (c: NexusContext) => Response, where: Condition): Fault['change'] =>
  (nexus) =>
    answersFirst(nexus, (wish, c) => (where(wish, nexus, c) ? answer(c) : undefined));

/** Does what is asked for although the clientId is not the one that it should be. */
export const accepting =
  (where: Condition): Fault['change'] =>
  (nexus) =>
    answersFirst(nexus, (wish, c) => {
      const { user, client = nexus.world.clients.first } = wish;
      return user && where(wish, nexus, c) ? nexus.succeeds(c, { user, client }) : undefined;
    });

export const crash = (c: NexusContext): Response => problem(c, 500, 'The server failed.');
export const noContent = (c: NexusContext): Response => c.body(null, 204);
export const redirect = (c: NexusContext): Response => c.redirect('https://nexus.example/help', 302);
export const unauthenticated = (c: NexusContext): Response => unauthorized(c, challenges.join(', '));
export const unprocessable = (c: NexusContext): Response => c.json({ detail: [{ msg: 'field required' }] }, 422);

export const isUnknown = ({ userId, client }: Wish, { world }: Nexus): boolean =>
  userId === world.unknownUserId && client !== undefined;

export const lacksClientId = ({ clientIds }: Wish): boolean => clientIds.length === 0;

export const undocumented: Follows = {
  'operation/documented-statuses': 'the answer to good credentials is undocumented',
};
export const serverError: Follows = { ...undocumented, 'robustness/no-server-error': 'the answer is a 500' };

export const inOtherType: Follows = { 'http/accept': 'who takes application/json only gets another type' };
