import { expect, test } from '@playwright/test';
import { recipientsOf } from '../../src/mailbox/recipients.ts';

const cases: readonly {
  readonly what: string;
  readonly head: readonly string[];
  readonly trace?: readonly string[];
  readonly header?: readonly string[];
}[] = [
  { what: 'Delivered-To', head: ['Delivered-To: <u1@example.com>', 'To: list@example.com'], trace: ['u1@example.com'] },
  { what: 'X-Original-To', head: ['X-Original-To: u1+tag@example.com'], trace: ['u1+tag@example.com'] },
  {
    what: 'Envelope-To',
    head: ['ENVELOPE-TO: u1@example.com, u2@example.com'],
    trace: ['u1@example.com', 'u2@example.com'],
  },
  { what: 'X-Envelope-To', head: ['X-Envelope-To: U1@Example.com'], trace: ['U1@Example.com'] },
  {
    what: 'the for of Received, on a line of its own',
    head: [
      'Received: from mx (mx.example [192.0.2.1])\r\n\tby host with ESMTP id 1\r\n\tfor <u1@example.com>;\r\n\tnow',
    ],
    trace: ['u1@example.com'],
  },
  {
    what: 'the for of Received without brackets, and not what a comment says',
    head: ['Received: by host (for x@y.z (envelope-from <a@b.c>)) id 1 for u1@example.com; now'],
    trace: ['u1@example.com'],
  },
  {
    what: 'a way that two hops tell of',
    head: ['Delivered-To: b@x.y', 'Received: by h for <a@x.y>; now'],
    trace: ['b@x.y', 'a@x.y'],
  },
  { what: 'one told of twice', head: ['Delivered-To: a@x.y', 'X-Original-To: a@x.y'], trace: ['a@x.y'] },
  { what: 'a Received without a for', head: ['Received: by host; now', 'To: a@x.y'], header: ['a@x.y'] },
  { what: 'a Delivered-To without an address', head: ['Delivered-To: user', 'To: a@x.y'], header: ['a@x.y'] },
  {
    what: 'To and Cc',
    head: ['To: a@x.y', 'Cc: B <b@x.y>', 'Bcc: c@x.y', 'Reply-To: d@x.y'],
    header: ['a@x.y', 'b@x.y'],
  },
  { what: 'a name with a comma', head: ['To: "Doe, John" <j@x.y>, Jane <k@x.y>'], header: ['j@x.y', 'k@x.y'] },
  { what: 'a name that is an address', head: ['To: "evil@x.y" <j@x.y>'], header: ['j@x.y'] },
  { what: 'an encoded name that is an address', head: ['To: =?utf-8?q?evil=40x=2Ey=2C?= <j@x.y>'], header: ['j@x.y'] },
  { what: 'a group', head: ['To: Team: a@x.y, "B, b" <b@x.y>;, c@x.y'], header: ['a@x.y', 'b@x.y', 'c@x.y'] },
  { what: 'undisclosed recipients', head: ['To: undisclosed-recipients:;'] },
  { what: 'a source route', head: ['To: <@relay.x,@other.x:a@x.y>'], header: ['a@x.y'] },
  { what: 'an address that is not ASCII', head: ['To: ö@bücher.example'], header: ['ö@bücher.example'] },
  { what: 'a folded list', head: ['To: a@x.y,\r\n b@x.y'], header: ['a@x.y', 'b@x.y'] },
  { what: 'nobody', head: ['Subject: x'] },
];

for (const { what, head, trace = [], header = [] } of cases) {
  test(`recipients are known by ${what}`, () => {
    const expected = [
      ...trace.map((address) => ({ address, from: 'trace' })),
      ...header.map((address) => ({ address, from: 'header' })),
    ];
    expect(recipientsOf(Buffer.from(`${head.join('\r\n')}\r\n\r\nTo: not@the.head\r\n`))).toEqual(expected);
    expect(recipientsOf(Buffer.from(`${head.join('\n')}\n\n`))).toEqual(expected);
  });
}
