import type { VariableName } from '../../config/variables.ts';
import { type Facts, isDescribed, missing } from './facts.ts';
import { isUuid } from './generated-id.ts';
import type { Problem } from './problem.ts';
import { example } from './values.ts';

/** Whether the users and clients are there, and are different ones. */
export function checkFixtures(facts: Facts): Problem[] {
  const lacking = isDescribed(facts) ? missing(facts, 'NEXUS_USER_ID', 'NEXUS_CLIENT_ID') : [];
  return [
    ...lacking.map((variable) => ({
      variable,
      message: `${variable} is missing: no good request can be made without it. ${example(variable)}`,
    })),
    ...distinct.flatMap((names) => sameValue(facts, names)),
  ];
}

const distinct: readonly (readonly VariableName[])[] = [
  [
    'NEXUS_USER_ID',
    'NEXUS_TRIPWIRE_USER_ID',
    'NEXUS_BYSTANDER_USER_ID',
    'NEXUS_UNKNOWN_USER_ID',
    'NEXUS_MALFORMED_USER_ID',
  ],
  ['NEXUS_USER_EMAIL', 'NEXUS_TRIPWIRE_EMAIL', 'NEXUS_BYSTANDER_EMAIL'],
  ['NEXUS_CLIENT_ID', 'NEXUS_SECOND_CLIENT_ID', 'NEXUS_UNKNOWN_CLIENT_ID'],
];

function sameValue({ values }: Facts, names: readonly VariableName[]): Problem[] {
  return names.flatMap((variable, index) => {
    const earlier = names.slice(0, index).find((other) => values[other] === values[variable]);
    if (values[variable] === undefined || earlier === undefined) return [];
    return [{ variable, message: `${variable} has the same value as ${earlier}: they must name different ones.` }];
  });
}

/** An id of another shape than a good one is refused by the router: it then proves nothing about the operation. */
export function noteShapes({ values }: Facts): string[] {
  return alike.flatMap(([name, model]) => {
    const [id, good] = [values[name], values[model]];
    if (id === undefined || good === undefined || shapeOf(id) === shapeOf(good)) return [];
    return [`${name} is of another shape than ${model} (${shapeOf(id)}, not ${shapeOf(good)}): is it right?`];
  });
}

const alike = [
  ['NEXUS_TRIPWIRE_USER_ID', 'NEXUS_USER_ID'],
  ['NEXUS_BYSTANDER_USER_ID', 'NEXUS_USER_ID'],
  ['NEXUS_UNKNOWN_USER_ID', 'NEXUS_USER_ID'],
  ['NEXUS_UNKNOWN_CLIENT_ID', 'NEXUS_CLIENT_ID'],
] as const;

function shapeOf(id: string): string {
  if (isUuid(id)) return 'a UUID';
  const length = id.length <= 12 ? 'short' : id.length <= 40 ? 'medium' : 'long';
  return /^\d+$/.test(id) ? `a ${length} number` : `${length} text`;
}
