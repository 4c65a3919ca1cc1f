import { expect, test } from '@playwright/test';
import { profiles } from '../../requirements/types.ts';
import {
  baseOf,
  fullTable,
  inWords,
  matches,
  type Row,
  rowOf,
  rowsOf,
  verdictOf,
} from '../../src/judge/truth-table.ts';
import { alternatives, credentialStates, type RowState, type Scheme, type Truth } from '../../src/model/contract.ts';

const undeclared = { requiredScope: false };
const schemes = Object.keys(credentialStates) as readonly Scheme[];
const table = fullTable(undeclared);
const idsOf = (rows: readonly Row[]) => rows.map(({ id }) => id);
const idsIn = (profile: (typeof profiles)[number]) => idsOf(rowsOf(profile, undeclared));
const rowWith = (states: RowState) => rowOf(states, undeclared);
const statesOf = (scheme: Scheme) => Object.keys(credentialStates[scheme]);

test('the security rule is that of the contract, and another rule gives another verdict', () => {
  expect(alternatives).toEqual([
    {
      id: 'bearer-and-application-token',
      title: 'Bearer with ApplicationToken',
      schemes: ['Bearer', 'ApplicationToken'],
    },
    { id: 'basic', title: 'Basic', schemes: ['Basic'] },
  ]);
  const bearerAlone = { Bearer: 'valid', ApplicationToken: 'absent', Basic: 'absent' } as const;
  expect(verdictOf(bearerAlone, undeclared)).toBe('reject');
  const anyOfThem = schemes.map((scheme) => ({ schemes: [scheme] }));
  expect(verdictOf(bearerAlone, undeclared, anyOfThem)).toBe('accept');
});

test('nothing but a good value satisfies a scheme, and whatever contract and RFCs leave open is undetermined', () => {
  const withTruth = (truth: Truth) =>
    schemes.flatMap((scheme) =>
      Object.entries(credentialStates[scheme]).flatMap(([state, of]) => (of === truth ? [`${scheme} ${state}`] : [])),
    );
  expect(withTruth(1)).toEqual(['Bearer valid', 'ApplicationToken valid', 'Basic valid', 'Basic lower-case-scheme']);
  expect(withTruth(0.5)).toEqual(['Bearer wrong-scope', 'ApplicationToken duplicated', 'ApplicationToken wrong-place']);
});

test('the full table has every combination of states once, each under its own id', () => {
  const combinations = schemes.map((scheme) => statesOf(scheme).length).reduce((product, count) => product * count, 1);
  expect(table).toHaveLength(combinations);
  expect(new Set(idsOf(table)).size).toBe(combinations);
  expect(new Set(table.map(({ states }) => JSON.stringify(states))).size).toBe(combinations);
});

test('a row is named after its states, and so it is in words', () => {
  const nothing = { Bearer: 'absent', ApplicationToken: 'absent', Basic: 'absent' } as const;
  const some = { Bearer: 'valid', ApplicationToken: 'empty', Basic: 'absent' } as const;
  expect(rowWith(nothing)).toMatchObject({ id: 'no-credentials', authorizationLines: 0 });
  expect(rowWith(some)).toMatchObject({ id: 'bearer-valid-application-token-empty', authorizationLines: 1 });
  expect(rowWith({ ...some, Basic: 'no-colon' }).authorizationLines).toBe(2);
  expect([inWords(nothing), inWords(some)]).toEqual(['no credentials', 'Bearer valid, ApplicationToken empty']);
});

test('whoever satisfies an alternative, with nothing doubtful or wrong beside it, is accepted, and nobody else', () => {
  const accepted = table.filter(({ verdict }) => verdict === 'accept');
  expect(idsOf(accepted).toSorted()).toEqual([
    'application-token-valid-basic-lower-case-scheme',
    'application-token-valid-basic-valid',
    'basic-lower-case-scheme',
    'basic-valid',
    'bearer-valid-application-token-valid',
  ]);
});

test('whoever can satisfy no alternative is rejected, and what is left open is one that may be satisfied', () => {
  const isPossible = ({ states }: Row) =>
    alternatives.some((alternative) =>
      alternative.schemes.every(
        (scheme) => ((credentialStates[scheme] as Readonly<Record<string, Truth>>)[states[scheme]] ?? 0) > 0,
      ),
    );
  for (const row of table) expect.soft(row.verdict === 'reject', row.id).toBe(!isPossible(row));
});

