import type { Finding } from '../../model/finding.ts';
import { type MailRecord, mailOf, type ResetRecord } from '../../model/mail.ts';
import { destinationOf } from '../../model/url.ts';
import { unknown } from './reading.ts';

/** The change of that case, if it came to its end; else why that is not known. */
function changeOf(mail: readonly MailRecord[], name: string): ResetRecord | Finding {
  const change = mailOf(mail, 'reset').find((one) => one.name === name);
  if (!change) return unknown('the password was not changed: nothing was followed');
  const { obstacle, clears = 'operator', exchange } = change;
  return obstacle === undefined ? change : unknown(`the change came to no end: ${obstacle}`, { clears, exchange });
}

/** A link for one use that nobody else can have opened, and a page that fails, excuse nothing. */
function brokenBy(mail: readonly MailRecord[], name: string): Finding | undefined {
  const change = mailOf(mail, 'reset').find((one) => one.name === name);
  if (change?.broken === undefined) return undefined;
  const { broken, obstacle = '', exchange } = change;
  const finding = { outcome: 'failed', exchange, wanted: 'a new password that can be set' } as const;
  if (broken === 'server-error')
    return { ...finding, reason: `the reset fails on the server: ${obstacle}`, got: obstacle };
  const [baseline] = mailOf(mail, 'baseline');
  if (!baseline?.isSink) return undefined;
  const reason = `the link of the e-mail is dead at its first opening, and no scanner was before the suite, which took the e-mail itself: ${obstacle}`;
  return { ...finding, reason, got: 'a link that is used or expired' };
}

const isFinding = (one: ResetRecord | Finding): one is Finding => 'outcome' in one;

/** The new password works, and no other one does. */
export function resetWorks(mail: readonly MailRecord[]): readonly (Finding | undefined)[] {
  const tried = (password: string) => mailOf(mail, 'sign-in').find((one) => one.password === password);
  if (tried('mailed')?.outcome === 'signed-in') {
    const reason =
      'the e-mail holds the password itself, which signs in at once: the request has changed it, and mailed it';
    return [{ outcome: 'failed', reason, wanted: 'a link or code to set a new one', got: 'a password' }];
  }
  const broken = brokenBy(mail, 'change-for-the-client');
  if (broken) return [broken];
  const change = changeOf(mail, 'change-for-the-client');
  if (isFinding(change)) return [change];
  const { exchange } = change;
  if (tried('made-up')?.outcome === 'signed-in') {
    return [
      unknown('any password signs in there: that the new one does shows nothing', { exchange, clears: 'operator' }),
    ];
  }
  const attempt = tried('new');
  if (attempt?.outcome === 'signed-in') return [undefined];
  if (attempt?.outcome === 'refused') {
    const reason = 'the new password was handed in and taken, and does not sign in';
    return [{ outcome: 'failed', reason, exchange, wanted: 'signed in', got: 'refused' }];
  }
  const why = attempt?.words ?? 'nothing was tried';
  return [unknown(`whether the new password signs in is not known: ${why}`, { exchange, clears: 'operator' })];
}

/** After the change the user is sent to the client's application. */
export function redirectsTo(
  mail: readonly MailRecord[],
  name: string,
  origin: string,
): readonly (Finding | undefined)[] {
  const change = changeOf(mail, name);
  if (isFinding(change)) return [change];
  const { final, exchange } = change;
  if (final !== undefined && final === destinationOf(origin)) return [undefined];
  const got = final ?? 'nowhere';
  const reason = `after the change the user is sent ${final === undefined ? 'nowhere' : `to ${final}`}, and not to the application of the clientId`;
  return [{ outcome: 'failed', reason, exchange, wanted: origin, got }];
}

/** No link and no page leads to a host that only the request had named. */
export function leadsAstray(mail: readonly MailRecord[], name: string, host: string): Finding | undefined {
  const isThere = (text: string | undefined) => text !== undefined && new RegExp(`(^|[/.@])${host}(:|$)`).test(text);
  const links = mailOf(mail, 'link').filter((one) => one.name === name);
  const changes = mailOf(mail, 'reset').filter((one) => one.name === name);
  const led = changes.some(({ final, strange }) => isThere(final) || strange.some(isThere));
  const linked = links.some(({ hosts }) => hosts.some(isThere));
  const [about] = [...changes, ...links];
  if (!led && !linked) {
    const stuck = changes.find(({ obstacle, final }) => obstacle !== undefined && final === undefined);
    return (
      stuck &&
      unknown(`where its e-mail leads is not known: ${stuck.obstacle}`, {
        exchange: stuck.exchange,
        clears: stuck.clears ?? 'operator',
      })
    );
  }
  const reason = `${linked ? 'a link of the e-mail' : 'the link of the e-mail, or a page after it,'} leads to ${host}, which nothing but the request had named`;
  return { outcome: 'failed', reason, wanted: 'a registered application', got: host, exchange: about?.exchange ?? '' };
}

/** A link that was used once sets no password again. */
export function usedUp(mail: readonly MailRecord[]): Finding | undefined {
  const again = mailOf(mail, 'reset').find(({ name }) => name === 'used-link');
  if (!again) return unknown('no link was used: whether one can be used twice is not known');
  if (again.obstacle !== undefined) return undefined;
  const reason = 'a link that was used already has set a password once more';
  return { outcome: 'failed', reason, exchange: again.exchange, wanted: 'refused', got: 'the change once more' };
}

/** The request alone has not changed the password. */
export function stillSignsIn(mail: readonly MailRecord[]): Finding | undefined {
  const tried = (as: string) => mailOf(mail, 'sign-in').find(({ password }) => password === as);
  const attempt = tried('after-a-request');
  if (attempt?.outcome === 'signed-in') return undefined;
  if (attempt?.outcome === 'refused' && tried('new')?.outcome !== 'signed-in') {
    const reason =
      'which password holds is not known: the new one that was handed in did not sign in before the request either';
    return unknown(reason, { clears: 'operator' });
  }
  if (attempt?.outcome === 'refused') {
    const reason = 'after a request, and before the change, the old password signs in no more';
    return { outcome: 'failed', reason, wanted: 'signed in', got: 'refused' };
  }
  return unknown(`whether the old password still signs in is not known: ${attempt?.words ?? 'nothing was tried'}`, {
    clears: 'operator',
  });
}
