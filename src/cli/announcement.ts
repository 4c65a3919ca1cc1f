import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Fault } from '../../reference/faults/fault.ts';
import { didYouMean } from '../configuration/nearest-name.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { bystanderIsAsked, plannedValues, tripwireIsUsed } from '../run/emails.ts';
import type { Plan } from '../run/plan.ts';
import { type Selection, unmatchedPatterns } from '../run/selection.ts';
import { invocation } from '../suite.ts';
import { didYouMeanPattern } from './suggestion.ts';

/** What is about to happen to the target, in a line or three, before anything does. */
export async function announcement(configuration: Configuration, selection: Selection, plan: Plan): Promise<string> {
  const { values, target, targetName } = configuration;
  const planned = plannedValues(configuration);
  const where =
    target === 'reference'
      ? await embedded(values.NEXUS_FAULT)
      : `${values.NEXUS_BASE_URL} (${targetName}, ${values.NEXUS_ENVIRONMENT})`;
  const others = [
    ...(tripwireIsUsed(planned) ? ['the tripwire user'] : []),
    ...(bystanderIsAsked(planned) ? ['the bystander'] : []),
  ];
  const users = ['the user', ...others].join(', ').replace(/, ([^,]*)$/, ' and $1');
  const pace =
    values.NEXUS_MAX_RPS === undefined
      ? 'as fast as it answers'
      : `at ${values.NEXUS_MAX_RPS} requests/s, ${plan.seconds} s`;
  const build = values.NEXUS_EXPECT_BUILD;
  return [
    `${values.NEXUS_PROFILE} of ${where}`,
    ...(build === undefined ? [] : [`first waits for build ${build}, for half of the deadline at most`]),
    `${plan.requirements} ${plan.requirements === 1 ? 'requirement' : 'requirements'}, ${selection.leftOut.length} of the profile left out; about ${plan.requests} requests ${pace}; ${emailsOf(plan, users)}; deadline ${values.NEXUS_DEADLINE_SECONDS} s`,
  ].join('\n');
}

/** Where it takes more to see what is accepted, that is known only once the target was asked. */
function emailsOf({ emails, emailsUntold }: Plan, users: string): string {
  const untold = emailsUntold > emails ? ` (${emailsUntold} where unknown users are not told apart)` : '';
  return `at most ${emails} e-mails${untold}, to ${users}`;
}

async function embedded(fault: string | undefined): Promise<string> {
  const broken = fault === undefined ? undefined : (await allFaults())[fault];
  return broken
    ? `the embedded reference, which ${broken.does}`
    : 'the embedded reference (set NEXUS_BASE_URL to test your own)';
}

/** Loaded where one is asked for: they bring the whole reference with them, which a run against a target does not need. */
async function allFaults(): Promise<Readonly<Record<string, Fault>>> {
  return (await import('../../reference/faults/index.ts')).faults;
}

/** What is wrong with what was asked for, once the configuration by itself is right. */
export async function problemsOfThePlan({ values }: Configuration, plan: Plan): Promise<string[]> {
  const {
    NEXUS_ONLY: only,
    NEXUS_SKIP: skip,
    NEXUS_FAULT: fault,
    NEXUS_DEADLINE_SECONDS: deadline,
    NEXUS_OWN_TESTS: own,
  } = values;
  return [
    ...unmatched('NEXUS_ONLY', only),
    ...unmatched('NEXUS_SKIP', skip),
    ...(own !== undefined && !existsSync(own) ? [`NEXUS_OWN_TESTS: there is no folder ${resolve(own)}.`] : []),
    ...(fault === undefined ? [] : unknownFault(fault, await allFaults())),
    ...(plan.seconds > deadline
      ? [
          `About ${plan.requests} requests at ${values.NEXUS_MAX_RPS} a second take ${plan.seconds} s, longer than the deadline of ${deadline} s. Raise NEXUS_DEADLINE_SECONDS or NEXUS_MAX_RPS.`,
        ]
      : []),
  ];
}

function unknownFault(fault: string, faults: Readonly<Record<string, Fault>>): string[] {
  if (faults[fault]) return [];
  return [`NEXUS_FAULT: "${fault}" is not a fault of the reference.${didYouMean(fault, Object.keys(faults))}`];
}

function unmatched(variable: string, patterns = ''): string[] {
  return unmatchedPatterns(patterns).map(
    (pattern) =>
      `${variable}: "${pattern}" is not the id of a requirement or a pattern of one.${didYouMeanPattern(pattern)} ${invocation} list shows all.`,
  );
}
