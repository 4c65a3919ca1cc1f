import { apache } from './apache.ts';
import { caddy } from './caddy.ts';
import type { FrontDoor } from './front-door.ts';
import { haproxy } from './haproxy.ts';
import { nginx } from './nginx.ts';

/** What may stand before an implementation, each as its own documentation sets it up. */
export const frontDoors = { nginx, apache, haproxy, caddy } as const satisfies Readonly<Record<string, FrontDoor>>;
