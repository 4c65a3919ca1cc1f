import { expect } from '@playwright/test';
import { type Credentials, satisfiedBy, together } from '../../src/client/credentials.ts';
import { createKeyring, type Keyring } from '../../src/client/keyring.ts';
import { configuredBearer } from '../../src/client/oauth/bearer-token.ts';
import { createRedactor, type Redactor } from '../../src/client/redaction.ts';
import { Unjudgeable } from '../../src/model/finding.ts';
import { test as base, withEnvironment } from './configuration-setup.ts';

const secrets = {
  NEXUS_BEARER_TOKEN: 'an-opaque-token-0123',
  NEXUS_APPLICATION_TOKEN: 'a-token-of-an-application',
  NEXUS_BASIC_PASSWORD: 'Tr0ub4dor-secret',
};

interface Fixtures {
  /** With more variables than the good ones, and what masks what it makes. */
  readonly keyringWith: (changed?: Readonly<Record<string, string>>) => {
    readonly keyring: Keyring;
    readonly redactor: Redactor;
  };
}

const test = base.extend<Fixtures>({
  keyringWith: async ({ configurationOf }, use) => {
    await use((changed = {}) => {
      const { values } = configurationOf(withEnvironment({ ...secrets, ...changed }));
      const redactor = createRedactor();
      return { keyring: createKeyring(values, redactor), redactor };
    });
  },
});

const linesOf = ({ authorization }: Credentials): string[] => authorization.map(({ value }) => value);
const pairOf = (line = '') => Buffer.from(line.replace(/^\w+ /, ''), 'base64').toString();

test('the configured credentials are what the contract asks for, and satisfy it for certain', ({ keyringWith }) => {
  const { keyring } = keyringWith();
  expect(linesOf(keyring.bearer())).toEqual([`Bearer ${secrets.NEXUS_BEARER_TOKEN}`]);
  expect(linesOf(keyring.basic()).map(pairOf)).toEqual([`conformance:${secrets.NEXUS_BASIC_PASSWORD}`]);
  const token = keyring.applicationToken();
  expect(token.applicationTokens).toMatchObject([{ in: 'header', value: secrets.NEXUS_APPLICATION_TOKEN }]);
  expect(satisfiedBy(together(keyring.bearer(), token))?.id).toBe('bearer-and-application-token');
  expect(satisfiedBy(keyring.basic())?.id).toBe('basic');
});

test('an ApplicationToken is certainly good in the place that is configured only', ({ keyringWith }) => {
  const { keyring } = keyringWith({ NEXUS_APPLICATION_TOKEN_IN: 'query' });
  expect(keyring.applicationToken().applicationTokens).toMatchObject([{ in: 'query' }]);
  expect(keyring.applicationToken().parts).toEqual([{ scheme: 'ApplicationToken', valid: true }]);
  for (const place of ['header', 'cookie'] as const) {
    expect(keyring.applicationToken(undefined, place).parts, place).toEqual([
      { scheme: 'ApplicationToken', valid: false },
    ]);
  }
});

test('a scheme is known in any letter case, and another word in its place makes nothing good', ({ keyringWith }) => {
  const { keyring } = keyringWith();
  const valid = ({ parts }: Credentials) => parts.map((part) => part.valid);
  expect(linesOf(keyring.bearer(undefined, 'bEARER'))).toEqual([`bEARER ${secrets.NEXUS_BEARER_TOKEN}`]);
  expect(valid(keyring.bearer(undefined, 'bEARER'))).toEqual([true]);
  expect(valid(keyring.bearer(undefined, 'Token'))).toEqual([false]);
  expect(valid(keyring.basic({ scheme: 'basic' }))).toEqual([true]);
});

test('what is not the configured secret is of its scheme, and is not good', ({ keyringWith }) => {
  const { keyring } = keyringWith();
  const other = { name: 'another', value: 'another-value-0123' };
  const made = [keyring.bearer(other), keyring.applicationToken(other), keyring.basic({ password: other })];
  expect(made.map(({ parts }) => parts)).toEqual([
    [{ scheme: 'Bearer', valid: false }],
    [{ scheme: 'ApplicationToken', valid: false }],
    [{ scheme: 'Basic', valid: false }],
  ]);
  expect(made.map(({ alternative }) => alternative?.id)).toEqual([
    ...['bearer-and-application-token', 'bearer-and-application-token', 'basic'],
  ]);
  expect(keyring.basic({ username: 'nobody' }).parts).toEqual([{ scheme: 'Basic', valid: false }]);
  expect(keyring.authorization('Basic %%%', 'what is not Base64')).toMatchObject({
    title: 'what is not Base64',
    alternative: undefined,
    parts: [{ valid: false }],
  });
});

