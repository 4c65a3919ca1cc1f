import { randomBytes, randomUUID } from 'node:crypto';
import { type BearerKey, createBearerKey, issueBearer } from './bearer.ts';

export interface User {
  readonly id: string;
  readonly email: string;
}

/** An application that users return to after the password change. */
export interface Client {
  readonly id: string;
  readonly origin: string;
}

/** A caller that authenticates with Basic; `userId` is the user-id of RFC 7617 §2, not a test user's id. */
export interface Account {
  readonly userId: string;
  readonly password: string;
}

/** A password reset that may be done: who gets the e-mail, and where they return to after the change. */
export interface Reset {
  readonly user: User;
  readonly client: Client;
}

/** A password-reset e-mail as it was handed over for delivery. */
export interface Mail {
  readonly to: string;
  readonly userId: string;
  readonly clientId: string;
  /** By which whoever has it may do the reset. */
  readonly token: string;
}

/** Who and what exists in one running reference. Every secret is new at each start. */
export interface World {
  readonly users: Readonly<Record<'user' | 'tripwire' | 'bystander', User>>;
  readonly unknownUserId: string;
  readonly malformedUserId: string;
  readonly clients: Readonly<Record<'first' | 'second', Client>>;
  readonly unknownClientId: string;
  readonly accounts: Readonly<Record<'main' | 'colon' | 'nonAscii', Account>>;
  readonly applicationToken: string;
  readonly bearerKey: BearerKey;
  readonly bearers: Readonly<Record<'valid' | 'expired' | 'lowScope', string>>;
  /** By the user's id; a reset changes it. */
  readonly passwords: Map<string, string>;
  /** The resets that may still be done, by the token that opens them, and until when. */
  readonly openResets: Map<string, Reset & { readonly until: number }>;
  /** Grows by one with every e-mail. */
  readonly outbox: Mail[];
  /** The time of day, in milliseconds since the epoch. */
  readonly now: () => number;
}

const hour = 3600;

/** 192 random bits in 32 characters of the base64url alphabet. */
export function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}

export async function createWorld(now: World['now'] = Date.now): Promise<World> {
  const bearerKey = createBearerKey();
  const part = () => randomBytes(9).toString('base64url');
  const users = {
    user: { id: randomUUID(), email: 'user@nexus.example' },
    tripwire: { id: randomUUID(), email: 'tripwire@nexus.example' },
    bystander: { id: randomUUID(), email: 'bystander@nexus.example' },
  };
  return {
    users,
    unknownUserId: randomUUID(),
    malformedUserId: 'not-a-uuid',
    clients: {
      first: { id: 'portal-web', origin: 'https://portal.nexus.example' },
      second: { id: 'orders-web', origin: 'https://orders.nexus.example' },
    },
    unknownClientId: 'ghosts-web',
    accounts: {
      main: { userId: 'caller', password: randomSecret() },
      colon: { userId: 'caller-with-colons', password: `${part()}:${part()}:${part()}` },
      nonAscii: { userId: 'caller-beyond-ascii', password: `${part()}-pä££-${part()}`.normalize('NFC') },
    },
    applicationToken: randomSecret(),
    bearerKey,
    bearers: {
      valid: await issueBearer(bearerKey, { scope: 'users:reset', expiresIn: 12 * hour }),
      // So short a time ago that a server with too much leeway takes it for a living one.
      expired: await issueBearer(bearerKey, { scope: 'users:reset', expiresIn: -hour / 4 }),
      lowScope: await issueBearer(bearerKey, { scope: 'users:read', expiresIn: 12 * hour }),
    },
    passwords: new Map(Object.values(users).map(({ id }) => [id, randomSecret()])),
    openResets: new Map(),
    outbox: [],
    now,
  };
}
