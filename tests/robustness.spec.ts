/**
 * Input that was not foreseen, one list a place in the request, and more of it by grammar. Whatever refuses it will do: a router, the
 * server, a firewall. It must break nothing, and bring nobody what good input would not.
 */
import { sentAnyway } from '../src/judge/mail/recipients.ts';
import { requirement, test } from '../src/run/requirement.ts';
import {
  hostileAuthorizations,
  hostileClientIds,
  hostileFields,
  hostileUserIds,
  inTurn,
  unexpectedBodies,
} from './robustness.cases.ts';

test(
  ...requirement('robustness/hostile-user-id', async ({ nexus, check, each, explore }) => {
    await each(inTurn(nexus, hostileUserIds), async ({ credentials, elsewhere, ...hostile }) => {
      check.survived(await nexus.survivalOf(credentials, hostile), elsewhere);
    });
    await explore('user-id');
  }),
);

test(
  ...requirement('robustness/hostile-client-id', async ({ nexus, check, each, explore }) => {
    await each(inTurn(nexus, hostileClientIds), async ({ credentials, ...hostile }) => {
      check.survived(await nexus.survivalOf(credentials, hostile));
    });
    await explore('client-id');
  }),
);

test(
  ...requirement('robustness/hostile-headers', async ({ nexus, keyring, check, each, explore }) => {
    const hostileHeaders = [...inTurn(nexus, hostileFields), ...hostileAuthorizations(keyring)];
    await each(hostileHeaders, async ({ credentials, ...hostile }) => {
      check.survived(await nexus.survivalOf(credentials, hostile));
    });
    await explore('headers');
  }),
);

test(
  ...requirement('robustness/unexpected-body', async ({ nexus, values, mailedBy, check, each, explore }) => {
    const caused = await mailedBy(['bystander'], () =>
      each(inTurn(nexus, unexpectedBodies(values)), async ({ credentials, ...unexpected }) => {
        check.survived(await nexus.survivalOf(credentials, unexpected));
      }),
    );
    check.found(...sentAnyway(caused, 'a body that names the bystander'));
    await explore('body');
  }),
);
