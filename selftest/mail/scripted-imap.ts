import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A folder of a server that says what it is told to. */
export interface ScriptedFolder {
  readonly flags: readonly string[];
  uidValidity: number;
  uidNext: number;
  /** By UID. */
  readonly messages: Map<number, ScriptedMessage>;
}

export interface ScriptedMessage {
  octets: string;
  /** EMAILID (RFC 8474), or X-GM-MSGID. */
  readonly identity?: string;
}

export interface Question {
  /** In capitals, as `UID FETCH`. */
  readonly command: string;
  readonly parameters: string;
  /** The folder that is open, if any. */
  readonly open: string | undefined;
}

/** What answers a question in place of the usual: lines, each with CR LF, in which `TAG` stands for the tag. */
export type Script = (question: Question) => string | 'silence' | 'cut' | undefined;

export interface ScriptedImap {
  /** Set by a test to have something answered in another way. */
  script: Script;
  /** On 127.0.0.1. */
  readonly port: number;
  readonly folders: ReadonlyMap<string, ScriptedFolder>;
  /** Everything that it was asked, but for what was in a login. */
  readonly asked: readonly Question[];
  readonly connections: () => number;
  addFolder(name: string, folder?: Partial<ScriptedFolder>): ScriptedFolder;
  /** A message comes in; its UID. Whoever idles in that folder is told. */
  deliver(folder: string, octets: string, identity?: string): number;
  /** Another client moves a message. */
  move(from: string, uid: number, to: string): number;
  close(): void;
}

interface Options {
  /** Besides IMAP4rev1. */
  readonly capabilities?: string;
  /** Without its `* OK`; none at all where it is empty. */
  readonly greeting?: string;
}

interface Session {
  readonly socket: Socket;
  open: string | undefined;
  /** As a folder was when it was opened: it is told of like this as long as it is open. */
  frozen: number;
  idleTag: string | undefined;
}

