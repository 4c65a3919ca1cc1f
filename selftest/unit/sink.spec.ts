import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { selfSigned } from '../../reference/certificate.ts';
import { MailboxError } from '../../src/mailbox/mailbox.ts';
import { openSink } from '../../src/mailbox/sink.ts';
import { smtpUrl } from '../../src/mailbox/sink-answers.ts';
import { startSink } from '../../src/mailbox/sink-server.ts';
import { breakOff, converse, findingsOf, inShort, letter, lookFor, send, toTheData, withSink } from './sink-setup.ts';

const reject = { tls: { rejectUnauthorized: true } };
const trusting = { tls: { rejectUnauthorized: false }, requireTLS: true };

test('a message comes with its octets as they were sent', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    const raw = `Subject: dots\r\n\r\n.\r\n..two\r\nné and \u0001\r\n${'x'.repeat(50_000)}\r\n`;
    await send(smtp, { envelope: { from: letter.from, to: letter.to }, raw: Buffer.from(raw, 'latin1') });
    const { messages, doubts } = await mailbox.look(0);
    expect(messages.map((message) => ({ ...message, raw: Buffer.from(message.raw ?? []).toString('latin1') }))).toEqual(
      [
        {
          id: '1',
          sameAs: '1',
          folder: 'INBOX',
          junk: false,
          raw,
          recipients: [{ address: letter.to, from: 'envelope' }],
        },
      ],
    );
    expect(doubts).toEqual([]);
  });
});

test('it takes any login, or none', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    for (const method of ['PLAIN', 'LOGIN', 'CRAM-MD5']) {
      await send(smtp, letter, { auth: { user: 'anybody', pass: `secret-${method}` }, authMethod: method });
    }
    await send(smtp, letter, { auth: { type: 'OAuth2', user: 'anybody', accessToken: 'token' } });
    await send(smtp, letter);
    expect(inShort(await mailbox.look(0))).toEqual({ recipients: Array(5).fill([letter.to]), doubts: [] });
  });
});

test('STARTTLS is offered with a certificate, and a login is taken with and without it', async () => {
  await withSink({ certificate: selfSigned() }, async ({ smtp }, mailbox) => {
    const auth = { user: 'anybody', pass: 'secret' };
    await send(smtp, letter, trusting);
    await send(smtp, letter, { ...trusting, auth });
    await send(smtp, letter, { ignoreTLS: true, auth });
    await expect(send(smtp, letter, reject), 'whoever trusts nobody is not taken in').rejects.toThrow(/self-signed/);
    expect(inShort(await mailbox.look(0))).toEqual({ recipients: Array(3).fill([letter.to]), doubts: [] });
  });
});

test('without a certificate STARTTLS is not offered', async () => {
  await withSink({}, async ({ smtp }) => {
    await expect(send(smtp, letter, trusting)).rejects.toThrow();
  });
});

test('recipients are those of the envelope, whomever the message names', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    await send(smtp, { ...letter, envelope: { from: '', to: ['tripwire@nexus.example', 'b@other.example'] } });
    await send(smtp, { ...letter, to: 'User+Tag@nexus.example', bcc: 'hidden@nexus.example' });
    await send(smtp, { ...letter, to: 'jörg@bücher.example' });
    const { recipients } = inShort(await mailbox.look(0));
    expect(recipients).toEqual([
      ['tripwire@nexus.example', 'b@other.example'],
      ['User+Tag@nexus.example', 'hidden@nexus.example'],
      ['jörg@bücher.example'],
    ]);
  });
});

test('it takes addresses that others find odd', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    const odd = [
      '.dots..everywhere.@nexus.example',
      'nobody@nexus',
      'user@[127.0.0.1]',
      `${'l'.repeat(100)}@x.example`,
    ];
    for (const address of odd) {
      const conversation = await converse(smtp);
      expect(await toTheData(conversation, `<${address}>`), address).toMatch(/^354 /);
      expect(await conversation.say('\r\n.')).toMatch(/^250 /);
    }
    expect(inShort(await mailbox.look(0))).toEqual({ recipients: odd.map((address) => [address]), doubts: [] });
  });
});

test('an address that cannot be read is refused, which leaves a doubt', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    const mark = await mailbox.mark();
    expect(await toTheData(await converse(smtp), 'no address')).toMatch(/^503 /);
    const look = await mailbox.look(mark);
    expect(inShort(look)).toEqual({ recipients: [], doubts: ['refused 2'] });
    expect(look.doubts[0]?.words).toMatch(/turned a sender away \(RCPT: 501 /);
    expect(inShort(await mailbox.look(await mailbox.mark())), 'it was before').toEqual({ recipients: [], doubts: [] });
  });
});

