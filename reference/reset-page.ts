import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Nexus, same } from './nexus.ts';
import type { Reset } from './world.ts';

/** Where the pages lie, from the root of the origin on. */
const paths = { reset: '/reset-password', signIn: '/sign-in' } as const;

const leastCharacters = 8;

/** Where the link of an e-mail leads. */
export const linkOf = (origin: string, token: string): string =>
  `${origin}${paths.reset}?token=${encodeURIComponent(token)}`;

/** Whether a request-target is one of the pages, and none of the API. */
export const isPage = (target = ''): boolean => Object.values<string>(paths).includes(target.replace(/\?.*/s, ''));

/** What users see: the page that an e-mail leads to, on which they choose a new password, and one where they use it. */
export function resetPages(nexus: Nexus): Hono {
  const app = new Hono();
  app.use(bodyLimit({ maxSize: 16_384 }), async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
    // The address of the page holds the token.
    c.header('Referrer-Policy', 'no-referrer');
    c.header('X-Content-Type-Options', 'nosniff');
    // Without form-action: a browser would hold it against the redirect to the client as well.
    c.header('Content-Security-Policy', "default-src 'none'; base-uri 'none'; frame-ancestors 'none'");
  });

  app.get(paths.reset, (c) => {
    const token = c.req.query('token') ?? '';
    return openReset(nexus, token) ? page(c, 200, 'Choose a new password', resetForm(token)) : expired(c);
  });
  app.post(paths.reset, async (c) => {
    const [token, password, repeated] = await fields(c, 'token', 'password', 'repeated');
    const reset = openReset(nexus, token);
    if (!reset) return expired(c);
    const objection = objectionTo(password, repeated);
    if (objection) return page(c, 400, 'Choose a new password', resetForm(token, objection));
    nexus.world.openResets.delete(token);
    nexus.changesPassword(reset, password);
    return c.redirect(nexus.returnsTo(reset), 303);
  });

  app.get(paths.signIn, (c) => page(c, 200, 'Sign in', signInForm()));
  app.post(paths.signIn, async (c) => {
    const [email, password] = await fields(c, 'email', 'password');
    if (!isPasswordOf(nexus, email, password)) return page(c, 401, 'Sign in', signInForm(email));
    return page(c, 200, 'You are signed in', html`<p>You are signed in as ${email}.</p>`);
  });
  return app;
}

function openReset({ world }: Nexus, token: string): Reset | undefined {
  const reset = world.openResets.get(token);
  return reset && world.now() < reset.until ? reset : undefined;
}

function objectionTo(password: string, repeated: string): string | undefined {
  if ([...password].length < leastCharacters) return `A password has at least ${leastCharacters} characters.`;
  return password === repeated ? undefined : 'The two passwords are not the same.';
}

function isPasswordOf({ world }: Nexus, email: string, password: string): boolean {
  const user = Object.values(world.users).find((one) => one.email === email.trim().toLowerCase());
  return user !== undefined && same(password, world.passwords.get(user.id) ?? '');
}

/** The fields of a form, empty where they are missing. */
async function fields<Names extends readonly string[]>(c: Context, ...names: Names) {
  const form = await c.req.parseBody();
  return names.map((name) => (typeof form[name] === 'string' ? form[name] : '')) as { [Name in keyof Names]: string };
}

type Html = ReturnType<typeof html>;

const alert = (words: string | undefined): Html => (words ? html`<p id="objection" role="alert">${words}</p>` : html``);

const resetForm = (token: string, objection?: string): Html => html`${alert(objection)}
<form method="post" action="${paths.reset}">
<input type="hidden" name="token" value="${token}">
<p><label for="password">New password (at least ${leastCharacters} characters)</label><br>
<input id="password" name="password" type="password" autocomplete="new-password" minlength="${leastCharacters}" required></p>
<p><label for="repeated">New password, again</label><br>
<input id="repeated" name="repeated" type="password" autocomplete="new-password" minlength="${leastCharacters}" required></p>
<p><button type="submit">Change password</button></p>
</form>
<p><a href="${paths.signIn}">Sign in</a></p>`;

/** `email`: with which nobody could be signed in. */
const signInForm = (
  email?: string,
): Html => html`${alert(email === undefined ? undefined : 'The e-mail address or the password is not right.')}
<form method="post" action="${paths.signIn}">
<p><label for="email">E-mail address</label><br>
<input id="email" name="email" type="email" autocomplete="username" value="${email ?? ''}" required></p>
<p><label for="password">Password</label><br>
<input id="password" name="password" type="password" autocomplete="current-password" required></p>
<p><button type="submit">Sign in</button></p>
</form>`;

function expired(c: Context): Response | Promise<Response> {
  const words = 'It was used already, or it is older than an hour. Ask for another one.';
  return page(c, 404, 'This link is not valid', html`<p>${words}</p>\n<p><a href="${paths.signIn}">Sign in</a></p>`);
}

function page(c: Context, status: ContentfulStatusCode, title: string, content: Html): Response | Promise<Response> {
  const whole = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} - Nexus</title>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`;
  return c.html(whole, status);
}