export async function scriptedImap({ capabilities = '', greeting = 'scripted' }: Options = {}): Promise<ScriptedImap> {
  const folders = new Map<string, ScriptedFolder>();
  const asked: Question[] = [];
  const sessions = new Set<Session>();
  let connections = 0;

  const addFolder: ScriptedImap['addFolder'] = (name, folder = {}) => {
    const added = { flags: [], uidValidity: 7, uidNext: 1, messages: new Map(), ...folder };
    folders.set(name, added);
    return added;
  };
  const folderOf = (name: string | undefined): ScriptedFolder => {
    const folder = folders.get(name ?? '');
    if (!folder) throw new Error(`The test has no folder ${name}.`);
    return folder;
  };

  const answers: Readonly<Record<string, (session: Session, parameters: string) => string | undefined>> = {
    CAPABILITY: () => `* CAPABILITY IMAP4rev1 ${capabilities}\r\nTAG OK\r\n`,
    LIST: () => {
      const lines = Array.from(folders, ([name, { flags }]) => `* LIST (${flags.join(' ')}) "/" "${name}"\r\n`);
      return `${lines.join('')}TAG OK\r\n`;
    },
    STATUS(session, parameters) {
      const name = nameIn(parameters);
      const { uidNext, uidValidity } = folderOf(name);
      const shown = session.open === name ? session.frozen : uidNext;
      return `* STATUS "${name}" (UIDNEXT ${shown} UIDVALIDITY ${uidValidity})\r\nTAG OK\r\n`;
    },
    EXAMINE(session, parameters) {
      session.open = nameIn(parameters);
      const { messages, uidNext, uidValidity } = folderOf(session.open);
      session.frozen = uidNext;
      return `* ${messages.size} EXISTS\r\n* OK [UIDVALIDITY ${uidValidity}] so\r\nTAG OK [READ-ONLY] done\r\n`;
    },
    'UID FETCH': (session, parameters) => `${fetched(folderOf(session.open), parameters)}TAG OK\r\n`,
    CLOSE(session) {
      session.open = undefined;
      return 'TAG OK\r\n';
    },
    IDLE: () => '+ idling\r\n',
  };

  function answer(session: Session, line: string): void {
    const { socket } = session;
    if (line.toUpperCase() === 'DONE') {
      socket.write(`${session.idleTag} OK\r\n`);
      return;
    }
    const [, tag = '', command = '', parameters = ''] = /^(\S+) (UID \S+|\S+) ?(.*)$/i.exec(line) ?? [];
    const question = { command: command.toUpperCase(), open: session.open, parameters };
    asked.push(/LOGIN|AUTHENTICATE/.test(question.command) ? { ...question, parameters: '' } : question);
    if (question.command === 'IDLE') session.idleTag = tag;
    const said = scripted.script(question) ?? answers[question.command]?.(session, parameters) ?? 'TAG OK\r\n';
    if (said === 'cut') socket.destroy();
    else if (said !== 'silence') socket.write(Buffer.from(said.replace(/^TAG /m, `${tag} `), 'latin1'));
  }

  const server = createServer((socket) => {
    connections += 1;
    const session: Session = { socket, open: undefined, frozen: 0, idleTag: undefined };
    sessions.add(session);
    let unread = '';
    socket.on('error', () => {});
    socket.on('close', () => sessions.delete(session));
    socket.on('data', (chunk) => {
      const lines = (unread + chunk.toString('latin1')).split('\r\n');
      unread = lines.pop() ?? '';
      for (const line of lines) answer(session, line);
    });
    if (greeting !== '') socket.write(`* OK ${greeting}\r\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const put = (name: string, message: ScriptedMessage): number => {
    const folder = folderOf(name);
    const uid = folder.uidNext;
    folder.messages.set(uid, message);
    folder.uidNext += 1;
    for (const { socket, open, idleTag } of sessions) {
      if (open === name && idleTag !== undefined) socket.write(`* ${folder.messages.size} EXISTS\r\n`);
    }
    return uid;
  };
  const scripted: ScriptedImap = {
    script: () => undefined,
    port: (server.address() as AddressInfo).port,
    folders,
    asked,
    connections: () => connections,
    addFolder,
    deliver: (folder, octets, identity) => put(folder, { octets, ...(identity !== undefined && { identity }) }),
    move(from, uid, to) {
      const message = folderOf(from).messages.get(uid);
      if (!message) throw new Error(`The test has no message ${uid} in ${from}.`);
      folderOf(from).messages.delete(uid);
      return put(to, message);
    },
    close() {
      server.close();
      for (const { socket } of sessions) socket.destroy();
    },
  };
  return scripted;
}

const nameIn = (parameters: string): string => /^"([^"]*)"/.exec(parameters)?.[1] ?? parameters.split(' ')[0] ?? '';

function fetched({ messages }: ScriptedFolder, parameters: string): string {
  const [set = '', items = ''] = parameters.split(/ (.*)/s);
  const last = Math.max(0, ...messages.keys());
  const ranges = set.split(',').map((range) => range.split(':').map((uid) => (uid === '*' ? last : Number(uid))));
  // As RFC 9051 has it: a range has no direction, so that `n:*` always holds the last message.
  const isAsked = (uid: number): boolean => ranges.some((ends) => Math.min(...ends) <= uid && uid <= Math.max(...ends));
  const lines = [...messages].flatMap(([uid, { octets, identity = '' }], index) => {
    if (!isAsked(uid)) return [];
    const told = [
      `UID ${uid}`,
      ...(items.includes('EMAILID') ? [`EMAILID (${identity})`] : []),
      ...(items.includes('X-GM-MSGID') ? [`X-GM-MSGID ${identity}`] : []),
      ...(items.includes('BODY') ? [`BODY[] {${Buffer.byteLength(octets, 'latin1')}}\r\n${octets}`] : []),
    ];
    return [`* ${index + 1} FETCH (${told.join(' ')})\r\n`];
  });
  return lines.join('');
}