test('who speaks before being greeted is refused, which leaves a doubt', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    const socket = connect(smtp.port, smtp.host).on('error', () => {});
    socket.end('EHLO client.example\r\nMAIL FROM:<>\r\n');
    socket.resume();
    await once(socket, 'close');
    expect(inShort(await mailbox.look(0))).toEqual({ recipients: [], doubts: ['refused 1'] });
  });
});

test('whoever only looks whether somebody listens leaves no doubt', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    connect(smtp.port, smtp.host)
      .on('error', () => {})
      .end();
    await fetch(`http://127.0.0.1:${smtp.port}/`).catch(() => {});
    const conversation = await converse(smtp);
    expect(await conversation.say('HELLO?')).toMatch(/^500 /);
    expect(await conversation.say('QUIT')).toMatch(/^221 /);
    expect(inShort(await mailbox.look(0))).toEqual({ recipients: [], doubts: [] });
  });
});

test('a message beyond 25 MiB is refused with 552, and one of 25 MiB is taken', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    const most = 25 * 1024 * 1024;
    const octets = (length: number) => Buffer.alloc(length, `${'x'.repeat(998)}\r\n`);
    const envelope = { from: letter.from, to: letter.to, size: 0 };
    await send(smtp, { envelope, raw: Buffer.concat([octets(most - 2), Buffer.from('\r\n')]) });
    const conversation = await converse(smtp);
    await toTheData(conversation);
    conversation.socket.write(octets(most));
    expect(await conversation.say('\r\n.')).toMatch(/^552 /);
    expect(await conversation.say('MAIL FROM:<> SIZE=99999999')).toMatch(/^552 /);
    const look = await mailbox.look(0);
    expect(inShort(look)).toEqual({ recipients: [[letter.to]], doubts: ['refused 2'] });
    expect(look.messages[0]?.raw).toHaveLength(most);
  });
});

test('what there is no room for is refused with 452, which leaves a doubt, and what came before is kept', async () => {
  await withSink({ room: { messages: 2, octets: 3000 } }, async ({ smtp }, mailbox) => {
    const big = { ...letter, text: 'x'.repeat(4000) };
    await send(smtp, letter);
    await expect(send(smtp, big)).rejects.toThrow(/452/);
    await send(smtp, letter);
    await expect(send(smtp, letter)).rejects.toThrow(/452/);
    expect(inShort(await mailbox.look(0))).toEqual({ recipients: [[letter.to], [letter.to]], doubts: ['refused 2'] });
  });
});

test('connections that break off do no harm, and give back the room that they took', async () => {
  await withSink({ room: { messages: 9, octets: 100_000 } }, async ({ smtp }, mailbox) => {
    for (let count = 0; count < 5; count += 1) {
      const conversation = await converse(smtp);
      await toTheData(conversation);
      conversation.socket.write('x'.repeat(90_000));
      await breakOff(conversation);
    }
    // The sink hears of it a moment after the client.
    const big = { ...letter, text: 'x'.repeat(80_000) };
    await expect(async () => void (await send(smtp, big))).toPass();
    expect((await mailbox.look(0)).messages).toHaveLength(1);
  });
});

test('a handshake that breaks off does no harm', async () => {
  await withSink({ certificate: selfSigned() }, async ({ smtp }, mailbox) => {
    const conversation = await converse(smtp);
    await conversation.say('EHLO client.example');
    expect(await conversation.say('STARTTLS')).toMatch(/^220 /);
    conversation.socket.write('no TLS at all\r\n\r\n');
    conversation.socket.resume();
    await once(conversation.socket, 'close');
    await send(smtp, letter, trusting);
    expect(inShort(await mailbox.look(0))).toEqual({ recipients: [[letter.to]], doubts: [] });
  });
});

test('two readers see the same, each from its own mark on', async () => {
  await withSink({}, async ({ smtp, url }, first) => {
    await send(smtp, letter);
    const second = openSink(url, '127.0.0.1');
    const mark: unknown = JSON.parse(JSON.stringify(await second.mark()));
    await send(smtp, { ...letter, to: 'tripwire@nexus.example' });
    expect(inShort(await first.look(0)).recipients).toEqual([[letter.to], ['tripwire@nexus.example']]);
    expect(inShort(await second.look(mark)).recipients).toEqual([['tripwire@nexus.example']]);
    expect(inShort(await second.look(0)).recipients).toHaveLength(2);
    await second.close();
  });
});

