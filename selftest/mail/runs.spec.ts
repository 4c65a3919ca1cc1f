import { expect, test } from '@playwright/test';
import * as dovecot from './dovecot.ts';
import * as mailpit from './mailpit-program.ts';
import { accountOf, deliveringBy, expectPass, judgeBy, withDovecot, withMaildev, withMailpit } from './whole-run.ts';

test.describe.configure({ timeout: 180_000 });

test('what conforms passes by Mailpit', async () => {
  test.skip(!mailpit.isInstalled(), 'needs Mailpit: npx tsx selftest/install-others.ts');
  await withMailpit(async (_, post) => expectPass(await judgeBy(post)));
});

for (const version of [2, 3] as const) {
  test(`what conforms passes by MailDev ${version}`, async () => {
    await withMaildev(version, async (_, post) => expectPass(await judgeBy(post)));
  });
}

test.describe('by Dovecot', () => {
  test.beforeEach(() => test.skip(!dovecot.isInstalled(), 'needs Dovecot 2.3'));

  test('what conforms passes where one account holds the e-mail of all', async () => {
    await withDovecot(async (_, post) => {
      const run = await judgeBy(post);
      expectPass(run);
      expect(run.exchanges.at(-1)?.intent.user, 'its mailbox was seen filled').toBe('bystander');
    });
  });

  test('what conforms passes where each user has a mailbox', async () => {
    const addresses = ['user', 'tripwire', 'bystander'].map((name) => `${name}@nexus.example`);
    const servers = await Promise.all(addresses.map(() => dovecot.startDovecot()));
    const { smtp, close } = await deliveringBy((octets, to) => servers[addresses.indexOf(to)]?.deliver(octets));
    try {
      const url = servers.map((server, index) => `${accountOf(server)}#${addresses[index]}`).join(' ');
      expectPass(await judgeBy({ smtp, url }));
    } finally {
      await close();
      await Promise.all(servers.map((server) => server.close()));
    }
  });

  test('what its mail system files into Junk has arrived, and is said to lie there', async () => {
    await withDovecot(async (_, post) => {
      const run = await judgeBy(post);
      expectPass(run, ['email/arrives']);
      const { outcome, reason } = run.statement.requirements.find(({ id }) => id === 'email/arrives') ?? {};
      expect(`${outcome}: ${reason}`).toMatch(/^observed: it has arrived, as spam: .*, in Junk/);
    }, 'Junk');
  });
});
