import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Look, Mailbox } from '../../src/mailbox/mailbox.ts';
import { freePort } from '../front-doors/front-door.ts';
import { packageFolder } from '../implementations/installed.ts';
import { listening } from '../implementations/process.ts';
import { program } from './mailpit-program.ts';

export const tripwire = 'tripwire+nexus@users.example';
export const others = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ to: `other-${index}@users.example` }));
export const kindsOf = ({ doubts }: Look) => doubts.map(({ kind, count }) => [kind, count]);

/** Who waits on the mailbox wakes for a message, and without one when the time is over. */
export async function wakes(server: MailServer, mailbox: Mailbox): Promise<void> {
  const mark = await mailbox.mark();
  await mailbox.wake(300);
  const woken = mailbox.wake(100_000);
  await server.send({ to: tripwire });
  await woken;
  expect((await mailbox.look(mark)).messages).toHaveLength(1);
}

/** A server that takes e-mail by SMTP and shows it by HTTP, both on 127.0.0.1. */
export interface MailServer {
  /** Of its API, without a path, and of its SMTP. */
  readonly port: number;
  readonly smtp: number;
  /** Sends one message, or several at once, and resolves once it has taken them. */
  send(...messages: readonly SendMailOptions[]): Promise<void>;
  /** Ends it as it is and starts it anew, on the same ports. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

interface Program {
  readonly command: string;
  readonly parameters: readonly string[];
  /** What answers once it can be asked; all without credentials. */
  readonly ready: string;
}

/** Its flags are added to those that every Mailpit here has. */
export const startMailpit = (flags: readonly string[] = [], webroot = ''): Promise<MailServer> =>
  start(({ port, smtp }) => ({
    command: program,
    parameters: [
      ...['--listen', `127.0.0.1:${port}`, '--smtp', `127.0.0.1:${smtp}`],
      ...['--disable-version-check', '--smtp-disable-rdns', '--quiet'],
      ...(webroot && ['--webroot', webroot]),
      ...flags,
    ],
    ready: `${webroot}/readyz`,
  }));

const scripts = { 2: join('maildev2', 'bin', 'maildev'), 3: join('maildev3', 'dist', 'bin', 'maildev.js') };

export const startMaildev = (version: 2 | 3, flags: readonly string[] = [], base = ''): Promise<MailServer> =>
  start(({ port, smtp }) => ({
    command: process.execPath,
    parameters: [
      join(packageFolder, 'node_modules', scripts[version]),
      ...['--web', `${port}`, '--smtp', `${smtp}`, '--ip', '127.0.0.1', '--web-ip', '127.0.0.1', '--silent'],
      ...(base && ['--base-pathname', base]),
      ...flags,
    ],
    ready: `${base}${version === 3 ? '/api' : ''}/healthz`,
  }));

type Ports = Pick<MailServer, 'port' | 'smtp'>;

/** Between the look for a free port and the program's own others may take it: then once more. */
const start = (programOn: (ports: Ports) => Program): Promise<MailServer> =>
  startOn(programOn).catch(() => startOn(programOn));

async function startOn(programOn: (ports: Ports) => Program): Promise<MailServer> {
  const ports = { port: await freePort(), smtp: await freePort() };
  // MailDev keeps its messages in the folder for temporary files, by the number of its process.
  const folder = await mkdtemp(join(tmpdir(), 'nexus-mail-'));
  const { command, parameters, ready } = programOn(ports);
  const begin = () => {
    const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder };
    const server = spawn(command, parameters, {
      env,
      cwd: dirname(packageFolder),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    return listening(server, answering(`http://127.0.0.1:${ports.port}${ready}`));
  };
  let running = await begin();
  return {
    ...ports,
    async send(...messages) {
      const transport = createTransport({ host: '127.0.0.1', port: ports.smtp, ignoreTLS: true, pool: true });
      const common = {
        from: 'nexus@sender.example',
        subject: 'Reset your password',
        text: 'https://login.example/?token=one',
      };
      try {
        await Promise.all(messages.map((message) => transport.sendMail({ ...common, ...message })));
      } finally {
        transport.close();
      }
    },
    async restart() {
      await running.close();
      running = await begin();
    },
    async stop() {
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The URL, as soon as it is answered 200 or asks who one is. */
async function answering(url: string): Promise<string> {
  for (;;) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => undefined,
    );
    if (status === 200 || status === 401) return url;
    await pause(20);
  }
}
