import type { Finding, Outcome } from '../../src/model/finding.ts';

/** What a look at one thing came to: it passed where it found nothing. */
export const outcomeIn = (finding: Finding | undefined): Outcome => finding?.outcome ?? 'passed';
