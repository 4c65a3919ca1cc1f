import { expect } from '@playwright/test';
import { type Credentials, satisfiedBy } from '../../src/client/credentials.ts';
import { createKeyring } from '../../src/client/keyring.ts';
import { configuredBearer } from '../../src/client/oauth/bearer-token.ts';
import { createRedactor } from '../../src/client/redaction.ts';
import { nobody, rowCredentials } from '../../src/client/row-credentials.ts';
import type { Configuration } from '../../src/configuration/resolve.ts';
import { fullTable, type Row } from '../../src/judge/truth-table.ts';
import type { RowState } from '../../src/model/contract.ts';
import { Unjudgeable } from '../../src/model/finding.ts';
import { jwt, seconds, test, withEnvironment } from './configuration-setup.ts';

const everything = {
  NEXUS_BEARER_TOKEN: jwt({ sub: 'caller', exp: seconds + 36_000 }),
  NEXUS_APPLICATION_TOKEN: 'a-token-of-an-application',
  NEXUS_EXPIRED_BEARER_TOKEN: jwt({ sub: 'caller', exp: seconds - 36_000 }),
  NEXUS_LOW_SCOPE_BEARER_TOKEN: jwt({ sub: 'low', exp: seconds + 36_000 }),
};

const makerOf = ({ values }: Configuration) => {
  const keyring = createKeyring(values, createRedactor());
  return (states: Partial<RowState>): Credentials =>
    rowCredentials({ Bearer: 'absent', ApplicationToken: 'absent', Basic: 'absent', ...states }, keyring, values);
};

const linesOf = ({ authorization }: Credentials): string[] => authorization.map(({ value }) => value);
const pairsOf = (credentials: Credentials) =>
  linesOf(credentials).map((line) => Buffer.from(line.slice(6), 'base64').toString());

test('the credentials of a row satisfy an alternative for certain where the table accepts it, and nowhere else', ({
  configurationOf,
}) => {
  const make = makerOf(configurationOf(withEnvironment(everything)));
  const rows = fullTable({ requiredScope: false });
  const satisfying = rows.filter(({ states }) => satisfiedBy(make(states)) !== undefined);
  const idsOf = (some: readonly Row[]) => some.map(({ id }) => id);
  expect(idsOf(satisfying)).toEqual(idsOf(rows.filter(({ verdict }) => verdict === 'accept')));
});

test('a row has as many Authorization lines as the table says', ({ configurationOf }) => {
  const make = makerOf(configurationOf(withEnvironment(everything)));
  const rows = fullTable({ requiredScope: false });
  expect(rows.filter((row) => linesOf(make(row.states)).length !== row.authorizationLines)).toEqual([]);
});

test('different rows send different credentials', ({ configurationOf }) => {
  const make = makerOf(configurationOf(withEnvironment(everything)));
  const sent = fullTable({ requiredScope: false }).map(({ states }) => {
    const { authorization, applicationTokens } = make(states);
    return JSON.stringify([
      authorization.map(({ value }) => value),
      applicationTokens.map((token) => [token.in, token.value]),
    ]);
  });
  expect(new Set(sent).size).toBe(sent.length);
});

test('a wrong password is tried on the real account where Basic stands alone, and else on nobody', ({
  configurationOf,
}) => {
  const make = makerOf(configurationOf(withEnvironment(everything)));
  for (const Basic of ['wrong-password', 'empty-password'] as const) {
    expect(pairsOf(make({ Basic }))[0], Basic).toMatch(/^conformance:/);
    expect(pairsOf(make({ Basic, ApplicationToken: 'valid' }))[0], Basic).toMatch(new RegExp(`^${nobody}:`));
  }
  expect(pairsOf(make({ Basic: 'wrong-user' }))[0]).toMatch(new RegExp(`^${nobody}:`));
});

