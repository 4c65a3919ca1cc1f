import { expect } from '@playwright/test';
import { inShort, mailboxOn, singlePart, test, wholeMessage } from './imap-setup.ts';

const nothing = { whole: [], unfinished: [], doubts: [] };

test('where nothing came, nothing is found and nothing is in doubt, and no folder is opened', async ({
  server,
  mailbox,
}) => {
  server.deliver('INBOX', wholeMessage('old'));
  const mark = await mailbox.mark();
  expect(inShort(await mailbox.look(mark))).toEqual(nothing);
  expect(server.asked.map(({ command }) => command)).not.toContain('EXAMINE');
});

test('what came since is found with its octets, its recipients and by whom they are told', async ({
  server,
  mailbox,
}) => {
  server.deliver('INBOX', wholeMessage('old'));
  const mark = await mailbox.mark();
  server.deliver('INBOX', wholeMessage('new', 'u1@example.com'));
  const { messages, doubts } = await mailbox.look(mark);
  expect(doubts).toEqual([]);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({
    id: 'INBOX 7 2',
    folder: 'INBOX',
    junk: false,
    recipients: [{ address: 'u1@example.com', from: 'trace' }],
  });
  expect(Buffer.from(messages[0]?.raw ?? '').toString()).toBe(wholeMessage('new', 'u1@example.com'));
});

test('whose a message is that shows no recipient is in doubt, once it is there', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  const hidden = wholeMessage('hidden').replace(/^Delivered-To:.*$/m, 'To: undisclosed-recipients:;\r');
  const uid = server.deliver('INBOX', hidden.slice(0, -10));
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, unfinished: ['INBOX'] });
  server.folders.get('INBOX')?.messages.set(uid, { octets: hidden });
  const look = await mailbox.look(mark);
  expect(inShort(look)).toEqual({ ...nothing, whole: ['INBOX: hidden'], doubts: ['unassigned'] });
  expect(look.doubts[0]?.words).toMatch(/^1 message\(s\) show no recipient/);
});

test('a mark is plain JSON, from which another process looks on', async ({ server, mailbox }) => {
  const mark = JSON.parse(JSON.stringify(await mailbox.mark()));
  server.deliver('INBOX', wholeMessage('new'));
  const other = mailboxOn(server.port);
  expect(inShort(await other.look(mark))).toEqual({ ...nothing, whole: ['INBOX: new'] });
  await other.close();
});

test('a server that freezes STATUS of the open folder is never asked about one', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  for (const subject of ['first', 'second']) {
    server.deliver('INBOX', wholeMessage(subject));
    expect(inShort(await mailbox.look(mark)).whole).toContain(`INBOX: ${subject}`);
  }
  expect(server.asked.filter(({ command, open }) => command === 'STATUS' && open !== undefined)).toEqual([]);
});

test('nothing is searched for, changed, or asked for by an open range', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  server.deliver('INBOX', singlePart('text'));
  await mailbox.look(mark);
  await mailbox.look(mark);
  const commands = new Set(server.asked.map(({ command }) => command));
  expect([...commands].sort()).toEqual(['CAPABILITY', 'CLOSE', 'EXAMINE', 'LIST', 'LOGIN', 'STATUS', 'UID FETCH']);
  const fetches = server.asked.filter(({ command }) => command === 'UID FETCH');
  for (const { parameters } of fetches)
    expect(parameters).toMatch(/^[\d:,]+ \(UID(?: RFC822\.SIZE BODY\.PEEK\[\])?\)$/);
});

test('every folder is looked into, and the one that is flagged so is junk', async ({ server, mailbox }) => {
  server.addFolder('Spam', { flags: ['\\HasNoChildren', '\\Junk'] });
  server.addFolder('Courrier ind&AOk-sirable');
  server.addFolder('Parent', { flags: ['\\Noselect'] });
  const mark = await mailbox.mark();
  server.deliver('Spam', wholeMessage('one'));
  server.deliver('Courrier ind&AOk-sirable', wholeMessage('two'));
  const { messages } = await mailbox.look(mark);
  expect(messages.map(({ folder, junk }) => [folder, junk])).toEqual([
    ['Spam', true],
    ['Courrier indésirable', false],
  ]);
  expect(server.asked.some(({ parameters }) => parameters.includes('Parent'))).toBe(false);
});

test('a folder that appears after the baseline is looked into from its first message', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  server.addFolder('New');
  server.deliver('New', wholeMessage('first'));
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, whole: ['New: first'] });
});

