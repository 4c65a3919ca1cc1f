import { behind, targetPath } from '../changes.ts';
import { shownBy, showsMalformedAuthorization } from '../credentials.ts';
import type { Environment } from '../environment.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { fault } from './fault.ts';

/** Nobody waits for a server that stands still longer than has to be. */
const impatient = (environment: Environment): Environment => ({ ...environment, NEXUS_TIMEOUT_SECONDS: '1' });

/** What ends the process or blocks it for good. Each needs a process of its own. */
export const fatalFaults = [
  fault('exits-without-credentials', {
    does: 'ends with an exception that nobody catches where there are no credentials',
    breaks: 'auth/no-credentials',
    process: 'its own',
    change: (nexus) => endsOn(nexus, (c) => shownBy(nexus, c).authorization.length === 0),
  }),
  fault('exits-on-malformed-authorization', {
    does: 'ends with an exception that nobody catches on an Authorization field that it cannot read',
    breaks: 'auth/malformed-authorization',
    process: 'its own',
    change: (nexus) => endsOn(nexus, (c) => showsMalformedAuthorization(nexus, c)),
  }),
  fault('exits-without-client-id', {
    does: 'ends with an exception that nobody catches where the clientId is missing',
    breaks: 'parameters/client-id-required',
    process: 'its own',
    change: (nexus) => endsOn(nexus, (c) => c.req.query('clientId') === undefined),
  }),
  fault('exits-after-forty-requests', {
    does: 'leaks what it has, and ends at the fortieth request',
    breaks: 'auth/near-miss',
    process: 'its own',
    change: (nexus) => {
      let count = 0;
      return endsOn(nexus, () => {
        count += 1;
        return count === 40;
      });
    },
  }),
  fault('loops-on-an-unknown-user', {
    does: 'searches for an unknown user for ever, and answers nobody meanwhile',
    breaks: 'parameters/unknown-user-refused',
    process: 'its own',
    environment: impatient,
    change: (nexus) => blocksOn(nexus, (c) => c.req.path.includes(nexus.world.unknownUserId)),
  }),
  fault('loops-on-a-long-authorization', {
    does: 'never comes to the end of an Authorization field that is longer than 4 kB, and answers nobody meanwhile',
    breaks: 'auth/malformed-authorization',
    process: 'its own',
    environment: impatient,
    change: (nexus) => blocksOn(nexus, (c) => shownBy(nexus, c).authorization.some((line) => line.length > 4096)),
  }),
  fault('exits-on-nul-in-a-user-id', {
    does: 'ends with an exception that nobody catches where NUL is in the userId',
    breaks: 'robustness/hostile-user-id',
    process: 'its own',
    change: (nexus) => endsOn(nexus, (c) => targetPath(c).includes('%00')),
  }),
  fault('exits-on-octets-beyond-ascii', {
    does: 'ends with an exception that nobody catches on an octet beyond ASCII in a cookie',
    breaks: 'robustness/hostile-headers',
    process: 'its own',
    change: (nexus) => endsOn(nexus, (c) => /[\x80-\xff]/.test(c.req.header('Cookie') ?? '')),
  }),
  fault('exits-on-broken-json', {
    does: 'ends with an exception that nobody catches on JSON that breaks off',
    breaks: 'robustness/unexpected-body',
    process: 'its own',
    change: (nexus) =>
      behind(nexus, async (c, next) => {
        const isOpen = c.req.raw.body && (await c.req.raw.clone().text()).endsWith(':[');
        return isOpen ? process.exit(1) : next();
      }),
  }),
  fault('never-answers', {
    does: 'listens and answers nobody',
    breaks: 'operation/answers-204',
    process: 'its own',
    environment: impatient,
    change: (nexus) => blocksOn(nexus, () => true),
  }),
];

function endsOn(nexus: Nexus, condition: (c: NexusContext) => boolean): Nexus {
  return does(nexus, condition, () => process.exit(1));
}

function blocksOn(nexus: Nexus, condition: (c: NexusContext) => boolean): Nexus {
  return does(nexus, condition, () => {
    for (;;);
  });
}

function does(nexus: Nexus, condition: (c: NexusContext) => boolean, what: () => never): Nexus {
  return behind(nexus, async (c, next) => (condition(c) ? what() : next()));
}