test('an ApplicationToken under its name with a suffix is not good, and neither is a pair without a colon', ({
  keyringWith,
}) => {
  const { keyring } = keyringWith();
  const token = keyring.applicationToken({ name: 'x', value: 'x' }, 'query', '[]');
  expect(token.applicationTokens).toMatchObject([{ in: 'query', suffix: '[]' }]);
  const together = keyring.basic({ separator: '' });
  expect(linesOf(together).map(pairOf)).toEqual([`conformance${secrets.NEXUS_BASIC_PASSWORD}`]);
  expect(together.title).toBe('Basic conformance with NEXUS_BASIC_PASSWORD, without a colon');
  for (const { parts } of [keyring.applicationToken(undefined, 'header', '[]'), together]) {
    expect(parts.map(({ valid }) => valid)).toEqual([false]);
  }
  const nobody = keyring.basic({ username: '', password: { name: '', value: '' } });
  expect(linesOf(nobody)).toEqual(['Basic Og==']);
  expect(nobody.title).toBe('Basic an empty user name with an empty password');
});

test('a further account is as good as the configured one', ({ keyringWith }) => {
  const { keyring } = keyringWith();
  const further = keyring.furtherBasic({ username: 'second', password: { name: 'its password', value: 'x:y' } });
  expect(linesOf(further).map(pairOf)).toEqual(['second:x:y']);
  expect(satisfiedBy(further)?.id).toBe('basic');
});

test('whatever is made is masked before it can be sent, the wrong ones too', ({ keyringWith }) => {
  const { keyring, redactor } = keyringWith();
  const other = { name: 'another', value: 'another-value-0123' };
  const made = [
    ...[keyring.bearer(), keyring.bearer(other), keyring.authorization(other, 'no scheme')].flatMap(linesOf),
    ...[keyring.basic(), keyring.basic({ password: { name: '', value: '' } })].flatMap(linesOf),
    ...[keyring.applicationToken(), keyring.applicationToken(other)].flatMap(({ applicationTokens }) =>
      applicationTokens.map(({ value }) => value),
    ),
  ];
  expect(made.map(redactor.redact)).toEqual([
    ...['Bearer ‹NEXUS_BEARER_TOKEN›', 'Bearer ‹another›', '‹another›'],
    ...['Basic ‹user name and NEXUS_BASIC_PASSWORD›', 'Basic ‹user name and ›'],
    ...['‹NEXUS_APPLICATION_TOKEN›', '‹another›'],
  ]);
});

test('credentials carry titles that show no secret', ({ keyringWith }) => {
  const { keyring } = keyringWith();
  const empty = { name: '', value: '' };
  const titles = [
    ...[keyring.bearer(), keyring.applicationToken(), keyring.applicationToken(empty, 'cookie')],
    ...[keyring.basic(), keyring.basic({ password: empty }), keyring.basic({ username: 'nobody', scheme: 'basic' })],
  ].map(({ title }) => title);
  expect(titles).toEqual([
    'Bearer NEXUS_BEARER_TOKEN',
    'ApplicationToken NEXUS_APPLICATION_TOKEN in the header',
    'ApplicationToken (empty) in the cookie',
    'Basic conformance with NEXUS_BASIC_PASSWORD',
    'Basic conformance with an empty password',
    'basic nobody with NEXUS_BASIC_PASSWORD',
  ]);
});

test("the run's Bearer token is looked at when it is sent, and certainly good by its own name", ({
  configurationOf,
}) => {
  let value = 'first-token-0123';
  const run = {
    ...configuredBearer('', 'opaque'),
    name: 'a fetched token',
    get value() {
      return value;
    },
  };
  const redactor = createRedactor();
  const keyring = createKeyring(configurationOf(withEnvironment(secrets)).values, redactor, run);
  const credentials = keyring.bearer();
  value = 'second-token-0123';
  expect(linesOf(credentials)).toEqual(['Bearer second-token-0123']);
  expect(redactor.redact('second-token-0123')).toBe('‹a fetched token›');
  expect(credentials).toMatchObject({ bearer: run, parts: [{ scheme: 'Bearer', valid: true }] });
  expect(keyring.bearer({ name: 'NEXUS_BEARER_TOKEN', value: 'x' }).parts).toEqual([
    { scheme: 'Bearer', valid: false },
  ]);
});

test('a variable that is not set is named by an inconclusive finding', ({ keyringWith }) => {
  const { keyring } = keyringWith();
  expect(() => keyring.secret('NEXUS_LOW_SCOPE_BEARER_TOKEN')).toThrow(Unjudgeable);
  expect(() => keyring.setting('NEXUS_LOW_SCOPE_BEARER_TOKEN')).toThrow('NEXUS_LOW_SCOPE_BEARER_TOKEN is not set');
});