test('a folder that is no longer listed is in doubt', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  (server.folders as Map<string, unknown>).delete('Archive');
  expect(inShort(await mailbox.look(mark)).doubts).toEqual(['unread folder']);
});

test('what was given a UID and is not there has vanished', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  for (const subject of ['one', 'two', 'three']) server.deliver('INBOX', wholeMessage(subject));
  server.folders.get('INBOX')?.messages.delete(1);
  server.folders.get('INBOX')?.messages.delete(3);
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, whole: ['INBOX: two'], doubts: ['2 vanished'] });
  expect((await mailbox.look(mark)).doubts).toHaveLength(1);
});

test('what was read before it was deleted is known, and not in doubt', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  const uid = server.deliver('INBOX', wholeMessage('short-lived'));
  await mailbox.look(mark);
  server.folders.get('INBOX')?.messages.delete(uid);
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, whole: ['INBOX: short-lived'] });
});

test('other numbers of the same folder make it doubtful, even where the next one is as before', async ({
  server,
  mailbox,
}) => {
  const mark = await mailbox.mark();
  server.addFolder('INBOX', { uidValidity: 8 });
  expect(inShort(await mailbox.look(mark)).doubts).toEqual(['renumbered']);
});

test('what was read before a folder became doubtful stays read', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  server.deliver('INBOX', wholeMessage('read'));
  await mailbox.look(mark);
  server.script = ({ command }) => (command === 'STATUS' ? 'TAG NO not now\r\n' : undefined);
  expect(inShort(await mailbox.look(mark)).whole).toEqual(['INBOX: read']);
  server.script = () => undefined;
  server.addFolder('INBOX', { uidValidity: 8 });
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, whole: ['INBOX: read'], doubts: ['renumbered'] });
});

test('numbers that went back make a folder doubtful', async ({ server, mailbox }) => {
  server.deliver('INBOX', wholeMessage('old'));
  const mark = await mailbox.mark();
  server.addFolder('INBOX');
  expect(inShort(await mailbox.look(mark)).doubts).toEqual(['renumbered']);
});

test('a message of one part has arrived when it is the same in two looks with time between them', async ({
  server,
  mailbox,
}) => {
  const mark = await mailbox.mark();
  const uid = server.deliver('INBOX', singlePart('half of '));
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, unfinished: ['INBOX'] });
  await mailbox.wake(1000);
  const message = server.folders.get('INBOX')?.messages.get(uid);
  if (message) message.octets += 'it';
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, unfinished: ['INBOX'] });
  await mailbox.wake(1000);
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, whole: ['INBOX: one part'] });
});

test('a multipart that is cut off has not arrived', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  const uid = server.deliver('INBOX', wholeMessage('cut').slice(0, -10));
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, unfinished: ['INBOX'] });
  server.folders.get('INBOX')?.messages.set(uid, { octets: wholeMessage('cut') });
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, whole: ['INBOX: cut'] });
});

test('one that was seen unfinished and moved is known again by its octets', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  const uid = server.deliver('INBOX', singlePart('text'));
  await mailbox.look(mark);
  server.move('INBOX', uid, 'Archive');
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, unfinished: ['Archive'] });
});

test('one that was seen unfinished and is gone has vanished', async ({ server, mailbox }) => {
  const mark = await mailbox.mark();
  const uid = server.deliver('INBOX', singlePart('text'));
  await mailbox.look(mark);
  server.folders.get('INBOX')?.messages.delete(uid);
  expect(inShort(await mailbox.look(mark))).toEqual({ ...nothing, doubts: ['vanished'] });
});

test('copies of one message in two folders have one thing in common, and others have not', async ({
  server,
  mailbox,
}) => {
  const mark = await mailbox.mark();
  for (const [folder, subject] of [
    ['INBOX', 'one'],
    ['Archive', 'one'],
    ['Archive', 'two'],
  ] as const) {
    server.deliver(folder, wholeMessage(subject));
  }
  const { messages } = await mailbox.look(mark);
  expect(new Set(messages.map(({ sameAs }) => sameAs)).size).toBe(2);
  expect(new Set(messages.map(({ id }) => id)).size).toBe(3);
});

