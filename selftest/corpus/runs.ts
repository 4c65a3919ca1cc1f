import { faults } from '../../reference/faults/index.ts';
import type { RequirementId } from '../../requirements/index.ts';
import type { Profile } from '../../requirements/types.ts';
import { isShownByMail, profileFor } from '../proof/kills.ts';

export interface CorpusRun {
  /** Of the recording's file. */
  readonly name: string;
  readonly profile: Profile;
  readonly fault?: string;
  readonly variant?: string;
  /** The run that this one is told by. */
  readonly like?: string;
}

const conforming: readonly CorpusRun[] = [
  { name: 'reference-gate', profile: 'gate' },
  { name: 'reference-certify', profile: 'certify' },
];

/** What other right servers answer, where that is judged in ways of its own. */
const variants = [
  '403-without-application-token',
  '404-for-refusals',
  'several-challenges-in-one-line',
  'bearer-only-challenge',
  'application-token-in-a-cookie',
  'opaque-bearer',
  '403-for-insufficient-scope',
  '403-for-unknown-clients',
  '415-for-any-body',
  'redirects-trailing-slash',
  'every-text-is-a-user-id',
  'errors-as-plain-text',
  'errors-as-text-xml',
  'empty-status-in-xml',
  'translated-titles',
  'titles-without-type',
  'xml-in-latin-1',
];

/** What it answers depends on the order in which overlapping requests come: each recording would be another. */
const unsteady = ['changing-titles'];
/** Its frames are no messages that could be answered from a record. */
const notReplayed: readonly RequirementId[] = ['http/http2'];

const runLike = (profile: Profile) => ({ profile, like: `reference-${profile}` });

/** The conforming reference, a fault for each requirement that any fault breaks and no mailbox shows, and variants. */
export const corpusRuns: readonly CorpusRun[] = [
  ...conforming,
  ...Object.values(faults)
    .filter(({ name, breaks }) => !unsteady.includes(name) && !notReplayed.includes(breaks))
    .filter((fault) => !isShownByMail(fault))
    .filter(({ breaks }, index, all) => all.findIndex((fault) => fault.breaks === breaks) === index)
    .map((fault) => ({ name: `fault-${fault.name}`, fault: fault.name, ...runLike(profileFor(fault)) })),
  ...variants.map((name) => ({ name: `variant-${name}`, variant: name, ...runLike('gate') })),
];
