import { html } from 'hono/html';
import type { Reset } from './world.ts';

/** An e-mail before it goes out. */
export interface Letter {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** Both are alternatives of each other (RFC 2046 §5.1.4); one may be left out. */
  readonly text?: string;
  readonly html?: string;
  /** One of its own where it is left out. */
  readonly messageId?: string;
}

/** The password-reset e-mail. */
export function resetLetter({ user, client }: Reset, link: string): Letter {
  const { host } = new URL(client.origin);
  const why = `Somebody, most likely you, asked for a new password for ${host}.`;
  const unasked = 'If it was not you, you have nothing to do: your password stays as it is.';
  const page = html`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Choose a new password</title></head>
<body>
<p>Hello,</p>
<p>${why}</p>
<p><a href="${link}">Choose a new password</a></p>
<p>The link works once, within an hour. ${unasked}</p>
<p>Nexus</p>
</body>
</html>
`;
  return {
    from: 'Nexus <no-reply@nexus.example>',
    to: user.email,
    subject: 'Choose a new password',
    text: `Hello,\n\n${why} Choose it here:\n\n${link}\n\nThe link works once, within an hour.\n${unasked}\n\nNexus\n`,
    html: String(page),
  };
}