test('an ApplicationToken in the wrong place is in the query, and in the header where the query is right', ({
  configurationOf,
}) => {
  const placeOf = (changed: Readonly<Record<string, string>>) => {
    const make = makerOf(configurationOf(withEnvironment({ ...everything, ...changed })));
    return make({ ApplicationToken: 'wrong-place' }).applicationTokens.map((token) => token.in);
  };
  expect(placeOf({})).toEqual(['query']);
  expect(placeOf({ NEXUS_APPLICATION_TOKEN_IN: 'cookie' })).toEqual(['query']);
  expect(placeOf({ NEXUS_APPLICATION_TOKEN_IN: 'query' })).toEqual(['header']);
});

/** What is thrown instead of credentials. */
function thrownBy(make: () => unknown): unknown {
  try {
    return make();
  } catch (thrown) {
    return thrown;
  }
}

test('where the good Bearer is fetched, one that is unlike it proves nothing as an expired one, nor as one of low scope where a scope is declared', ({
  configurationOf,
}) => {
  const { NEXUS_BEARER_TOKEN: fetched, ...others } = everything;
  const makerWith = (changed: Readonly<Record<string, string>>) => {
    const { values } = configurationOf(withEnvironment({ ...others, ...changed }));
    const keyring = createKeyring(values, createRedactor(), configuredBearer(fetched, undefined));
    return (Bearer: 'expired' | 'wrong-scope') => () =>
      rowCredentials({ Bearer, ApplicationToken: 'valid', Basic: 'absent' }, keyring, values);
  };
  const cut = makerWith({
    NEXUS_EXPIRED_BEARER_TOKEN: '{"not": "a token"}',
    NEXUS_LOW_SCOPE_BEARER_TOKEN: jwt({ iss: 'another' }),
  });
  const ofExpired = {
    outcome: 'inconclusive',
    reason: expect.stringMatching(/^the expired token is none: .* is no JWT/),
  };
  expect(thrownBy(cut('expired'))).toMatchObject({ findings: [ofExpired] });
  expect(thrownBy(cut('wrong-scope')), 'nothing rests on it').not.toBeInstanceOf(Error);
  const declared = makerWith({ NEXUS_REQUIRED_SCOPE: 'reset', NEXUS_LOW_SCOPE_BEARER_TOKEN: jwt({ iss: 'another' }) });
  const ofLowScope = {
    outcome: 'inconclusive',
    reason: expect.stringMatching(/^the low-scope token is none: .* another iss/),
  };
  expect(thrownBy(declared('wrong-scope'))).toMatchObject({ findings: [ofLowScope] });
  expect(thrownBy(declared('expired'))).not.toBeInstanceOf(Error);
  const opaque = makerWith({ NEXUS_TOKEN_FORMAT: 'opaque', NEXUS_EXPIRED_BEARER_TOKEN: 'opaque-0123' });
  expect(thrownBy(opaque('expired')), 'nobody can read it').not.toBeInstanceOf(Error);
});

const unavailable: readonly (readonly [
  what: string,
  changed: Record<string, string | undefined>,
  RowState['Bearer'],
])[] = [
  ['tokens are declared not to expire', { NEXUS_EXPIRED_BEARER_TOKEN: 'none' }, 'expired'],
  ['tokens are declared to have no scopes', { NEXUS_LOW_SCOPE_BEARER_TOKEN: 'none' }, 'wrong-scope'],
  ['an opaque token names no algorithm', { NEXUS_BEARER_TOKEN: 'an-opaque-token-0123' }, 'alg-none'],
];
for (const [what, changed, Bearer] of unavailable) {
  test(`a row does not apply where ${what}`, ({ configurationOf }) => {
    const make = makerOf(configurationOf(withEnvironment({ ...everything, ...changed })));
    const error = thrownBy(() => make({ Bearer }));
    expect(error).toBeInstanceOf(Unjudgeable);
    expect(error).toMatchObject({ findings: [{ outcome: 'not-applicable' }] });
  });
}
