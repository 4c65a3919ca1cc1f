import { type Credentials, together } from '../src/client/credentials.ts';
import type { Keyring } from '../src/client/keyring.ts';
import type { FieldLine } from '../src/client/request.ts';
import { nobody } from '../src/client/row-credentials.ts';
import type { Values } from '../src/configuration/values.ts';
import { probeField } from '../src/judge/survival.ts';
import { contract, operationPath } from '../src/model/contract.ts';
import type { Change, NexusClient } from '../src/run/nexus-client.ts';

type WithCredentials = Change & { readonly credentials: Credentials };

/** Each with good credentials, of one alternative and the next in turn. */
export const inTurn = <C extends Change>(nexus: NexusClient, changes: readonly C[]): (C & WithCredentials)[] => {
  const by = nexus.acceptedAlternatives();
  return changes.map((change, at) => ({ ...change, credentials: nexus.goodCredentials(by[at % by.length]) }));
};

/** Written as it is spelled. Each holds the mark, so that it is nobody's; `elsewhere`: it may name another resource. */
const userId = (name: string, title: string, spelled: string, elsewhere = false) => ({
  case: name,
  title,
  user: 'made-up' as const,
  spelling: () => operationPath(spelled),
  spelled,
  elsewhere,
});

export const hostileUserIds = [
  userId('encoded-slash', 'an encoded slash', `${nobody}%2Fx`, true),
  userId('encoded-backslash', 'an encoded backslash', `${nobody}%5Cx`, true),
  userId('dot-segment', 'a dot segment', `${nobody}/..`, true),
  userId('encoded-dot-segment', 'an encoded dot segment', `${nobody}/%2e%2e`, true),
  userId('encoded-dots-and-slash', 'an encoded way to the parent', `${nobody}%2f%2e%2e%2f`, true),
  userId('nul', 'NUL', `${nobody}%00`),
  userId('no-utf-8', 'an octet that is not UTF-8', `${nobody}%FF`),
  userId('overlong', 'an overlong form of a slash', `${nobody}%C0%AF`, true),
  userId('line-end', 'a line end', `${nobody}%0D%0A`),
  userId('percent-sign', 'a percent sign', `${nobody}%25`),
  userId('percent-sign-and-letters', 'a percent sign that begins no octet', `${nobody}%25xy`),
  userId('broken-escape', 'an escape that is none', `${nobody}%zz`),
  userId('long', 'text of 2 kB', nobody.repeat(121)),
  userId('emoji', 'an emoji', `${nobody}%F0%9F%98%80`),
  userId('quotation-marks', 'quotation marks', `${nobody}%27%22`),
  userId('sql', 'a condition of SQL', `${nobody}%27%20OR%20%271%27=%271`),
  userId('ldap', 'a filter of LDAP', `${nobody}*)(uid=*))(%7C(uid=*`),
  userId('operator', 'an operator of a database', `${nobody}%7B%22$ne%22:null%7D`),
  userId('braces', 'braces of a template', `${nobody}%7B%7D`),
  userId('template', 'a term of a template', `%7B%7B7*7%7D%7D${nobody}`),
];

const { queryParameter } = contract;
const clientId = (name: string, title: string, value: string): Change => ({
  case: name,
  title,
  query: `${queryParameter}=${value}`,
});

/** As they are spelled in the query. */
export const hostileClientIds: readonly Change[] = [
  clientId('empty', 'an empty clientId', ''),
  clientId('repeated', 'two clientIds that name nothing', `${nobody}&${queryParameter}=${nobody}`),
  { case: 'list', title: 'a list in the name', query: `${queryParameter}[]=${nobody}` },
  clientId('nul', 'NUL', '%00'),
  clientId('no-utf-8', 'an octet that is not UTF-8', '%FF'),
  clientId('long', 'text of 4 kB', nobody.repeat(241)),
  clientId('field-injection', 'a line end and a field', `${nobody}%0d%0a${probeField}:1`),
  clientId('quotation-mark', 'a quotation mark', `${nobody}%22`),
  clientId('backslash', 'a backslash', `${nobody}%5C`),
  clientId('line-feed', 'a line feed', `${nobody}%0A`),
  clientId('angle-bracket', 'an angle bracket', `${nobody}<`),
];

const field = (name: string, title: string, ...line: FieldLine): Change => ({ case: name, title, fields: [line] });

