import { setTimeout as delay } from 'node:timers/promises';
import type { MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { answersFirst, behind } from '../changes.ts';
import { shownBy } from '../credentials.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { problem } from '../problem.ts';
import { crash, serverError } from './answering.ts';
import { fault } from './fault.ts';

/** Wide enough for requests that are sent at once to meet. In milliseconds. */
const work = 50;

/** The same request again, requests that meet, and a service that does not outlive a run. */
export const concurrencyFaults = [
  fault('500-for-a-second-token', {
    does: 'fails with 500 at the second reset of a user, whose first token is in the way',
    breaks: 'robustness/repeated-and-concurrent',
    follows: {
      ...serverError,
      'auth/basic': 'its good request for the user is the second',
      'auth/no-carry-over': 'its successes are further ones for the user',
      'parameters/percent-encoding': 'its requests are further ones for the user',
      'parameters/repeated-client-id': 'its requests are further ones for the user',
      'robustness/still-serves': 'the good request at the end is a further one for the user',
    },
    change: (nexus) => {
      const done = new Set<string>();
      return answersFirst(nexus, ({ user, client }, c) => {
        if (!user || !client) return undefined;
        if (done.has(user.id)) return crash(c);
        done.add(user.id);
        return undefined;
      });
    },
  }),
  fault('500-while-the-same-request-is-under-way', {
    does: 'fails with 500 where the very same request is under way, whose lock it does not wait for',
    breaks: 'robustness/repeated-and-concurrent',
    follows: serverError,
    change: (nexus) => meeting(nexus, crash),
  }),
  fault('409-while-the-same-request-is-under-way', {
    does: 'answers 409 where the very same request is under way, although nobody has the id that it names',
    breaks: 'robustness/repeated-and-concurrent',
    follows: { 'operation/documented-statuses': 'the answer to good credentials is undocumented' },
    change: (nexus) => meeting(nexus, (c) => problem(c, 409, 'This is being done already.')),
  }),
  fault('let-in-with-the-caller-before', {
    does: 'keeps in one variable whether the caller is known, so that under load whoever comes after a known one is let in',
    breaks: 'robustness/no-crossover',
    change: (nexus) => sharing(nexus, (own, last) => own || last),
  }),
  fault('refused-with-the-caller-before', {
    does: 'keeps in one variable whether the caller is known, so that under load whoever comes after an unknown one is refused',
    breaks: 'robustness/no-crossover',
    like: { 'let-in-with-the-caller-before': 'nobody gets in, and good callers are kept out' },
    change: (nexus) => sharing(nexus, (own, last) => own && last),
  }),
  fault('verdict-of-the-caller-before', {
    does: 'hands the contexts of callers on under load, so that each gets the verdict of the one before',
    breaks: 'robustness/no-crossover',
    like: { 'let-in-with-the-caller-before': 'every verdict is exchanged, in both directions' },
    change: (nexus) => sharing(nexus, (_own, last) => last),
  }),
  fault('500-above-ten-at-once', {
    does: 'fails with 500 while ten requests are under way',
    breaks: 'robustness/no-crossover',
    follows: serverError,
    change: (nexus) => {
      const load = createLoad();
      return behind(nexus, (c, next) => load(async (underWay) => (underWay > 10 ? crash(c) : next())));
    },
  }),
  fault('500-after-a-long-password', {
    does: 'fails with 500 at all good requests after a password of more than 72 octets',
    breaks: 'robustness/still-serves',
    follows: serverError,
    change: (nexus) => afterALongPassword(nexus, crash),
  }),
  fault('400-after-a-long-password', {
    does: 'answers 400 to all good requests after a password of more than 72 octets',
    breaks: 'robustness/still-serves',
    change: (nexus) => afterALongPassword(nexus, (c) => problem(c, 400, 'The directory is not connected.')),
  }),
];

type Answer = (c: NexusContext) => Response;

/** Good requests that meet the very same one are answered so. */
function meeting(nexus: Nexus, answer: Answer): Nexus {
  const underWay = new Set<string>();
  return answersFirst(nexus, async (_wish, c) => {
    const { method, url, rawHeaders } = c.env.incoming;
    const octets = JSON.stringify([method, url, rawHeaders]);
    if (underWay.has(octets)) return answer(c);
    underWay.add(octets);
    await delay(work);
    underWay.delete(octets);
    return undefined;
  });
}

/** Where more than eight requests are under way, a caller is known by their own verdict and that of the caller before. */
function sharing(nexus: Nexus, isKnown: (own: boolean, before: boolean) => boolean): Nexus {
  const load = createLoad();
  let before: boolean | undefined;
  return {
    ...nexus,
    grants: (schemes) => (c, next) =>
      load(async (underWay) => {
        const own = await passes(nexus.grants(schemes), c);
        const known = underWay > 8 ? isKnown(own, before ?? own) : own;
        before = own;
        if (!known) throw new HTTPException(401);
        return next();
      }),
  };
}

async function passes(grants: MiddlewareHandler, c: NexusContext): Promise<boolean> {
  try {
    await grants(c, async () => {});
    return true;
  } catch (error) {
    if (error instanceof HTTPException) return false;
    throw error;
  }
}

/** Counts what is under way, and keeps each a while so that they meet. */
function createLoad() {
  let underWay = 0;
  return async <T>(act: (underWay: number) => Promise<T>): Promise<T> => {
    underWay += 1;
    try {
      await delay(work);
      return await act(underWay);
    } finally {
      underWay -= 1;
    }
  };
}

/** Good requests are answered so from then on. */
function afterALongPassword(nexus: Nexus, answer: Answer): Nexus {
  let isGone = false;
  const watching = behind(nexus, (c, next) => {
    isGone ||= (shownBy(nexus, c).basic?.password.length ?? 0) > 72;
    return next();
  });
  return answersFirst(watching, (_wish, c) => (isGone ? answer(c) : undefined));
}
