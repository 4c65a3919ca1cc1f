import { createHash } from 'node:crypto';
import type { Environment } from '../../reference/environment.ts';
import { escaped } from '../../tests/parameters.cases.ts';

/** When every recorded run took place, in milliseconds since the epoch. */
export const recordedAt = Date.parse('2026-11-23T12:00:00Z');

const inTheRecording = '(a secret)';

/** Text that is nobody's secret, and no word either: parts of a secret are masked wherever they stand. */
const madeUp = (name: string): string => createHash('sha256').update(name).digest('base64url');

const jwt = (claims: object): string => {
  const parts = [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...parts, madeUp('signature')].join('.');
};
const token = (scope: string, hours: number): string => jwt({ scope, exp: recordedAt / 1000 + hours * 3600 });

/** They have the form of real ones and open nothing. */
const secrets: Environment = {
  NEXUS_BEARER_TOKEN: token('users:reset', 12),
  NEXUS_EXPIRED_BEARER_TOKEN: token('users:reset', -2),
  NEXUS_LOW_SCOPE_BEARER_TOKEN: token('users:read', 12),
  NEXUS_APPLICATION_TOKEN: madeUp('ApplicationToken'),
  NEXUS_BASIC_PASSWORD: madeUp('password'),
  NEXUS_USER_PASSWORD: madeUp('password of a user'),
  NEXUS_COLON_BASIC_PASSWORD: ['one', 'two', 'three'].map(madeUp).join(':'),
  NEXUS_NON_ASCII_BASIC_PASSWORD: `${madeUp('one more')}-pä££`,
};
const opaqueSecrets: Environment = {
  NEXUS_BEARER_TOKEN: madeUp('Bearer'),
  NEXUS_EXPIRED_BEARER_TOKEN: madeUp('expired Bearer'),
  NEXUS_LOW_SCOPE_BEARER_TOKEN: madeUp('lesser Bearer'),
};
const users: Environment = {
  NEXUS_USER_ID: '00000000-0000-4000-8000-00000000000a',
  NEXUS_TRIPWIRE_USER_ID: '00000000-0000-4000-8000-00000000000b',
  NEXUS_BYSTANDER_USER_ID: '00000000-0000-4000-8000-00000000000c',
  NEXUS_UNKNOWN_USER_ID: '00000000-0000-4000-8000-00000000000d',
};

/** A configuration with its secrets left out, but for their being declared as `none`. */
export function withoutSecrets(environment: Environment): Environment {
  const shown = ([name, value]: [string, string]) => [
    name,
    name in secrets && value !== 'none' ? inTheRecording : value,
  ];
  return Object.fromEntries(Object.entries(environment).map(shown));
}

/** The same with secrets of nobody in their places. */
export function withSecrets(environment: Environment): Environment {
  const all = environment.NEXUS_TOKEN_FORMAT === 'opaque' ? { ...secrets, ...opaqueSecrets } : secrets;
  const filled = ([name, value]: [string, string]) => [name, value === inTheRecording ? all[name] : value];
  return Object.fromEntries(Object.entries(environment).map(filled));
}

/** Puts what never changes in place of what is new at each start of a reference, in each answer, or each second. */
export function stable<T>(recorded: T, { NEXUS_BASE_URL = '', ...environment }: Environment): T {
  const isNew = (name: string) => uuid.test(environment[name] ?? '');
  const ids = Object.entries(users)
    .filter(([name]) => isNew(name))
    .flatMap(([name, standIn]) => spellings(environment[name] ?? '', standIn));
  const text = [[new URL(NEXUS_BASE_URL).host, '127.0.0.1:8080'] as const, ...ids].reduce(
    (whole, [from, to]) => whole.replaceAll(from, to),
    JSON.stringify(recorded),
  );
  return JSON.parse(text.replaceAll(httpDate, new Date(recordedAt).toUTCString()).replaceAll(instance, noInstance));
}

const uuid = /^[\da-f-]{36}$/;
const httpDate = /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g;
const instance = /urn:uuid:[\da-f-]{36}/g;
const noInstance = 'urn:uuid:00000000-0000-4000-8000-000000000000';

/** Some requests escape characters of an id. */
function spellings(id: string, standIn: string): readonly (readonly [string, string])[] {
  const spelledStandIns = escaped(standIn);
  return [[id, standIn], ...escaped(id).map((spelled, index) => [spelled, spelledStandIns[index] ?? ''] as const)];
}
