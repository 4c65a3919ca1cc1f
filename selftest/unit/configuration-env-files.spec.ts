import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { good, test } from './configuration-setup.ts';

const lines = Object.entries(good).map(([name, value]) => `${name}=${value}\r\n`);
const text = lines.join('');
const asUtf16 = (of: string) => Buffer.from(of, 'utf16le');
const mark = Buffer.from([0xff, 0xfe]);

/** Each holds the whole good configuration, in a form that no env file has. */
const unreadable: readonly (readonly [what: string, content: string | Buffer, said: string])[] = [
  ['UTF-16', Buffer.concat([mark, asUtf16(text)]), 'is in UTF-16 (little-endian). Save it in UTF-8'],
  ['UTF-16 of another order', Buffer.concat([mark, asUtf16(text)]).swap16(), 'is in UTF-16 (big-endian)'],
  ['UTF-16 without a mark', asUtf16(text), 'is in UTF-16 (little-endian, without a byte order mark)'],
  ['Latin-1', Buffer.from(`${text}# Schlüssel`, 'latin1'), 'is in Latin-1 or another code'],
  ['NUL', `${text}NEXUS_STRICT=\0true`, `is no text (line ${lines.length + 1} holds a NUL character)`],
  [
    'cmd',
    lines.map((line) => `set ${line}`).join(''),
    'is written for cmd (line 1). Write one NAME=value a line, as NEXUS_',
  ],
  [
    'PowerShell',
    lines.map((line) => `$env:${line.replace('=', ' = "')}"`).join(''),
    'is written for PowerShell (line 1)',
  ],
  ['fish', lines.map((line) => `set -gx ${line.replace('=', ' ')}`).join(''), 'is written for fish (line 1)'],
  ['csh', lines.map((line) => `setenv ${line.replace('=', ' ')}`).join(''), 'is written for csh (line 1)'],
  ['bash', lines.map((line) => `declare -x ${line}`).join(''), 'is written for bash (line 1)'],
  ['JSON', JSON.stringify(good, undefined, 2), 'is written for JSON (line 2)'],
  ['JSON in a line', JSON.stringify({ other: 1, ...good }), 'is written for JSON (line 1)'],
  ['YAML', `# of the gate\n${lines.map((line) => line.replace('=', ': ')).join('')}`, 'is written for YAML (line 2)'],
  ['a Dockerfile', lines.map((line) => `ENV ${line}`).join(''), 'is written for a Dockerfile (line 1)'],
  [
    'a unit of systemd',
    `[Service]\n${lines.map((line) => `Environment=${line}`).join('')}`,
    'is written for systemd (line 2)',
  ],
  ['arguments of docker', lines.map((line) => `  -e ${line}`).join(''), 'is written for another reader (line 1)'],
  ['a list of YAML', lines.map((line) => `  - ${line}`).join(''), 'is written for YAML (line 1)'],
];

for (const [what, content, said] of unreadable) {
  test(`an env file in ${what} is refused with the cause alone, by whatever way it comes`, ({
    problemsOf,
    workingFolder,
  }) => {
    for (const [path, asked] of [
      ['.env', {}],
      ['config/targets/mine.env', { flags: { NEXUS_TARGET: 'mine' } }],
      ['any.env', { flags: { NEXUS_ENV_FILE: 'any.env' } }],
    ] as const) {
      writeFileSync(join(workingFolder, path), content);
      const problems = problemsOf(asked);
      expect(problems).toEqual([expect.stringContaining(`${path} in ${workingFolder} ${said}`)]);
      expect(problems.join()).not.toContain(good.NEXUS_BASIC_PASSWORD);
      writeFileSync(join(workingFolder, '.env'), '');
    }
  });
}

test('an env file in UTF-8 is read with its mark and without', ({ configurationOf, workingFolder }) => {
  for (const content of [`\uFEFF${text}`, text, lines.map((line) => `export ${line}`).join('')]) {
    writeFileSync(join(workingFolder, '.env'), content);
    expect(configurationOf({}).values).toMatchObject(good);
  }
});

test("another application's .env is none of ours, whatever it is", ({ configurationOf, workingFolder }) => {
  const theirs = 'API_KEY=their-secret\r\nNAME=Müller\r\n';
  for (const content of [
    Buffer.concat([mark, asUtf16(theirs)]),
    Buffer.from(theirs, 'latin1'),
    `${theirs}\0`,
    `set ${theirs}`,
    JSON.stringify({ MY_NEXUS_URL: 'x' }),
    'URL=$NEXUS_URL/x\n# NEXUS_BASE_URL: an example\nMY_NEXUS_TOKEN: x',
    Buffer.from('URL=$NEXUS_URL\nOTHER=https://x/NEXUS_A=1\nName=Müller', 'latin1'),
  ]) {
    writeFileSync(join(workingFolder, '.env'), content);
    const { target, notes } = configurationOf({});
    expect({ target, notes }).toEqual({ target: 'reference', notes: [] });
  }
});