test('more than one page of messages is read whole', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    const big = { ...letter, text: `${'x'.repeat(60)}\n`.repeat(100_000) };
    for (let count = 0; count < 3; count += 1) await send(smtp, big);
    const { messages } = await mailbox.look(0);
    expect(messages.map(({ id }) => id)).toEqual(['1', '2', '3']);
    for (const { raw } of messages) expect(raw?.length).toBeGreaterThan(6_000_000);
  });
});

test('wake wakes when a message comes, and else after its time', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    const mark = await mailbox.mark();
    const began = performance.now();
    await mailbox.wake(50);
    expect(performance.now() - began).toBeGreaterThan(45);
    const woken = mailbox.wake(3_600_000);
    await send(smtp, letter);
    await woken;
    expect((await mailbox.look(mark)).messages).toHaveLength(1);
  });
});

test('wake comes back at once for what came since the last look', async () => {
  await withSink({}, async ({ smtp }, mailbox) => {
    await mailbox.look(await mailbox.mark());
    await send(smtp, letter);
    await mailbox.wake(3_600_000);
    expect(await lookFor(mailbox, 1)).toMatchObject({ doubts: [] });
  });
});

test('without the path nothing can be read', async () => {
  await withSink({}, async ({ url }) => {
    expect((await fetch(new URL('state', url))).status).toBe(200);
    for (const guess of ['/state', '//state', '/x/state', `${new URL(url).pathname.slice(0, -2)}/state`]) {
      expect((await fetch(new URL(url).origin + guess)).status, guess).toBe(404);
    }
    expect(new URL(url).pathname.length).toBeGreaterThan(40);
  });
});

test('a port that is taken is told of by its address', async () => {
  await withSink({}, async ({ smtp }) => {
    const again = startSink(smtp);
    await expect(again).rejects.toThrow(MailboxError);
    await expect(again).rejects.toThrow(
      `cannot listen for e-mail at smtp://127.0.0.1:${smtp.port}: another run, or another mail server, is listening there`,
    );
    await expect(again).rejects.toMatchObject({ reason: 'network' });
    await expect(startSink({ ...smtp, host: 'localhost' })).rejects.toThrow(/another run/);
  });
});

test('an address that this machine has not is told of', async () => {
  await expect(startSink({ host: '192.0.2.1', port: 0 })).rejects.toThrow(/this machine has no such address/);
});

test('localhost, and all addresses of the machine, can be listened on', async () => {
  for (const [host, reached] of [
    ['localhost', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['[::]', '127.0.0.1'],
  ] as const) {
    await withSink({ host }, async ({ smtp }, mailbox) => {
      expect(smtp.host).toBe(host.replace(/[[\]]/g, ''));
      await send({ ...smtp, host: reached }, letter);
      expect((await mailbox.look(0)).messages, host).toHaveLength(1);
    });
  }
});

test('whoever comes by IPv6 is served too, where the machine has it', async () => {
  const hasIpv6 = await startSink({ host: '[::1]', port: 0 }).then(
    (sink) => sink.close().then(() => true),
    () => false,
  );
  test.skip(!hasIpv6, 'this machine has no ::1');
  for (const host of ['[::1]', 'localhost']) {
    await withSink({ host }, async ({ smtp }, mailbox) => {
      await send({ ...smtp, host: '::1' }, letter);
      expect((await mailbox.look(0)).messages, host).toHaveLength(1);
    });
  }
});

test('after its end nobody listens, and a reader says so', async () => {
  const sink = await startSink({ host: '127.0.0.1', port: 0 });
  const mailbox = openSink(sink.url, '127.0.0.1');
  const waiting = mailbox.wake(3_600_000);
  const idle = await converse(sink.smtp);
  await sink.close();
  await expect(converse(sink.smtp)).rejects.toThrow(/ECONNREFUSED/);
  const look = mailbox.look(0);
  await expect(look).rejects.toMatchObject({ reason: 'network' });
  await expect(look).rejects.not.toThrow(new URL(sink.url).pathname);
  await mailbox.close();
  await waiting;
  await expect.poll(() => idle.socket.destroyed, 'who was connected is so no longer').toBe(true);
});

test('doctor is told where it listens, and that a target elsewhere does not reach loopback', async () => {
  await withSink({}, async ({ url, smtp }) => {
    expect(await findingsOf(openSink(url, '[::1]'))).toEqual([
      `note: ${smtpUrl(smtp)} is listened at by the suite itself: the target has to hand its e-mail over there`,
    ]);
    const [, warning] = await findingsOf(openSink(url, 'staging.example'));
    expect(warning).toMatch(/^note: 127\.0\.0\.1 is this machine alone, and staging\.example is not on it/);
  });
  await withSink({ host: '0.0.0.0' }, async ({ url }) => {
    expect(await findingsOf(openSink(url, 'staging.example'))).toHaveLength(1);
  });
});
