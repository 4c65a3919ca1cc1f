import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort } from '../front-doors/front-door.ts';
import { wholeMessage } from '../unit/imap-setup.ts';
import { lookUntil } from '../unit/mailbox-setup.ts';
import * as dovecot from './dovecot.ts';
import * as mailpit from './mailpit-program.ts';
import { type ScriptedImap, scriptedImap } from './scripted-imap.ts';
import { type MailServer, startMailpit } from './servers.ts';
import {
  absences,
  accountOf,
  byMail,
  deliveringBy,
  early,
  expectOpen,
  expectPass,
  judgeBy,
  once,
  type Post,
  withDovecot,
  withMaildev,
  withMailpit,
} from './whole-run.ts';

test.describe.configure({ timeout: 180_000 });

const stranger = { to: 'stranger@elsewhere.example' };
/** For where e-mail is waited for in vain, three times as long and again. */
const impatient = { NEXUS_MAILBOX_TIMEOUT_SECONDS: '1' };

test.describe('at Mailpit', () => {
  test.beforeEach(() => test.skip(!mailpit.isInstalled(), 'needs Mailpit: npx tsx selftest/install-others.ts'));

  const api = ({ port }: MailServer, path: string) => `http://127.0.0.1:${port}/api/v1/${path}`;
  const empty = (server: MailServer) => fetch(api(server, 'messages'), { method: 'DELETE' });
  async function countOf(server: MailServer): Promise<number> {
    const { Messages } = (await (await fetch(api(server, 'info'))).json()) as { readonly Messages: number };
    return Messages;
  }

  test('what a small store pushes out unseen leaves open whether more had come', async () => {
    const patient = { NEXUS_TIMEOUT_SECONDS: '100', NEXUS_DEADLINE_SECONDS: '170' };
    await withMailpit(
      async (server, post) => {
        const change = once(async () => {
          await server.send(...Array.from({ length: 40 }, () => stranger));
          // It counts them once a minute.
          await lookUntil(
            () => countOf(server),
            (count) => count <= 20,
          );
        });
        expectOpen(await judgeBy(post, { change }, patient), absences, /came to Mailpit and were deleted before/);
      },
      ['--max', '20'],
    );
  });

  test('what another run deletes unseen leaves open whether more had come', async () => {
    await withMailpit(async (server, post) => {
      const change = once(async () => {
        await server.send(stranger);
        await empty(server);
      });
      expectOpen(await judgeBy(post, { change }), absences, /came to Mailpit and were deleted before/);
    });
  });

  test('what another run deletes of what was there before leaves nothing open', async () => {
    await withMailpit(async (server, post) => {
      await server.send(stranger, stranger);
      expectPass(await judgeBy(post, { change: once(() => empty(server), 1) }));
    });
  });

  test('a restart leaves open what had come before it', async () => {
    await withMailpit(async (server, post) => {
      const change = once(() => server.restart());
      expectOpen(await judgeBy(post, { change }), absences, /Mailpit was restarted/);
    });
  });

  test('a user, a password and a web root let it be read, and a wrong password is told as such', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'nexus-mailpit-')), 'users');
    writeFileSync(file, 'reader:s@cret/word\n');
    const server = await startMailpit(['--ui-auth-file', file], '/mail/pit');
    const postBy = (login: string): Post => ({
      smtp: { host: '127.0.0.1', port: server.smtp },
      url: `mailpit+http://${login}@127.0.0.1:${server.port}/mail/pit`,
    });
    try {
      expectPass(await judgeBy(postBy('reader:s%40cret%2Fword')));
      const wrong = await judgeBy(postBy('reader:another-word'));
      expectOpen(wrong, byMail, /does not take the user and password of NEXUS_MAILBOX_URL/);
      expect(JSON.stringify(wrong.statement)).not.toContain('another-word');
    } finally {
      await server.stop();
    }
  });

  const allowing = (name: string) => ['--smtp-allowed-recipients', `^${name}@`, '--smtp-ignore-rejected-recipients'];

  test('an allow list without the user is told as such, though it takes the e-mail with 250', async () => {
    await withMailpit(async (_, post) => {
      expectOpen(await judgeBy(post, {}, impatient), byMail, /Mailpit refused or dropped/);
    }, allowing('tripwire'));
  });

  test('an allow list without the tripwire user is told as such, though it takes the e-mail with 250', async () => {
    await withMailpit(async (_, post) => {
      // As long as nobody wrote to the tripwire user nothing was refused; in the end nothing shows that it can get an e-mail.
      expectOpen(await judgeBy(post, {}, impatient), ['email/arrives', ...absences], /Mailpit refused or dropped/);
    }, allowing('user'));
  });
});

