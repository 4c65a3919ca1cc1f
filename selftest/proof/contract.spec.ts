import { expect, test } from '@playwright/test';
import type { Nexus } from '../../reference/nexus.ts';
import { alternatives } from '../../src/model/contract.ts';
import { nexusServer } from '../cli/nexus-server.ts';
import {
  type Contract,
  readContract,
  type Seen,
  satisfied,
  violationsOfAnswer,
  violationsOfRequest,
} from './contract.ts';
import { judgeFully } from './judge.ts';

const contract = readContract();

/** Writes down what comes and goes. */
const watching =
  (seen: Seen[]) =>
  (nexus: Nexus): Nexus => ({
    ...nexus,
    around: [
      async (c, next) => {
        const { method, url = '', headers } = c.env.incoming;
        const content = await c.req.raw.clone().text();
        await next();
        seen.push({
          method: method ?? '',
          target: url,
          fields: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
          content,
          status: c.res.status,
          answerFields: Object.fromEntries(c.res.headers),
          answer: await c.res.clone().text(),
        });
      },
    ],
  });

interface Watched {
  readonly seen: readonly Seen[];
  /** The good requests: the first ones of a run, one an alternative. */
  readonly good: readonly Seen[];
}

let whole: Promise<Watched> | undefined;

/** All of a gate, once. */
const watched = (): Promise<Watched> => {
  whole ??= watch();
  return whole;
};

async function watch(): Promise<Watched> {
  const seen: Seen[] = [];
  const server = await nexusServer(watching(seen));
  const { statement } = await judgeFully({ ...server.environment, NEXUS_PROFILE: 'gate' });
  server.close();
  expect(statement.verdict).toBe('pass');
  return { seen, good: seen.filter(({ status }) => status === 204).slice(0, alternatives.length) };
}

test('the good request of every alternative is a request of the contract, and satisfies that alternative alone', async () => {
  const { good } = await watched();
  expect(good.map((one) => [one.status, violationsOfRequest(contract, one)])).toEqual(good.map(() => [204, []]));
  const shown = good.flatMap(({ fields }) => satisfied(contract, fields));
  expect(shown).toEqual(contract.security.map((schemes) => Object.keys(schemes).join('+')));
});

test('the answers 204, 400 and 404 of the reference are answers of the contract; its others are documented nowhere', async () => {
  const { seen } = await watched();
  const ofOperation = seen.filter(
    (one) => violationsOfRequest(contract, { ...one, target: targetOf(one) }).length === 0,
  );
  expect(ofOperation.length).toBeGreaterThan(2);
  const documented = seen.filter(
    ({ status, method, target }) => [204, 400, 404].includes(status) && isOperation(method, target),
  );
  expect(new Set(documented.map(({ status }) => status))).toEqual(new Set([204, 400, 404]));
  expect(documented.flatMap((one) => violationsOfAnswer(contract, one))).toEqual([]);
  const others = seen.filter(({ status }) => ![204, 400, 404].includes(status));
  expect(others.length).toBeGreaterThan(0);
  for (const one of others.filter(({ method, target }) => isOperation(method, target))) {
    expect(violationsOfAnswer(contract, one)).toEqual([`${one.status} is not documented`]);
    // Undocumented, and yet the same kind of object.
    expect(violationsOfAnswer(contract, { ...one, status: 400 })).toEqual([]);
  }
});

const isOperation = (method: string, target: string) =>
  method === 'POST' && /^\/v1\/users\/[^/?]+\/password-reset(\?|$)/.test(target);
const targetOf = ({ target }: Seen) => target;

const spoilt: readonly (readonly [what: string, spoil: (seen: Seen) => Seen, said: string])[] = [
  ['without its query parameter', (s) => ({ ...s, target: s.target.replace(/\?.*/, '') }), 'clientId is missing'],
  ['with a parameter twice', (s) => ({ ...s, target: `${s.target}&clientId=a` }), 'clientId is given 2 times'],
  ['with another parameter', (s) => ({ ...s, target: `${s.target}&verbose=1` }), 'verbose is no parameter'],
  ['with another method', (s) => ({ ...s, method: 'GET' }), 'there is no operation GET'],
  ['at another path', (s) => ({ ...s, target: s.target.replace('/v1/', '/v2/') }), 'there is no operation POST'],
  ['with a body', (s) => ({ ...s, content: '{}' }), 'there is a body'],
  ['with a Content-Type', (s) => ({ ...s, fields: { ...s.fields, 'content-type': 'text/plain' } }), 'Content-Type'],
  ['without ApplicationToken', (s) => ({ ...s, fields: { ...s.fields, applicationtoken: '' } }), 'no security'],
  ['without credentials', (s) => ({ ...s, fields: {} }), 'no security alternative'],
];

for (const [what, spoil, said] of spoilt) {
  test(`a good request ${what} is no request of the contract`, async () => {
    const [first] = (await watched()).good;
    if (!first) throw new Error('nothing was seen');
    expect(violationsOfRequest(contract, spoil(first))).toEqual([expect.stringContaining(said)]);
  });
}

/** The contract demands no member of its problem object: here it does. */
const stricter: Contract = structuredClone(contract);
Object.assign(stricter.components.schemas.ProblemDetails ?? {}, { required: ['title'] });

test('an answer with a wrong member, status or media type, or without a member that is demanded, is none of the contract', async () => {
  const { seen } = await watched();
  const problem = seen.find(({ status, method, target }) => status === 400 && isOperation(method, target));
  if (!problem) throw new Error('no 400 was seen');
  const { title: _, ...others } = JSON.parse(problem.answer) as Record<string, unknown>;
  const answering = (answer: object, more: Partial<Seen> = {}): Seen => ({
    ...problem,
    answer: JSON.stringify(answer),
    ...more,
  });
  expect(violationsOfAnswer(stricter, problem)).toEqual([]);
  expect(violationsOfAnswer(stricter, answering(others))).toEqual([
    expect.stringContaining("required property 'title'"),
  ]);
  expect(violationsOfAnswer(contract, answering({ ...others, title: 1 }))).toEqual([expect.stringContaining('/title')]);
  expect(violationsOfAnswer(contract, answering(others, { status: 409 }))).toEqual(['409 is not documented']);
  expect(violationsOfAnswer(contract, answering(others, { answerFields: { 'content-type': 'text/html' } }))).toEqual([
    'text/html is no type of it',
  ]);
  expect(violationsOfAnswer(contract, answering(others, { status: 204 }))).toEqual([
    '204 has a content, and none is documented',
  ]);
});
