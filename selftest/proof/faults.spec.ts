import { expect, test } from '@playwright/test';
import type { Fault } from '../../reference/faults/fault.ts';
import { faults } from '../../reference/faults/index.ts';
import { startReference } from '../../reference/serve.ts';
import { requirementIds, requirements, standingOf } from '../../requirements/index.ts';
import type { Statement } from '../../src/report/statement.ts';
import { namesDefinedIn } from './defined.ts';
import { judge, withoutMailbox } from './judge.ts';
import { deviations, endOf, fallenBy, isShownByMail, profileFor } from './kills.ts';
import { faultTitle } from './titles.ts';

const judgeable = Object.values(faults).filter((fault) => fault.process !== 'its own');

// Where it takes a mailbox, `mail-faults.spec.ts` has one.
for (const fault of judgeable.filter((one) => !isShownByMail(one))) {
  test(faultTitle(fault.name), async () => {
    const statement = await judgementOf(fault);
    expect(deviations(fault, statement)).toEqual([]);
    expect(statement).toMatchObject(endOf(statement));
  });
}

test('every fault that is defined is listed, each by a name of its own', async () => {
  const defined = await namesDefinedIn(new URL('../../reference/faults/', import.meta.url));
  expect(Object.keys(faults).toSorted()).toEqual(defined.toSorted());
});

/** The reference speaks no TLS: `tls-only.spec.ts` proves it. */
const withoutFault: readonly string[] = ['advice/tls-only'];

test('for every requirement that is built there is a fault that breaks it', () => {
  const unproven = requirementIds
    .filter((id) => !withoutFault.includes(id))
    .filter((id) => standingOf(id) === 'built' && requirements[id].level !== 'MAY')
    .filter((id) => judgeable.every(({ breaks }) => breaks !== id));
  expect(
    unproven.map(
      (id) => `${id}: write a fault with breaks: '${id}' into reference/faults/, and list it in its index.ts`,
    ),
  ).toEqual([]);
});

test('of two faults that bring down the very same it is said what they differ in, and of no others', () => {
  const wrong = judgeable.flatMap((fault) => {
    const { name, like = {} } = fault;
    const twins = judgeable
      .filter((other) => other !== fault && rowOf(other) === rowOf(fault))
      .map((twin) => twin.name);
    const strangers = Object.keys(like).filter((other) => !twins.includes(other));
    const [earlier] = twins.filter((twin) => isBefore(twin, name));
    const lacks = earlier !== undefined && Object.keys(like).length === 0;
    return [
      ...strangers.map((other) => `${name}: does not bring down what ${other} does`),
      ...(lacks ? [`${name}: add like: { '${earlier}': '…' } with what they differ in`] : []),
    ];
  });
  expect(wrong).toEqual([]);
});

const rowOf = (fault: Fault) => fallenBy(fault).toSorted().join(' ');
const isBefore = (one: string, other: string) =>
  judgeable.findIndex(({ name }) => name === one) < judgeable.findIndex(({ name }) => name === other);

async function judgementOf(fault: Fault): Promise<Statement> {
  const reference = await startReference({ fault: fault.name });
  try {
    return await judge({ ...reference.environment, ...withoutMailbox(profileFor(fault)) });
  } finally {
    await reference.close();
  }
}
