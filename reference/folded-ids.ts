import { answersFirst } from './changes.ts';
import type { Nexus } from './nexus.ts';
import type { User } from './world.ts';

/** The same Nexus, but the user's id has letters into which characters beyond ASCII fold; no UUID has. */
function withLetters(nexus: Nexus): Nexus {
  const { users, passwords } = nexus.world;
  const user = { ...users.user, id: `kris-${users.user.id}` };
  passwords.set(user.id, passwords.get(users.user.id) ?? '');
  return { ...nexus, world: { ...nexus.world, users: { ...users, user } } };
}

/** As if case were no matter: U+017F, U+212A and U+0131 are s, k and i then. */
const folded = (id: string): string => id.toUpperCase().toLowerCase();

/** The same with such ids, each of which is taken for the user's; `mails` says who then gets the e-mail. */
export function foldingUserIds(nexus: Nexus, mails: (user: User, askedFor: string) => User): Nexus {
  const lettered = withLetters(nexus);
  return answersFirst(lettered, ({ userId, user, client }, c) => {
    const found = Object.values(lettered.world.users).find(({ id }) => folded(userId) === id);
    return user || !found || !client ? undefined : lettered.succeeds(c, { user: mails(found, userId), client });
  });
}
