import { expect, test } from '@playwright/test';
import { type Link, linksIn } from '../../src/letter/links.ts';
import { alternative, head, htmlAlone, read, textAlone, tokens } from './letter-setup.ts';

const [token] = tokens;
const link = `https://example.com/reset?token=${token}`;
const urisOf = (links: readonly Link[]): string[] => links.map(({ uri }) => uri);

const hrefs: Readonly<Record<string, readonly [written: string, uri: string]>> = {
  'as it is': [link, link],
  'with &amp;': [`${link}&amp;lang=en`, `${link}&lang=en`],
  'with numbers of characters for / and =': [`https:&#x2f;&#x2F;example.com&#47;reset?token&#x3d;${token}`, link],
  'with names of characters': [`https&colon;&sol;&sol;example&period;com&sol;reset&quest;token&equals;${token}`, link],
  'with a bare &timestamp=': [`${link}&timestamp=1764358246`, `${link}&timestamp=1764358246`],
  'with a bare &amp before a letter': [`${link}&amplitude=3&copy=1`, `${link}&amplitude=3&copy=1`],
  'with a bare & and a legacy name before other characters': [`${link}&amp/x`, `${link}&/x`],
  'with line ends in it': [`https://example.com/reset?\r\n\ttoken=\r\n${token}`, link],
  'with blanks around it': [`  \r\n ${link} `, link],
  'of an app': [`myapp://reset/${token}`, `myapp://reset/${token}`],
  'of an app, without authority': [`com.example.app:reset?token=${token}`, `com.example.app:reset?token=${token}`],
};
for (const [what, [written, uri]] of Object.entries(hrefs)) {
  for (const [quotation, attribute] of [
    ['double quotation marks', `"${written}"`],
    ['single ones', `'${written}'`],
  ]) {
    test(`an href ${what} is read as a browser reads it, in ${quotation}`, async () => {
      const letter = await htmlAlone(`<p>Hello</p><A class=button HREF = ${attribute} id=x>Reset</A>`);
      expect(urisOf(linksIn(letter))).toEqual([uri]);
    });
  }
}

test('an href without quotation marks ends with a blank or the tag', async () => {
  const letter = await htmlAlone(`<a href=${link}>Reset</a> <a href=https://example.com/ title=x>Home</a>`);
  expect(urisOf(linksIn(letter))).toEqual([link, 'https://example.com/']);
});

test('what a browser does not read holds no links', async () => {
  const letter = await htmlAlone(
    '<style>a { background: url(https://example.com/style) }</style>',
    '<!-- <a href="https://example.com/comment">x</a> -->',
    '<script>location = "https://example.com/script"</script>',
    '<a href="#top">Top</a><a href="/relative">x</a><a href="javascript:void(0)">x</a><a href="">x</a>',
    `<a href="${link}">Reset</a>`,
    '<a href="https://example.com/cut',
  );
  expect(urisOf(linksIn(letter))).toEqual([link]);
});

test('a base makes whole addresses of relative ones', async () => {
  const letter = await htmlAlone('<base href="https://example.com/a/">', `<a href="../reset/${token}">Reset</a>`);
  expect(urisOf(linksIn(letter))).toEqual([`https://example.com/reset/${token}`]);
});

const endings: readonly string[] = [
  '.',
  ').',
  '"',
  "'.",
  '」',
  '）',
  '。',
  '】です',
  'をクリック',
  '!',
  ', or else',
  '>',
  ']',
  '\u00a0now',
  '»',
  '**',
  '...',
];
for (const ending of endings) {
  test(`of ${JSON.stringify(ending)} right after a link in text nothing belongs to it`, async () => {
    expect(urisOf(linksIn(await textAlone(`Go to ${link}${ending}`, 'Bye')))).toEqual([link]);
  });
}

test('brackets that were opened in a link belong to it', async () => {
  const letter = await textAlone(`(see ${link}&x=(1)) and [${link}&y=[2]]`);
  expect(urisOf(linksIn(letter))).toEqual([`${link}&x=(1)`, `${link}&y=[2]`]);
});

test('characters that a token may end with are part of the link', async () => {
  for (const last of ['_', '-', '=', '==', '/', '~']) {
    expect(urisOf(linksIn(await textAlone(`${link}${last}`)))).toEqual([`${link}${last}`]);
  }
});

test('a link in angle brackets goes on over lines', async () => {
  const broken = link.replace('?', '?\r\n  ');
  expect(urisOf(linksIn(await textAlone(`Reset <${broken}> now`)))).toEqual([link]);
  expect(urisOf(linksIn(await textAlone(`Reset <URL:${broken}>`)))).toEqual([link]);
});

test('angle brackets around a sentence do not join it', async () => {
  expect(urisOf(linksIn(await textAlone(`<${link} or write to us>`)))).toEqual([link]);
});

test('flowed lines are joined as their sender broke them', async () => {
  const flowed = (parameters: string, ...lines: readonly string[]) =>
    read(...head, `Content-Type: text/plain; charset=utf-8; format=flowed${parameters}`, '', ...lines);
  expect(urisOf(linksIn(await flowed('', `${link} `, 'is for you')))).toEqual([link]);
  expect(urisOf(linksIn(await flowed('; delsp=yes', `${link.slice(0, 40)} `, link.slice(40))))).toEqual([link]);
});

