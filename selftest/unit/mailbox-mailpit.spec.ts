import type { RequestListener } from 'node:http';
import { expect, test } from '@playwright/test';
import type { Mailbox } from '../../src/mailbox/mailbox.ts';
import { listedIn, recipientsOf } from '../../src/mailbox/mailpit-message.ts';
import { listen } from '../implementations/backend.ts';
import { findingsOf, mailboxErrorOf, withMailbox } from './mailbox-setup.ts';

/** A Mailpit that says what it is told to say. */
interface Scripted {
  ids: string[];
  /** Ids that are listed and cannot be read any more. */
  readonly gone: Set<string>;
  readonly stats: Record<'Uptime' | 'MessagesDeleted' | 'SMTPAccepted' | 'SMTPRejected' | 'SMTPIgnored', number>;
  database: string;
  /** Done before the list is answered. */
  beforeList: () => void;
  /** Done once the list stands, before anything else is answered. */
  afterList: () => void;
}

const raw = 'Received: from x (y)\r\n by host (Mailpit) with SMTP\r\n for <user@users.example>; now\r\n\r\ntext';

async function withScripted<T>(use: (script: Scripted, mailbox: Mailbox) => Promise<T>): Promise<T> {
  const script: Scripted = {
    ids: ['old-1', 'old-2'],
    gone: new Set(),
    stats: { Uptime: 1000, MessagesDeleted: 7, SMTPAccepted: 9, SMTPRejected: 0, SMTPIgnored: 0 },
    database: '/tmp/one.db',
    beforeList: () => {},
    afterList: () => {},
  };
  const begun = performance.now();
  const answerTo = ({ pathname, searchParams }: URL): unknown => {
    if (pathname === '/api/v1/info') {
      const passed = Math.floor((performance.now() - begun) / 1000);
      const RuntimeStats = { ...script.stats, Uptime: script.stats.Uptime + passed };
      return { Version: 'v1.33.1', Database: script.database, Messages: script.ids.length, RuntimeStats };
    }
    if (pathname === '/api/v1/webui') return { DuplicatesIgnored: false };
    script.beforeList();
    const listed = script.ids.slice(0, Number(searchParams.get('limit')));
    script.afterList();
    return {
      messages: listed.map((ID) => ({
        ID,
        Size: raw.length,
        To: [{ Address: 'user@users.example' }],
        Cc: null,
        Bcc: null,
      })),
    };
  };
  const server: RequestListener = ({ url = '' }, response) => {
    const id = /^\/api\/v1\/message\/(.+)\/raw$/.exec(url)?.[1];
    if (id === undefined) response.end(JSON.stringify(answerTo(new URL(url, 'http://x.example'))));
    else if (script.gone.has(id)) response.writeHead(404).end('404 page not found');
    else response.end(raw);
  };
  const { baseUrl, close } = await listen(server);
  try {
    return await withMailbox(baseUrl, (mailbox) => use(script, mailbox));
  } finally {
    await close();
  }
}

function arrive({ ids, stats }: Scripted, id: string): void {
  ids.unshift(id);
  stats.SMTPAccepted += 1;
}

function remove(script: Scripted, id: string): void {
  script.ids = script.ids.filter((one) => one !== id);
  script.stats.MessagesDeleted += 1;
}

test('who waits at Mailpit is woken by what came while it was looked', async () => {
  await withScripted(async (script, mailbox) => {
    const mark = await mailbox.mark();
    script.afterList = () => {
      script.afterList = () => {};
      arrive(script, 'meanwhile');
    };
    expect((await mailbox.look(mark)).messages).toEqual([]);
    await mailbox.wake(100_000);
    expect((await mailbox.look(mark)).messages).toMatchObject([{ id: 'meanwhile' }]);
  });
});