/** Malformed or unknown. The usual request has an Accept that is well-formed, and no Accept-Language. */
export const hostileFields: readonly Change[] = [
  field('accept', 'an Accept that is no list of types', 'Accept', ';q=x, */, a/b;q=2, "'),
  field('accept-language', 'an Accept-Language that is no list of tags', 'Accept-Language', '*-, ;;q=-1, 1-2-3-'),
  field('accept-language-underscore', 'an Accept-Language with an underscore', 'Accept-Language', 'en_AE'),
  field(
    'accept-encoding',
    'an Accept-Encoding that is no list of codings',
    'Accept-Encoding',
    'gzip;q=x, ,;, identity;',
  ),
  field('content-type', 'a Content-Type that is no type', 'Content-Type', '/;=";charset=%'),
  field('cookie', 'a Cookie that is no list of pairs', 'Cookie', '=; ;;a="b; $Version=x; \x80=\xff'),
  field('unknown-field', 'a field that nobody knows', 'X-Nexus-Conformance', '\x80\xff {{7*7}} %00 "'),
];

const base64url = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');
const noJson = ['no', 'json', 'here'].map(base64url).join('.');
const jwtWith = (header: string, payload = '{}'): string => `${base64url(header)}.${base64url(payload)}.AA`;

/** Authorization of one that must be refused; a Bearer goes beside the good ApplicationToken. */
const malformedAuthorizations = {
  'basic-alone': ['Basic without a pair', 'Basic'],
  'basic-no-utf-8': [
    'Basic with octets that are not UTF-8',
    `Basic ${Buffer.from('\xff\xfe:\xff', 'latin1').toString('base64')}`,
  ],
  'basic-nul': ['Basic with NUL', `Basic ${Buffer.from(`${nobody}\0:\0`).toString('base64')}`],
  'jwt-no-json': ['a Bearer whose segments are no JSON', `Bearer ${noJson}`],
  'jwt-no-base64': ['a Bearer whose segments are no Base64', 'Bearer %.%.%'],
  'jwt-empty-segments': ['a Bearer with empty segments', 'Bearer ..'],
  'jwt-null': ['a Bearer whose header is null', `Bearer ${jwtWith('null', 'null')}`],
  'jwt-list': ['a Bearer whose header is a list', `Bearer ${jwtWith('[[[]]]', '[]')}`],
  'jwt-odd-members': [
    'a Bearer with members of odd types',
    `Bearer ${jwtWith('{"alg":{},"kid":[],"crit":0}', '{"exp":"x","aud":{}}')}`,
  ],
  'jwt-no-utf-8': ['a Bearer whose header is not UTF-8', `Bearer ${jwtWith('{"alg":"\xff"}')}`],
  'jwt-kid-of-a-path': ['a Bearer whose kid is a path', `Bearer ${jwtWith(`{"alg":"HS256","kid":"../../${nobody}"}`)}`],
} as const;

export const hostileAuthorizations = (keyring: Keyring): readonly WithCredentials[] =>
  Object.entries(malformedAuthorizations).map(([name, [title, value]]) => {
    const malformed = keyring.authorization(value, title);
    const credentials = value.startsWith('Bearer') ? together(malformed, keyring.applicationToken()) : malformed;
    return { case: name, title, credentials };
  });

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const body = (name: string, title: string, type: string, text: string): Change => ({
  case: name,
  title,
  content: { type, text },
});

/** Bodies that nobody asked for; two name the bystander and another application. */
export function unexpectedBodies({ NEXUS_PROFILE: profile, ...values }: Values): readonly Change[] {
  const others = {
    [contract.pathParameter]: `${values.NEXUS_BYSTANDER_USER_ID}`,
    [queryParameter]: `${values.NEXUS_SECOND_CLIENT_ID}`,
  };
  return [
    body('json', 'JSON', json, `{"${nobody}":[1,null,{}]}`),
    body('broken-json', 'JSON that breaks off', json, '{"a":['),
    body('form', 'a form', form, `${nobody}=1&a[]=%FF`),
    body('text', 'plain text', 'text/plain', nobody),
    body('empty-json', 'nothing, as JSON', json, ''),
    { ...body('chunked', 'JSON in chunks', json, '{}'), framing: 'chunked' },
    body('megabyte', '1 MB of text', 'text/plain', 'x'.repeat(1_000_000)),
    body('json-for-others', 'JSON that names another user and client', json, JSON.stringify(others)),
    body('form-for-others', 'a form that names another user and client', form, `${new URLSearchParams(others)}`),
    ...(profile === 'certify'
      ? [
          body('form-key-of-a-bracket', 'a form whose key is [', form, '[=x'),
          body('unknown-charset', 'JSON in an unknown charset', `${json}; charset=${nobody}`, '{}'),
        ]
      : []),
  ];
}
