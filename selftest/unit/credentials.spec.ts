import { expect, test } from '@playwright/test';
import { type Credentials, derived, noCredentials, satisfiedBy, together } from '../../src/client/credentials.ts';
import { configuredBearer } from '../../src/client/oauth/bearer-token.ts';
import { applicationToken, basic, bearer, odd } from './credentials-setup.ts';

const satisfying: Readonly<Record<string, readonly [Credentials, string | undefined]>> = {
  'a Bearer with an ApplicationToken': [together(bearer(), applicationToken()), 'bearer-and-application-token'],
  'the same in the other order': [together(applicationToken(), bearer()), 'bearer-and-application-token'],
  Basic: [basic(), 'basic'],
  'Basic with a good ApplicationToken': [together(basic(), applicationToken()), 'basic'],
  nothing: [noCredentials, undefined],
  'nothing, several times': [together(noCredentials, noCredentials), undefined],
  'a Bearer alone': [bearer(), undefined],
  'an ApplicationToken alone': [applicationToken(), undefined],
  'a wrong Bearer with an ApplicationToken': [together(bearer('x', false), applicationToken()), undefined],
  'a Bearer with a wrong ApplicationToken': [together(bearer(), applicationToken('x', 'header', false)), undefined],
  'a wrong Basic': [basic('x', false), undefined],
  'Basic with a wrong ApplicationToken': [together(basic(), applicationToken('x', 'query', false)), undefined],
  'an ApplicationToken twice': [together(bearer(), applicationToken(), applicationToken()), undefined],
  'a Bearer twice': [together(bearer(), bearer(), applicationToken()), undefined],
  'a good and a wrong ApplicationToken': [
    together(bearer(), applicationToken(), applicationToken('x', 'query', false)),
    undefined,
  ],
  'both alternatives, on two Authorization lines': [together(basic(), bearer(), applicationToken()), undefined],
  'a further Authorization line': [together(basic(), odd('Digest x')), undefined],
  'any Authorization value': [odd('Basic dXNlcjpwYXNz'), undefined],
};

for (const [what, [credentials, id]] of Object.entries(satisfying)) {
  test(`${what}: ${id ?? 'no alternative'} is satisfied for certain`, () => {
    expect(satisfiedBy(credentials)?.id).toBe(id);
  });
}

test('credentials that travel together keep their order, and what each of them is', () => {
  expect(together(applicationToken('a'), noCredentials, bearer('b'), odd('c'), applicationToken('d', 'query'))).toEqual(
    {
      title: 'ApplicationToken a, Bearer b, c, ApplicationToken d',
      alternative: bearer().alternative,
      parts: [
        { scheme: 'ApplicationToken', valid: true },
        { scheme: 'Bearer', valid: true },
        { valid: false },
        { scheme: 'ApplicationToken', valid: true },
      ],
      authorization: [{ value: 'Bearer b' }, { value: 'c' }],
      applicationTokens: [
        { in: 'header', value: 'a' },
        { in: 'query', value: 'd' },
      ],
    },
  );
  expect(together()).toBe(noCredentials);
});

test('Basic decides what credentials are measured against, wherever it stands among them', () => {
  expect(together(bearer(), applicationToken()).alternative?.id).toBe('bearer-and-application-token');
  expect(together(bearer(), applicationToken(), basic()).alternative?.id).toBe('basic');
  expect(together(basic('x', false), bearer()).alternative?.id).toBe('basic');
  expect(together(odd('x'), odd('y')).alternative).toBeUndefined();
});

test('a value is looked at when it is sent: what is made from a token is made anew with it', () => {
  let token = 'first';
  const from = {
    name: 'a token',
    bearer: configuredBearer('any', 'opaque'),
    get value() {
      return token;
    },
  };
  const made = derived(from, 'the same, longer', (value) => `${value}x`);
  const line = {
    get value() {
      return `Bearer ${made.value}`;
    },
  };
  const credentials = together({ ...bearer(), authorization: [line], bearer: from.bearer }, applicationToken());
  token = 'second';
  expect(made).toMatchObject({ name: 'the same, longer', value: 'secondx', bearer: from.bearer });
  expect(credentials.authorization.map(({ value }) => value)).toEqual(['Bearer secondx']);
  expect(credentials.bearer).toBe(from.bearer);
});
