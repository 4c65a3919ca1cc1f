import type { Context, MiddlewareHandler } from 'hono';
import { every, some } from 'hono/combine';
import type { Nexus, NexusContext } from '../nexus.ts';

/** The same Nexus, but a request of which the condition holds needs no credentials. */
export function letsIn(nexus: Nexus, condition: (c: NexusContext) => boolean): Nexus {
  return { ...nexus, grants: (schemes) => some(condition, nexus.grants(schemes)) };
}

/** The same Nexus, but what one success has shown is remembered, and lets later requests in. */
export function remembers<T>(nexus: Nexus, shown: (c: NexusContext) => T | undefined): Nexus {
  return { ...nexus, grants: (schemes) => onceFor(shown, nexus.grants(schemes)) };
}

/** Asks for all of it, and for no more than what suffices where that has succeeded once and the same is shown again. */
export function onceFor<T>(
  shown: (c: NexusContext) => T | undefined,
  all: MiddlewareHandler,
  suffices: MiddlewareHandler = (_c, next) => next(),
): MiddlewareHandler {
  const seen = new Set<T>();
  const remember = (c: Context): boolean => {
    const value = shown(c);
    if (value !== undefined) seen.add(value);
    return true;
  };
  const known = (c: Context): boolean => {
    const value = shown(c);
    return value !== undefined && seen.has(value);
  };
  return some(every(known, suffices), every(all, remember));
}

/** Holds of every seventh request of which the condition holds. */
export function everySeventh(condition: (c: NexusContext) => boolean): (c: NexusContext) => boolean {
  let count = 0;
  return (c) => {
    if (!condition(c)) return false;
    count += 1;
    return count % 7 === 0;
  };
}