test('quoted-printable with soft line ends and =3D is one link', async () => {
  const text = ['Reset it here: https://example.com/reset?tok=', `en=3D${token.slice(0, 9)}=`, token.slice(9), 'Bye'];
  const html = [
    `<a hr=`,
    `ef=3D"https://example.com/reset?token=3D${token.slice(0, 4)}=`,
    `${token.slice(4)}">Reset</a>`,
  ];
  expect(urisOf(linksIn(await alternative(text, html, 'quoted-printable')))).toEqual([link]);
});

test('HTML alone in Base64 is read', async () => {
  const content = Buffer.from(`<html><body><a href="${link}">Reset</a></body></html>`).toString('base64');
  const lines = content.match(/.{1,40}/g) ?? [];
  const letter = await read(...head, 'Content-Type: text/html', 'Content-Transfer-Encoding: base64', '', ...lines);
  expect(letter.text).toBeUndefined();
  expect(urisOf(linksIn(letter))).toEqual([link]);
});

test('where the text breaks a link for good, the whole one of the HTML counts', async () => {
  const broken = [link.slice(0, 44), link.slice(44)];
  expect(urisOf(linksIn(await alternative(broken, [`<a href="${link}">Reset</a>`])))).toEqual([link]);
});

test('HTML comes before text, and the same link counts once', async () => {
  const letter = await alternative(
    [`https://example.com/text ${link}`],
    [`<a href="${link}">${link}</a> or https://example.com/html <a href="${link}">again</a>`],
  );
  expect(linksIn(letter).map(({ uri, place }) => [uri, place])).toEqual([
    [link, 'href'],
    ['https://example.com/html', 'html text'],
    ['https://example.com/text', 'text'],
  ]);
});

const kinds: readonly (readonly [uri: string, kind: Link['kind']])[] = [
  [link, 'web'],
  [`https://example.com/account/help/password-reset/${token}`, 'web'],
  [`https://example.com/reset?cancel_url=${encodeURIComponent('https://example.com/cancel')}`, 'web'],
  [`https://id.example.com/reset?token=${token}&redirect_uri=https%3A%2F%2Fapp.example.com%2Fhelp`, 'web'],
  [`myapp://reset/${token}`, 'app'],
  [`myapp://cancel/${token}`, 'aside'],
  [`https://example.com/password-reset/cancel/${token}`, 'aside'],
  [`https://example.com/cancelReset?token=${token}`, 'aside'],
  [`https://example.com/#/cancel?token=${token}`, 'aside'],
  [`https://example.com/unsubscribe/${token}`, 'aside'],
  ['https://example.com/help', 'aside'],
  [`https://click.example.net/?u=${encodeURIComponent('https://example.com/unsubscribe')}`, 'aside'],
  ['mailto:help@example.com?subject=Help', 'mail'],
  ['tel:+15555550100', 'phone'],
];
for (const [uri, kind] of kinds) {
  test(`${uri} is of the kind ${kind}`, async () => {
    const html = await htmlAlone(`<a href="${uri.replaceAll('&', '&amp;')}">x</a>`);
    expect(linksIn(html).map((found) => found.kind)).toEqual([kind]);
    expect(linksIn(await textAlone(uri)).map((found) => found.kind)).toEqual([kind]);
  });
}

test('images are told apart', async () => {
  const letter = await htmlAlone(`<img src="https://example.com/pixel/${token}.gif"><img src="cid:logo">`);
  expect(linksIn(letter)).toMatchObject([{ kind: 'image', place: 'image' }]);
});

const wrapped: Readonly<Record<string, string>> = {
  'percent-encoded': `https://click.example.net/l?u=${encodeURIComponent(link)}&id=${tokens[1]}`,
  'percent-encoded twice': `https://click.example.net/l?u=${encodeURIComponent(encodeURIComponent(link))}`,
  'in a segment': `https://click.example.net/l/${encodeURIComponent(link)}/x`,
  'in base64url': `https://click.example.net/l/${Buffer.from(link).toString('base64url')}`,
  'in Base64': `https://click.example.net/l?u=${encodeURIComponent(Buffer.from(link).toString('base64'))}`,
  'in JSON, in base64url': `https://click.example.net/e/${Buffer.from(JSON.stringify({ id: 1, href: link })).toString('base64url')}/sig`,
  'in JSON of JSON': `https://click.example.net/?p=${Buffer.from(JSON.stringify({ p: JSON.stringify({ url: link }).replaceAll('/', '\\/') })).toString('base64')}`,
  'as it is': `https://click.example.net/L0/${link}`,
  'by two': `https://safe.example.org/?url=${encodeURIComponent(`https://click.example.net/l?u=${encodeURIComponent(link)}`)}`,
};
for (const [how, uri] of Object.entries(wrapped)) {
  test(`a link tracked on another host is found ${how}`, async () => {
    const [found] = linksIn(await htmlAlone(`<a href="${uri.replaceAll('&', '&amp;')}">Reset</a>`));
    expect(found).toMatchObject({ uri, unwrapped: link, host: new URL(uri).host, kind: 'web' });
  });
}

test('an address in the claims of a token is nothing that is wrapped', async () => {
  const claims = Buffer.from(JSON.stringify({ iss: 'https://id.example.net/', sub: '1' })).toString('base64url');
  const [found] = linksIn(await textAlone(`https://example.com/reset?token=eyJhbGciOiJIUzI1NiJ9.${claims}.c2ln`));
  expect(found).not.toHaveProperty('unwrapped');
});
