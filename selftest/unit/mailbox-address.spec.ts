import { expect, test } from '@playwright/test';
import { type MailboxAddress, mailboxesIn } from '../../src/configuration/mailbox-address.ts';
import { sameAddress } from '../../src/configuration/same-address.ts';

function read(text: string): readonly MailboxAddress[] {
  const mailboxes = mailboxesIn(text);
  if ('problem' in mailboxes) throw new Error(mailboxes.problem);
  return mailboxes.mailboxes;
}

function problemOf(text: string): string {
  const mailboxes = mailboxesIn(text);
  return 'problem' in mailboxes ? mailboxes.problem : 'none';
}

test.describe('a mailbox URL', () => {
  test('of Mailpit and MailDev has a root, a user and a password', () => {
    const [mailpit] = read('mailpit+https://reader:s%40c%2Fret@Mail.example/pit/');
    expect(mailpit).toMatchObject({
      scheme: 'mailpit',
      host: 'mail.example',
      port: 443,
      user: 'reader',
      password: 's@c/ret',
    });
    expect(mailpit?.url?.href).toBe('https://mail.example/pit');
    expect(mailpit).not.toHaveProperty('folder');
    expect(read('maildev+http://127.0.0.1:1080')).toMatchObject([{ scheme: 'maildev', port: 1080 }]);
  });

  test('that is a bare http is one of Mailpit', () => {
    for (const scheme of ['http', 'https'])
      expect(read(`${scheme}://mail.example`)).toMatchObject([{ scheme: 'mailpit' }]);
    expect(read('http://mail.example')[0]?.url?.href).toBe('http://mail.example/');
  });

  test('of IMAP has a folder, INBOX where it names none', () => {
    expect(read('imaps://reader:secret@imap.example')).toMatchObject([{ scheme: 'imaps', port: 993, folder: 'INBOX' }]);
    expect(read('imap+starttls://reader@imap.example:1143/Tests/E%2DMail')).toMatchObject([
      { scheme: 'imap+starttls', port: 1143, folder: 'Tests/E-Mail' },
    ]);
    expect(read('imap://reader:secret@[::1]')).toMatchObject([{ scheme: 'imap', host: '::1', port: 143 }]);
    expect(read('imaps://reader:secret@bücher.example')).toMatchObject([{ host: 'xn--bcher-kva.example' }]);
  });

  test('of the own sink has a port, and is noted where others can reach it', () => {
    expect(mailboxesIn('smtp://127.0.0.1:2525')).toMatchObject({
      mailboxes: [{ scheme: 'smtp', port: 2525 }],
      notes: [],
    });
    expect(mailboxesIn('smtp://0.0.0.0:2525')).toMatchObject({ notes: [/listens on 0\.0\.0\.0/] });
  });

  test('is noted where its password goes in clear, and where its host may rewrite links', () => {
    expect(mailboxesIn('http://reader:secret@mail.example')).toMatchObject({ notes: [/in clear/] });
    expect(mailboxesIn('http://reader:secret@127.0.0.1')).toMatchObject({ notes: [] });
    expect(mailboxesIn('imaps://reader:secret@outlook.office365.com')).toMatchObject({ notes: [/Safe Links/] });
  });

  test('may be one of several, each with whose it is', () => {
    const several = read('imaps://a:x@imap.example#a%2Bone@users.example\n imaps://b:x@imap.example#b@users.example');
    expect(several.map(({ user, whose }) => [user, whose])).toEqual([
      ['a', 'a+one@users.example'],
      ['b', 'b@users.example'],
    ]);
  });

  for (const [text, words] of [
    [' ', /is empty/],
    ['mail.example', /by none of mailpit\+http/],
    ['mailpit://mail.example', /by none of mailpit\+http/],
    ['pop3://reader:hidden@mail.example', /by none of/],
    ['imaps://reader:hid/den@mail.example', /not a URL.*%2F/],
    ['imaps://reader:hid?den@mail.example', /not a URL/],
    ['imaps://reader:1?hidden@mail.example', /question mark/],
    ['imaps://reader:hid%den@mail.example', /"%" does not begin an octet/],
    ['imaps://reader:%ffhidden@mail.example', /"%" does not begin an octet/],
    ['imap://reader:hidden@mail.example', /imap:\/\/ elsewhere than on this machine/],
    ['imaps://mail.example', /without a user name/],
    ['smtp://127.0.0.1', /without the port/],
    ['smtp://reader:hidden@127.0.0.1:2525', /with a user name/],
    ['http://mail.example#hidden', /something else than an e-mail address/],
    ['imaps://a:hidden@imap.example#a@x.example imaps://b:hidden@imap.example', /number 2 does not say whose/],
    [
      'http://a:hidden@mail.example#a@X.example http://b:hidden@mail.example#a@x.example',
      /two mailboxes for one address/,
    ],
  ] as const) {
    test(`${JSON.stringify(text)} is told to be wrong, with no secret of it`, () => {
      const problem = problemOf(text);
      expect(problem).toMatch(words);
      expect(problem).not.toMatch(/hid|den@/);
    });
  }
});

test.describe('two texts are one address', () => {
  test('whatever the case of the domain, and in either of its spellings', () => {
    expect(sameAddress('user@Users.Example', 'user@users.example')).toBe(true);
    expect(sameAddress('user@BÜCHER.example', 'user@xn--bcher-kva.example')).toBe(true);
    expect(sameAddress('user@[127.0.0.1]', 'user@[127.0.0.1]')).toBe(true);
    expect(sameAddress('user@users.example', 'user@others.example')).toBe(false);
  });

  test('whatever the case of the local part, unless two configured ones differ by it alone', () => {
    expect(sameAddress('User@users.example', 'user@users.example')).toBe(true);
    expect(sameAddress('User@users.example', 'user@users.example', ['user@users.example', 'other@users.example'])).toBe(
      true,
    );
    const alike = ['User@users.example', 'user@USERS.example'];
    expect(sameAddress('User@users.example', 'user@users.example', alike)).toBe(false);
    expect(sameAddress('User@USERS.example', 'User@users.example', alike)).toBe(true);
    expect(sameAddress('Else@users.example', 'else@users.example', alike)).toBe(true);
  });

  test('not where the tag differs', () => {
    expect(sameAddress('user+one@users.example', 'user@users.example')).toBe(false);
    expect(sameAddress('user+one@users.example', 'user+two@users.example')).toBe(false);
  });
});