test.describe('a server with EMAILID', () => {
  test.use({ capabilities: 'OBJECTID' });
  test('a message is the same wherever it is moved, whatever is done to its octets', async ({ server, mailbox }) => {
    const mark = await mailbox.mark();
    const uid = server.deliver('INBOX', singlePart('half'), 'M1');
    expect((await mailbox.look(mark)).messages.map(({ sameAs }) => sameAs)).toEqual(['EMAILID M1']);
    const moved = server.move('INBOX', uid, 'Archive');
    const message = server.folders.get('Archive')?.messages.get(moved);
    if (message) message.octets += ' and half';
    const { messages, doubts } = await mailbox.look(mark);
    expect(messages.map(({ folder, sameAs }) => [folder, sameAs])).toEqual([['Archive', 'EMAILID M1']]);
    expect(doubts).toEqual([]);
  });
});

test.describe('a server that knows special uses', () => {
  test.use({ capabilities: 'SPECIAL-USE LIST-EXTENDED' });
  test('it is asked for them, and where it refuses that, for its folders alone', async ({ server, mailbox }) => {
    const mark = await mailbox.mark();
    server.script = ({ command, parameters }) =>
      command === 'LIST' && parameters.includes('RETURN') ? 'TAG BAD what?\r\n' : undefined;
    expect(inShort(await mailbox.look(mark))).toEqual(nothing);
    const lists = server.asked.map(({ command, parameters }) => `${command} ${parameters}`);
    expect(lists.filter((list) => list.startsWith('LIST "" "*"')).map((list) => list.slice('LIST '.length))).toEqual([
      '"" "*" RETURN (SPECIAL-USE)',
      '"" "*" RETURN (SPECIAL-USE)',
      '"" "*"',
    ]);
  });
});

test.describe('Gmail', () => {
  test.use({ capabilities: 'X-GM-EXT-1' });
  test('its labels are left out, where all mail, junk and trash are shown', async ({ server, mailbox }) => {
    for (const [name, flag] of [
      ['[Gmail]/All Mail', '\\All'],
      ['[Gmail]/Spam', '\\Junk'],
      ['[Gmail]/Trash', '\\Trash'],
    ] as const) {
      server.addFolder(name, { flags: [flag] });
    }
    const mark = await mailbox.mark();
    server.deliver('INBOX', wholeMessage('a label'), '12345');
    server.deliver('[Gmail]/All Mail', wholeMessage('a label'), '12345');
    const { messages } = await mailbox.look(mark);
    expect(messages.map(({ folder, sameAs }) => [folder, sameAs])).toEqual([['[Gmail]/All Mail', 'X-GM-MSGID 12345']]);
    expect(mailbox.dropsDuplicates).toBe(true);
  });
});

for (const command of ['STATUS', 'EXAMINE']) {
  test(`a folder whose ${command} is refused is in doubt in the words of the server, and the others are read`, async ({
    server,
    mailbox,
  }) => {
    const mark = await mailbox.mark();
    server.script = ({ command: asked, parameters }) =>
      asked === command && parameters.includes('Archive') ? 'TAG NO [NOPERM] Permission denied\r\n' : undefined;
    server.deliver('INBOX', wholeMessage('seen'));
    server.deliver('Archive', wholeMessage('not seen'));
    const look = await mailbox.look(mark);
    expect(inShort(look)).toEqual({ ...nothing, whole: ['INBOX: seen'], doubts: ['unread folder'] });
    expect(look.doubts[0]?.words).toBe('the folder "Archive" cannot be read: it said "[NOPERM] Permission denied"');
  });
}

test('a folder that could not be read at first is in doubt for good', async ({ server, mailbox }) => {
  server.script = ({ command, parameters }) =>
    command === 'STATUS' && parameters.includes('Archive') ? 'TAG NO not now\r\n' : undefined;
  const mark = await mailbox.mark();
  server.script = () => undefined;
  expect(inShort(await mailbox.look(mark)).doubts).toEqual(['unread folder']);
});

test('a folder whose messages cannot be fetched is in doubt in the words of the server', async ({
  server,
  mailbox,
}) => {
  const mark = await mailbox.mark();
  server.script = ({ command }) => (command === 'UID FETCH' ? 'TAG NO [SERVERBUG] Internal error\r\n' : undefined);
  server.deliver('INBOX', wholeMessage('not read'));
  const { messages, doubts } = await mailbox.look(mark);
  expect(messages).toEqual([]);
  expect(doubts.map(({ words }) => words)).toEqual([
    'the folder "INBOX" cannot be read: it said "[SERVERBUG] Internal error"',
  ]);
});