test.describe('a look at Mailpit', () => {
  test('lists anew with twice the limit where more had come than were counted', async () => {
    await withScripted(async (script, mailbox) => {
      const mark = await mailbox.mark();
      script.beforeList = () => {
        script.beforeList = () => {};
        for (let count = 0; count < 120; count += 1) arrive(script, `new-${count}`);
      };
      expect(await mailbox.look(mark)).toMatchObject({ messages: { length: 120 }, doubts: [] });
    });
  });

  test('knows what was deleted unseen, whatever else was deleted with it', async () => {
    await withScripted(async (script, mailbox) => {
      const mark = await mailbox.mark();
      arrive(script, 'new');
      remove(script, 'new');
      remove(script, 'old-1');
      expect((await mailbox.look(mark)).doubts).toMatchObject([{ kind: 'vanished', count: 1 }]);
      // An older one has gone and is not counted yet: what was accepted shows it all the same.
      script.ids = [];
      expect((await mailbox.look(mark)).doubts).toMatchObject([{ kind: 'vanished', count: 1 }]);
    });
  });

  test('takes a message that goes before it is read for vanished', async () => {
    await withScripted(async (script, mailbox) => {
      const mark = await mailbox.mark();
      arrive(script, 'new');
      script.gone.add('new');
      expect(await mailbox.look(mark)).toMatchObject({ messages: [], doubts: [{ kind: 'vanished', count: 1 }] });
    });
  });

  test('takes another database, an Uptime that is too short, and a count that went back for a restart', async () => {
    const restarts: readonly ((script: Scripted) => void)[] = [
      (script) => {
        script.database = '/tmp/two.db';
      },
      ({ stats }) => {
        stats.Uptime = 990;
      },
      ({ stats }) => {
        stats.MessagesDeleted = 0;
      },
    ];
    for (const restart of restarts) {
      await withScripted(async (script, mailbox) => {
        const mark = await mailbox.mark();
        expect((await mailbox.look(mark)).doubts).toEqual([]);
        restart(script);
        expect((await mailbox.look(mark)).doubts).toMatchObject([{ kind: 'restarted' }]);
      });
    }
  });

  test('counts what was refused and what was dropped', async () => {
    await withScripted(async (script, mailbox) => {
      const mark = await mailbox.mark();
      script.stats.SMTPRejected += 2;
      script.stats.SMTPIgnored += 1;
      expect((await mailbox.look(mark)).doubts).toMatchObject([{ kind: 'refused', count: 3 }]);
    });
  });

  test('has a mark that waits until what comes has been counted', async () => {
    await withScripted(async (script, mailbox) => {
      let lists = 0;
      script.beforeList = () => {
        lists += 1;
        // Listed and, as it seems, not accepted yet.
        if (lists === 1) script.ids.unshift('underway');
        if (lists === 1) setTimeout(() => (script.stats.SMTPAccepted += 1), 20);
      };
      const mark = await mailbox.mark();
      expect(lists).toBe(2);
      expect(await mailbox.look(mark)).toEqual({ messages: [], doubts: [] });
    });
  });
});