test('what MailDev deletes unseen, as it keeps no more, leaves open whether more had come', async () => {
  await withMaildev(
    3,
    async (server, post) => {
      const change = once(() => server.send(...Array.from({ length: 20 }, () => stranger)));
      expectOpen(await judgeBy(post, { change }), absences, /came to MailDev and were deleted before/);
    },
    ['--max-emails', '5'],
  );
});

test.describe('at Dovecot', () => {
  test.beforeEach(() => test.skip(!dovecot.isInstalled(), 'needs Dovecot 2.3'));

  test('what another client moves is not taken for something new', async () => {
    await withDovecot(async (server, post) => {
      const change = once(() =>
        dovecot.anotherClient(server, (client) => client.messageMove('1', 'Junk', { uid: true })),
      );
      const run = await judgeBy(post, { change });
      expectPass(run);
      expect(run.mail.filter((record) => record.kind === 'letter' && record.junk)).not.toEqual([]);
    });
  });

  test('what another client expunges unseen leaves open whether more had come', async () => {
    await withDovecot(async (server, post) => {
      const change = once(async () => {
        await server.deliver(wholeMessage('expunged', stranger.to));
        await dovecot.anotherClient(server, (client) => client.messageDelete('1:*', { uid: true }));
      });
      expectOpen(await judgeBy(post, { change }), absences, /had been deleted or moved by somebody else before/);
    });
  });

  test('an index that is lost leaves open what is new', async () => {
    await withDovecot(async (server, post) => {
      const change = once(() => server.forgetIndex(), early);
      const run = await judgeBy(post, { change }, impatient);
      // What it says of it depends on what it had remembered.
      expectOpen(run, byMail, /"INBOX" (anew|cannot be read: it said "Mailbox was deleted under us)/);
    });
  });
});

test.describe('at a server of IMAP', () => {
  async function withScripted(use: (server: ScriptedImap, post: Post) => Promise<void>): Promise<void> {
    const server = await scriptedImap({ capabilities: 'IDLE' });
    server.addFolder('INBOX');
    const { smtp, close } = await deliveringBy((octets) => server.deliver('INBOX', octets));
    try {
      await use(server, { smtp, url: accountOf(server) });
    } finally {
      await close();
      server.close();
    }
  }

  test('that tells of an open folder what it held when it was opened, what conforms passes', async () => {
    await withScripted(async (_, post) => expectPass(await judgeBy(post)));
  });

  test('that does not answer when it is asked to tell what comes, what conforms passes', async () => {
    await withScripted(async (server, post) => {
      server.script = ({ command }) => (command === 'IDLE' ? 'silence' : undefined);
      expectPass(await judgeBy(post));
    });
  });

  const throttled = 'TAG BAD Request is throttled. Suggested Backoff Time: 300 milliseconds\r\n';

  test('that wants to be left alone for a moment, what conforms passes', async () => {
    await withScripted(async (server, post) => {
      let asked = 0;
      const change = once(async () => {
        server.script = ({ command }) => {
          if (command === 'STATUS') asked += 1;
          return command === 'STATUS' && asked === 1 ? throttled : undefined;
        };
      });
      expectPass(await judgeBy(post, { change }));
      expect(asked).toBeGreaterThan(1);
    });
  });

  test('that wants to be left alone again and again, its words are told', async () => {
    await withScripted(async (server, post) => {
      const change = once(async () => {
        server.script = ({ command }) => (command === 'STATUS' ? throttled : undefined);
      });
      const run = await judgeBy(post, { change });
      expectOpen(run, byMail, /the mailbox could not be read: .*Request is throttled/);
    });
  });
});

test('where the mailbox is down, all that needs none is judged, and nothing is left out', async () => {
  const smtp = { host: '127.0.0.1', port: await freePort() };
  const [without, down] = [
    await judgeBy({ smtp, url: 'none' }),
    await judgeBy({ smtp, url: `mailpit+http://127.0.0.1:${await freePort()}` }),
  ];
  expectOpen(down, byMail, /the mailbox could not be read: .*ECONNREFUSED/);
  const sentBy = ({ statement }: typeof down) =>
    Object.fromEntries(statement.requirements.map(({ id, exchanges }) => [id, exchanges.length]));
  expect(sentBy(down)).toMatchObject(sentBy(without));
});
