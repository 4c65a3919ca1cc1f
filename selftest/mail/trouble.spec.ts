import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { ImapFlow } from 'imapflow';
import { freePort } from '../front-doors/front-door.ts';
import { lookUntil } from '../unit/mailbox-setup.ts';
import * as dovecot from './dovecot.ts';
import * as mailpit from './mailpit-program.ts';
import { type ScriptedImap, scriptedImap } from './scripted-imap.ts';
import { type MailServer, startMailpit } from './servers.ts';
import {
  accountOf,
  deliveringBy,
  expectAllOpen,
  expectOpen,
  expectPass,
  inTheMiddle,
  judgeBy,
  type Post,
  withDovecot,
  withMaildev,
  withMailpit,
} from './whole-run.ts';

test.describe.configure({ timeout: 180_000 });

/** What rests on that something did not come. */
const absences = ['only-to-the-user', 'none-on-refusal', 'exactly-one'];
const stranger = { to: 'stranger@elsewhere.example' };

test.describe('at Mailpit', () => {
  test.beforeEach(() => test.skip(!mailpit.isInstalled(), 'needs Mailpit: npx tsx selftest/install-others.ts'));

  const api = ({ port }: MailServer, path: string) => `http://127.0.0.1:${port}/api/v1/${path}`;
  const countOf = async (server: MailServer) =>
    ((await (await fetch(api(server, 'info'))).json()) as { readonly Messages: number }).Messages;
  const empty = (server: MailServer) => fetch(api(server, 'messages'), { method: 'DELETE' });

  test('what a small store pushes out unseen leaves open whether more had come', async () => {
    await withMailpit(
      async (server, post) => {
        const change = inTheMiddle(async () => {
          await server.send(...Array.from({ length: 40 }, () => stranger));
          // It counts them once a minute.
          await lookUntil(
            () => countOf(server),
            (count) => count <= 20,
          );
        });
        const patient = { NEXUS_TIMEOUT_SECONDS: '100', NEXUS_DEADLINE_SECONDS: '170' };
        const run = await judgeBy(post, { change }, patient);
        expectOpen(run, absences, /message\(s\) came to Mailpit and were deleted before the suite could see them/);
      },
      ['--max', '20'],
    );
  });

  test('what another run deletes unseen leaves open whether more had come', async () => {
    await withMailpit(async (server, post) => {
      const change = inTheMiddle(async () => {
        await server.send(stranger);
        await empty(server);
      });
      expectOpen(await judgeBy(post, { change }), absences, /came to Mailpit and were deleted before/);
    });
  });

  test('a restart leaves open what had come', async () => {
    await withMailpit(async (server, post) => {
      const change = inTheMiddle(() => server.restart());
      const run = await judgeBy(post, { change });
      expectOpen(run, absences, /Mailpit was restarted/);
    });
  });

  test('a user and a password that are wrong are told as such', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'nexus-mailpit-')), 'users');
    writeFileSync(file, 'reader:s@cret/word\n');
    const server = await startMailpit(['--ui-auth-file', file], '/mail/pit');
    const postBy = (login: string): Post => ({
      smtp: { host: '127.0.0.1', port: server.smtp },
      url: `mailpit+http://${login}@127.0.0.1:${server.port}/mail/pit`,
    });
    try {
      expectPass(await judgeBy(postBy('reader:s%40cret%2Fword')));
      expectAllOpen(await judgeBy(postBy('reader:another-word')), /does not take the user and password/);
    } finally {
      await server.stop();
    }
  });

  for (const [whose, allowed] of Object.entries({ user: 'tripwire', tripwire: 'user' })) {
    test(`an allow list without the ${whose}, which takes e-mail all the same, is told as such`, async () => {
      const flags = ['--smtp-allowed-recipients', `^${allowed}@`, '--smtp-ignore-rejected-recipients'];
      await withMailpit(async (_, post) => {
        const run = await judgeBy(post);
        console.log(
          JSON.stringify(
            run.statement.requirements
              .filter(({ id }) => id.startsWith('email/'))
              .map((r) => [r.id, r.outcome, r.reason]),
            null,
            1,
          ),
        );
      }, flags);
    });
  }
});