test.describe('an answer that is none of Mailpit', () => {
  const answers: readonly (readonly [words: string, listener: RequestListener, error: Record<string, unknown>])[] = [
    [
      '401',
      (_, response) => response.writeHead(401).end('Unauthorized.'),
      { reason: 'login', message: /user and password/ },
    ],
    [
      '403 for its Host',
      (_, response) => response.writeHead(403).end('Blocked due to disallowed Host header\n'),
      { reason: 'rights', message: /--allowed-hosts/ },
    ],
    ['403', (_, response) => response.writeHead(403).end('no'), { reason: 'rights', message: /answers 403$/ }],
    [
      '429',
      (_, response) => response.writeHead(429, { 'Retry-After': '7' }).end(),
      { reason: 'limit', retryAfter: 7000, message: /come back later/ },
    ],
    [
      '503 until a date',
      (_, response) =>
        response
          .writeHead(503, { Date: 'Sat, 28 Nov 2026 10:00:00 GMT', 'Retry-After': 'Sat, 28 Nov 2026 10:00:30 GMT' })
          .end(),
      { reason: 'limit', retryAfter: 30_000 },
    ],
    ['502', (_, response) => response.writeHead(502).end(), { reason: 'network', message: /answers 502/ }],
    [
      'a page',
      (_, response) => response.end('<!DOCTYPE html><title>Mail</title>'),
      { reason: 'other mailbox', message: /with 200/ },
    ],
    [
      'a redirect to a login page',
      (_, response) => response.writeHead(302, { Location: 'https://sso.example/login?state=hidden' }).end(),
      { reason: 'other mailbox', message: /302 \(to https:\/\/sso\.example\)/ },
    ],
    ['a list', (_, response) => response.end('[]'), { reason: 'other mailbox' }],
    ['too much', (_, response) => response.end(' '.repeat(5 * 1024 * 1024)), { reason: 'limit', message: /empty it/ }],
  ];
  for (const [words, listener, error] of answers) {
    test(`${words}: is an error with its cause, and not a mailbox without messages`, async () => {
      const { baseUrl, close } = await listen(listener);
      try {
        await withMailbox(baseUrl.replace('://', '://reader:hidden@'), async (mailbox) => {
          const found = await mailboxErrorOf(mailbox.mark());
          expect(found).toMatchObject(error);
          expect(found.message).not.toContain('hidden');
          expect(await findingsOf(mailbox, ['user@users.example'])).toMatchObject([
            { severity: 'problem', words: found.message },
          ]);
        });
      } finally {
        await close();
      }
    });
  }

  test('a port where nobody listens: is an error of the network, and the wait for a message goes on', async () => {
    const { baseUrl, close } = await listen(() => {});
    await close();
    await withMailbox(baseUrl, async (mailbox) => {
      expect(await mailboxErrorOf(mailbox.mark())).toMatchObject({ reason: 'network', message: /ECONNREFUSED/ });
      await mailbox.wake(300);
    });
  });

  test('https where none is spoken: is an error of TLS', async () => {
    const { baseUrl, close } = await listen((_, response) => response.end());
    try {
      await withMailbox(baseUrl.replace('http:', 'https:'), async (mailbox) => {
        expect(await mailboxErrorOf(mailbox.mark())).toMatchObject({ reason: 'tls', message: /no TLS is spoken/ });
      });
    } finally {
      await close();
    }
  });
});

test.describe('the recipients of a message in Mailpit', () => {
  const received =
    'Received: from a (b [127.0.0.1])\r\n        by vm (Mailpit (label)) with SMTP\r\n        for <One@x.example>; now\r\n';
  const octets = (text: string) => Buffer.from(`${text}Subject: s\r\n\r\nBcc: body@x.example`);
  const listed = (named: readonly string[], bcc: readonly string[] = []) => ({ named, bcc });

  test('are of the envelope where its first recipient is the only one', () => {
    expect(recipientsOf(listed(['one@x.example']), octets(received))).toEqual([
      { address: 'One@x.example', from: 'envelope' },
    ]);
  });

  test('are of the envelope where Mailpit has added them to Bcc', () => {
    expect(
      recipientsOf(listed(['one@x.example'], ['two@x.example']), octets(`Bcc: two@x.example\r\n${received}`)),
    ).toEqual([
      { address: 'One@x.example', from: 'envelope' },
      { address: 'two@x.example', from: 'envelope' },
    ]);
  });

  test('are of the head where nothing shows that they were sent it', () => {
    const own = octets(`${received}Bcc: two@x.example\r\n`);
    const recipients = recipientsOf(listed(['one@x.example', 'three@x.example'], ['two@x.example']), own);
    expect(recipients.map(({ from }) => from)).toEqual(['envelope', 'header', 'header']);
    const byApi = octets('Bcc: two@x.example\r\n');
    expect(recipientsOf(listed([], ['two@x.example']), byApi)).toEqual([{ address: 'two@x.example', from: 'header' }]);
    expect(recipientsOf(listed(['one@x.example']), undefined)).toEqual([{ address: 'one@x.example', from: 'header' }]);
  });

  test('are none where the list is not one of Mailpit', () => {
    for (const answer of [undefined, [], {}, { messages: [{}] }, { messages: 'x' }])
      expect(listedIn(answer)).toBeUndefined();
    expect(listedIn({ messages: [] })).toEqual([]);
  });
});
