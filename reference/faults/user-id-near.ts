import { answersFirst } from '../changes.ts';
import { type Fault, fault } from './fault.ts';

/** Does it for a user who is found otherwise, where nobody has the very id. */
const finding =
  (isMeant: (userId: string, id: string) => boolean): Fault['change'] =>
  (nexus) =>
    answersFirst(nexus, ({ userId, user, client }, c) => {
      const found = user ? undefined : Object.values(nexus.world.users).find(({ id }) => isMeant(userId, id));
      return found && client && nexus.succeeds(c, { user: found, client });
    });

/** A userId that names nobody, and is taken for one that does. */
export const nearUserIdFaults = [
  fault('finds-users-by-the-beginning-of-an-id', {
    does: 'looks a user up by what the id begins with',
    breaks: 'parameters/malformed-user-id',
    like: { '204-for-malformed-user-ids': 'the id is nearly one, and an e-mail leaves' },
    change: finding((userId, id) => userId.length > 30 && id.startsWith(userId)),
  }),
  fault('cuts-user-ids', {
    does: 'cuts a userId to the length that ids have',
    breaks: 'parameters/malformed-user-id',
    like: { 'finds-users-by-the-beginning-of-an-id': 'the id is too long' },
    change: finding((userId, id) => userId.startsWith(id)),
  }),
  fault('decodes-user-ids-twice', {
    does: 'decodes the userId a second time (RFC 3986 §2.4 forbids it)',
    breaks: 'parameters/malformed-user-id',
    like: { 'finds-users-by-the-beginning-of-an-id': 'another spelling of the whole id' },
    change: finding((userId, id) => /%[0-9a-f]{2}/i.test(userId) && decodedOnce(userId) === id),
  }),
];

/** What cannot be decoded names nobody. */
function decodedOnce(userId: string): string | undefined {
  try {
    return decodeURIComponent(userId);
  } catch {
    return undefined;
  }
}