test('no row with two Authorization lines is accepted', () => {
  const two = table.filter(({ authorizationLines }) => authorizationLines === 2);
  expect(new Set(two.map(({ verdict }) => verdict))).toEqual(new Set(['reject', 'open']));
});

test('each profile sends the rows of the smaller ones and more, in the order of the table', () => {
  const [smoke, gate, certify] = [idsIn('smoke'), idsIn('gate'), idsIn('certify')];
  expect(gate).toEqual(expect.arrayContaining(smoke));
  expect(certify).toEqual(expect.arrayContaining(gate));
  expect(smoke.length < gate.length && gate.length < certify.length && certify.length < table.length).toBe(true);
  for (const profile of profiles) {
    const sent = idsIn(profile);
    expect(sent, profile).toEqual(idsOf(table).filter((id) => sent.includes(id)));
  }
});

const bases = alternatives.map(baseOf);
const stepsFrom = (base: RowState, { states }: Row) => schemes.filter((scheme) => states[scheme] !== base[scheme]);
const isOneStepFromABase = (row: Row) => bases.some((base) => stepsFrom(base, row).length <= 1);

test('smoke sends each alternative as it is, without each of its schemes, and with a made-up credential', () => {
  const sent = rowsOf('smoke', undeclared);
  expect(new Set(sent.map(({ verdict }) => verdict)), 'nothing is left open').toEqual(new Set(['accept', 'reject']));
  expect(idsOf(sent.filter(({ verdict }) => verdict === 'accept')).toSorted()).toEqual(
    idsOf(bases.map(rowWith)).toSorted(),
  );
  for (const base of bases) {
    const needed = schemes.filter((scheme) => base[scheme] !== 'absent');
    const lacking = needed.map((scheme) => rowWith({ ...base, [scheme]: 'absent' }).id);
    expect(idsOf(sent)).toEqual(expect.arrayContaining(lacking));
    const madeUp = sent.filter((row) => {
      const [step, ...others] = stepsFrom(base, row);
      return others.length === 0 && step !== undefined && needed.includes(step) && row.states[step] !== 'absent';
    });
    expect(madeUp, 'one of its values is made up').toHaveLength(1);
  }
  expect(sent.filter((row) => !isOneStepFromABase(row))).toEqual([]);
});

test('gate sends one Authorization line at most, and every state of every scheme', () => {
  const sent = rowsOf('gate', undeclared);
  expect(sent.filter(({ authorizationLines }) => authorizationLines > 1)).toEqual([]);
  for (const scheme of schemes) {
    expect([...new Set(sent.map(({ states }) => states[scheme]))].toSorted()).toEqual(statesOf(scheme).toSorted());
  }
});

test('gate sends every single step from an alternative, and half of one beside a wrong other one', () => {
  const half = { Bearer: 'absent', ApplicationToken: 'valid', Basic: 'wrong-password' } as const;
  expect(rowWith(half).verdict).toBe('reject');
  const expected = table.filter((row) => row.authorizationLines <= 1 && isOneStepFromABase(row));
  expect(idsIn('gate').toSorted()).toEqual([...idsOf(expected), rowWith(half).id].toSorted());
});

test('certify sends every row of one Authorization line at most, and of two lines each that is one step from an alternative', () => {
  const expected = table.filter((row) => row.authorizationLines <= 1 || isOneStepFromABase(row));
  expect(idsIn('certify')).toEqual(idsOf(expected));
});

test('a scheme that a pattern does not name may be in any state, and one with several in any of them', () => {
  const matching = (pattern: Parameters<typeof matches>[0]) => table.filter((row) => matches(pattern, row));
  expect(matching({})).toEqual(table);
  expect(idsOf(matching({ Bearer: 'absent', Basic: 'absent', ApplicationToken: ['absent', 'empty'] }))).toEqual([
    'no-credentials',
    'application-token-empty',
  ]);
});

test('a declared scope makes a Bearer without it a rejection', () => {
  const states = { Bearer: 'wrong-scope', ApplicationToken: 'valid', Basic: 'absent' } as const;
  expect(verdictOf(states, undeclared)).toBe('open');
  expect(verdictOf(states, { requiredScope: true })).toBe('reject');
});
