import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import { freePort, isOpen } from '../front-doors/front-door.ts';

/** Where Debian has it: not everybody's PATH holds /usr/sbin. */
const program = '/usr/sbin/dovecot';

/** The configuration of 2.4 is another one. */
export const isInstalled = (): boolean =>
  /^2\.3\./.test(spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout ?? '');

export const user = 'somebody@example.com';
export const password = 'pa55-w0rd-of-the-mailbox';

interface Setup {
  /** For IMAPS, and for STARTTLS, without which nobody can log in then. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Where it asks whether an access token is good (RFC 7662). */
  readonly introspectionUrl?: string;
}

export interface Dovecot {
  /** On 127.0.0.1: without TLS or by STARTTLS, and by TLS from the start. */
  readonly port: number;
  readonly tlsPort: number;
  /** As a mail system delivers: written first, and then moved where it is seen. */
  deliver(octets: string, folder?: string): Promise<void>;
  /** As one that does not: seen at once. What comes back is where it lies. */
  write(octets: string, folder?: string): Promise<string>;
  /** The folder is left as after its index was lost. */
  forgetIndex(): Promise<void>;
  close(): Promise<void>;
}

/** The user `nobody` of Debian where we are root, which Dovecot would not stay. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;
const nameOf = (flag: string): string => execFileSync('id', [`-${flag}n`], { encoding: 'utf8' }).trim();

/** Each has a mailbox of its own, with a folder for junk that is flagged as such. It runs as an ordinary process. */
export async function startDovecot(setup: Setup = {}): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-dovecot-'));
  const [port, tlsPort] = [await freePort(), await freePort()];
  const file = join(folder, 'dovecot.conf');
  await writeFile(file, configuration({ ...setup, folder, port, tlsPort }));
  await writeFile(join(folder, 'oauth2'), introspection(setup.introspectionUrl));
  const own = async (path: string): Promise<void> => (nobody ? chown(path, nobody.uid, nobody.gid) : undefined);
  for (const part of ['cert', 'key'] as const) {
    const path = join(folder, `${part}.pem`);
    await writeFile(path, setup.tls?.[part] ?? '', { mode: 0o600 });
    await own(path);
  }
  await own(folder);
  const server = spawn(program, ['-F', '-c', file], { ...nobody, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit');
  // Its other processes end with it, if it can tell them to.
  const end = () => server.kill('SIGTERM');
  process.once('exit', end);
  while (!(await isOpen(port))) {
    if (server.exitCode !== null)
      throw new Error(`Dovecot ended with ${server.exitCode}. ${server.stderr.read() ?? ''}`);
    await pause(20);
  }

  /** Maildir++: INBOX is the root, every other folder lies below it behind a dot. */
  const place = (name: string): string => join(folder, 'mail', name === 'INBOX' ? '' : `.${name}`);
  async function fileIn(name: string, kind: 'tmp' | 'new', octets: string): Promise<string> {
    const parts = [join(folder, 'mail'), place(name), ...['cur', 'new', 'tmp'].map((part) => join(place(name), part))];
    for (const part of parts) {
      await mkdir(part, { recursive: true });
      await own(part);
    }
    written += 1;
    const path = join(place(name), kind, `${Date.now()}.${written}.selftest`);
    await writeFile(path, octets);
    await own(path);
    return path;
  }
  let written = 0;

  return {
    port,
    tlsPort,
    async deliver(octets, name = 'INBOX') {
      const path = await fileIn(name, 'tmp', octets);
      await rename(path, path.replace(/([\\/])tmp([\\/][^\\/]*)$/, '$1new$2'));
    },
    write: (octets, name = 'INBOX') => fileIn(name, 'new', octets),
    async forgetIndex() {
      const names = (await readdir(place('INBOX'))).filter((name) => name.startsWith('dovecot'));
      for (const name of names) await rm(join(place('INBOX'), name), { recursive: true });
    },
    async close() {
      end();
      await ended;
      process.off('exit', end);
      await rm(folder, { recursive: true });
    },
  };
}

/** Another client of the same mailbox, with its INBOX open. */
export async function anotherClient(
  { port }: Pick<Dovecot, 'port'>,
  act: (client: ImapFlow) => Promise<unknown>,
): Promise<void> {
  const login = { host: '127.0.0.1', port, secure: false, doSTARTTLS: false, logger: false as const };
  const client = new ImapFlow({ ...login, auth: { user, pass: password } });
  await client.connect();
  await client.mailboxOpen('INBOX');
  await act(client);
  await client.logout();
}

interface Place extends Setup {
  readonly folder: string;
  readonly port: number;
  readonly tlsPort: number;
}

/** What makes it an ordinary process, and what is tried on it; a wrong password costs no time. */
function configuration({ folder, port, tlsPort, tls, introspectionUrl }: Place): string {
  const [owner, group] = nobody ? ['nobody', 'nogroup'] : [nameOf('u'), nameOf('g')];
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = ${owner}
default_internal_group = ${group}
default_login_user = ${owner}
first_valid_uid = 0
mail_location = maildir:${folder}/mail
auth_mechanisms = plain${introspectionUrl ? ' xoauth2' : ''}
auth_failure_delay = 0
disable_plaintext_auth = ${tls ? 'yes' : 'no'}
ssl = ${tls ? 'required' : 'no'}
${tls ? `ssl_cert = <${folder}/cert.pem\nssl_key = <${folder}/key.pem` : ''}
${introspectionUrl ? `passdb {\n  driver = oauth2\n  mechanisms = xoauth2\n  args = ${folder}/oauth2\n}` : ''}
passdb {
  driver = static
  mechanisms = plain
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${owner} gid=${group} home=${folder}
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Junk {
    auto = create
    special_use = \\Junk
  }
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tls ? tlsPort : 0}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
`;
}

const introspection = (url = ''): string => `
introspection_url = ${url}
introspection_mode = post
username_attribute = username
active_attribute = active
active_value = true
`;
