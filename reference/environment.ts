import type { Nexus } from './nexus.ts';
import type { Smtp } from './post.ts';

/** The configuration of a run against this reference: variables by name, each value as text. */
export type Environment = Readonly<Record<string, string>>;

/**
 * All that the suite has to be told of a Nexus that answers below `baseUrl`, but for the mailbox: where its e-mails go by
 * SMTP, only whoever has it sent there knows where they are read.
 */
export function environmentOf({ world, applicationTokenPlace }: Nexus, baseUrl: string, smtp?: Smtp): Environment {
  const { users, passwords, clients, accounts, bearers } = world;
  return {
    NEXUS_BASE_URL: baseUrl,
    NEXUS_ENVIRONMENT: 'local',
    NEXUS_BEARER_TOKEN: bearers.valid,
    NEXUS_EXPIRED_BEARER_TOKEN: bearers.expired,
    NEXUS_LOW_SCOPE_BEARER_TOKEN: bearers.lowScope,
    NEXUS_APPLICATION_TOKEN: world.applicationToken,
    NEXUS_APPLICATION_TOKEN_IN: applicationTokenPlace.in,
    NEXUS_APPLICATION_TOKEN_NAME: applicationTokenPlace.name,
    NEXUS_BASIC_USERNAME: accounts.main.userId,
    NEXUS_BASIC_PASSWORD: accounts.main.password,
    NEXUS_COLON_BASIC_USERNAME: accounts.colon.userId,
    NEXUS_COLON_BASIC_PASSWORD: accounts.colon.password,
    NEXUS_NON_ASCII_BASIC_USERNAME: accounts.nonAscii.userId,
    NEXUS_NON_ASCII_BASIC_PASSWORD: accounts.nonAscii.password,
    NEXUS_USER_ID: users.user.id,
    NEXUS_USER_EMAIL: users.user.email,
    NEXUS_USER_PASSWORD: passwords.get(users.user.id) ?? '',
    NEXUS_TRIPWIRE_USER_ID: users.tripwire.id,
    NEXUS_TRIPWIRE_EMAIL: users.tripwire.email,
    NEXUS_BYSTANDER_USER_ID: users.bystander.id,
    NEXUS_BYSTANDER_EMAIL: users.bystander.email,
    NEXUS_UNKNOWN_USER_ID: world.unknownUserId,
    NEXUS_MALFORMED_USER_ID: world.malformedUserId,
    NEXUS_CLIENT_ID: clients.first.id,
    NEXUS_CLIENT_ORIGIN: clients.first.origin,
    NEXUS_SECOND_CLIENT_ID: clients.second.id,
    NEXUS_SECOND_CLIENT_ORIGIN: clients.second.origin,
    NEXUS_UNKNOWN_CLIENT_ID: world.unknownClientId,
    ...(smtp === undefined && { NEXUS_MAILBOX_URL: 'none' }),
  };
}

/** An env file that dotenv reads back as it was. No value of a reference holds a quotation mark, backslash or line end. */
export function envFile(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}="${value}"\n`)
    .join('');
}
