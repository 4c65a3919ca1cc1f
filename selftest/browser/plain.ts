/** Resets a password in a process of its own, and prints what came of it: `plain.ts LINK PASSWORD`. */
import { openBrowser } from '../../src/browser/launch.ts';
import { resetInBrowser } from '../../src/browser/reset.ts';

const [link = '', newPassword = ''] = process.argv.slice(2);
const network = { insecureTls: false, proxies: [] };
const { origin } = new URL(link);
const opened = await openBrowser({ network, origins: [origin], timeoutMs: 30_000 });
if ('unusable' in opened) process.stdout.write(opened.unusable);
else {
  const places = { allowedOrigins: [origin], clientOrigins: ['myapp:'] };
  const user = { email: 'user@mail.example' };
  const outcome = await resetInBrowser(opened.browser, { link, newPassword, user, ...places, timeoutMs: 40_000 });
  await opened.browser.close();
  const { finalNavigation } = { finalNavigation: undefined, ...outcome };
  process.stdout.write(JSON.stringify(finalNavigation ?? outcome));
}
