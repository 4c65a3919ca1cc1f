import { setTimeout as delay } from 'node:timers/promises';
import { setCookie } from 'hono/cookie';
import { cors } from 'hono/cors';
import { problem } from '../problem.ts';
import { variant } from './variant.ts';

/** Other addresses, and what stands between the network and the application. */
export const networkVariants = [
  variant('base-path', {
    does: 'lives below /api/v2',
    change: (nexus) => ({ ...nexus, basePath: '/api/v2' }),
  }),
  variant('aliases', {
    does: 'serves its path in any case and with a slash at the end, and asks for credentials there too',
    change: (nexus) => ({ ...nexus, readsPath: (path) => path.toLowerCase().replace(/\/$/, '') }),
  }),
  variant('throttled', {
    does: 'answers 429 with Retry-After: 1 above 15 requests a second',
    change: (nexus) => {
      const limit = 15;
      let recent: readonly number[] = [];
      return {
        ...nexus,
        around: [
          async (c, next) => {
            const now = Date.now();
            recent = recent.filter((time) => now - time < 1000);
            if (recent.length >= limit) {
              c.header('Retry-After', '1');
              return problem(c, 429, 'There were too many requests.');
            }
            recent = [...recent, now];
            return next();
          },
        ],
      };
    },
  }),
  variant('slow', {
    does: 'takes 250 ms for each answer',
    change: (nexus) => ({
      ...nexus,
      around: [
        async (_c, next) => {
          await delay(250);
          await next();
        },
      ],
    }),
  }),
  variant('connection-close', {
    does: 'ends the connection after each answer',
    change: (nexus) => ({
      ...nexus,
      around: [
        async (c, next) => {
          c.header('Connection', 'close');
          await next();
        },
      ],
    }),
  }),
  variant('load-balancer-cookie', {
    does: 'sets the cookie of a load balancer with every answer',
    change: (nexus) => ({
      ...nexus,
      around: [
        async (c, next) => {
          setCookie(c, 'lb', 'node-1', { path: '/', httpOnly: true });
          await next();
        },
      ],
    }),
  }),
  variant('cors', {
    does: 'answers the preflights of browsers',
    change: (nexus) => ({ ...nexus, around: [cors()] }),
  }),
];
