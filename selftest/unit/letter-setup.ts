import type { Letter } from '../../src/letter/read.ts';
import { readLetter } from '../../src/letter/read.ts';

/** The octets of a message whose lines these are, as they go over the wire. */
export const octets = (...lines: readonly string[]): Buffer => Buffer.from(lines.join('\r\n'), 'utf8');

export const read = (...lines: readonly string[]): Promise<Letter> => readLetter(octets(...lines));

export const head = [
  'From: Accounts <no-reply@example.com>',
  'To: casey@example.com',
  'Subject: Reset your password',
  'Message-ID: <1@example.com>',
  'Date: Sat, 28 Nov 2026 19:30:46 +0000',
  'MIME-Version: 1.0',
] as const;

export const textAlone = (...lines: readonly string[]): Promise<Letter> =>
  read(...head, 'Content-Type: text/plain; charset=utf-8', '', ...lines);

export const htmlAlone = (...lines: readonly string[]): Promise<Letter> =>
  read(...head, 'Content-Type: text/html; charset=utf-8', '', ...lines);

/** HTML in the second part, as RFC 2046 §5.1.4 has it: the best last. */
export const alternative = (text: readonly string[], html: readonly string[], encoding = '8bit'): Promise<Letter> =>
  read(
    ...head,
    'Content-Type: multipart/alternative; boundary="=_b"',
    '',
    '--=_b',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    ...text,
    '--=_b',
    'Content-Type: text/html; charset=utf-8',
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    ...html,
    '--=_b--',
    '',
  );

/** Two tokens of one kind, as two requests would get them. */
export const tokens = ['kQ7vR2mX9pLwZ4tB8nYc', 'H3sD6fJ1gK5aV0eU2iOq'] as const;
