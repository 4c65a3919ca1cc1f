import { type Answers, accepted, answered, noWayAround, open, type Refusal, refused } from '../judge/expectations.ts';
import { type Look, lookBack } from '../judge/oracle.ts';
import { type Survival, survived } from '../judge/survival.ts';
import { caseOf, type Exchange } from '../model/exchange.ts';
import { type Finding, type Outcome, outcomes, Unjudgeable } from '../model/finding.ts';

/**
 * Holds an answer against what is demanded. What is found is collected and ends nothing: all cases of a requirement are
 * judged, and one that is wrong hides no other.
 */
export interface Check {
  /** It must have been accepted. Says whether it was. */
  accepted(exchange: Exchange): boolean;
  /** It must have been refused: as credentials are, unless other answers are named. */
  refused(refusal: Refusal, answers?: Answers): void;
  /** It may be accepted or refused, as the answers say. */
  answered(exchange: Exchange, answers: Answers): void;
  /** Accepting and refusing are both right: what happened is recorded. */
  recorded(exchange: Exchange): void;
  /** However it was dressed up, it must not have reached the operation. */
  noWayAround(refusal: Refusal): void;
  /** The service must have survived it, and nobody may have profited; `elsewhere`: it may name another resource. */
  survived(survival: Survival, elsewhere?: boolean): void;
  /** Looks back at every exchange that a sentence is about. */
  every(record: readonly Exchange[], look: Look): void;
  /** What a look at this exchange found; nothing found is a pass. */
  judged(exchange: Exchange, finding: Finding | undefined): void;
  /** What a comparison of several exchanges found; nothing found is a pass. */
  found(...findings: readonly (Finding | undefined)[]): void;
}

/** One stimulus of a requirement, or one group of them. */
export interface Case {
  /** In kebab-case, unique within its requirement. */
  readonly case: string;
  /** The same in words. */
  readonly title: string;
}

/** Judges each case by itself, all together: what one lacks keeps no other from being judged. */
export type Each = <C extends Case>(cases: readonly C[], judge: (one: C) => Promise<void>) => Promise<void>;

/** What a requirement's body came to. */
export interface Collected {
  readonly check: Check;
  readonly each: Each;
  /** Adds what ended the body itself. */
  ended(error: Unjudgeable): void;
  /** What was found; of what passed besides nothing but the bad is left. */
  findings(): readonly Finding[];
  /** Whether nothing at all was held against anything. */
  isEmpty(): boolean;
  /** The cases that there were, by `id#case`. */
  cases(): readonly string[];
}

/** Whether one of two cases is the other, or leads to it: what comes of a case begins with its name. */
export const belongs = (name: string, wanted: string): boolean =>
  `${name}-`.startsWith(`${wanted}-`) || `${wanted}-`.startsWith(`${name}-`);

/** An error of this suite and not of a target: nothing would be judged, and that would pass. */
export class SuiteDefect extends Error {}

/** They come in any order. */
const byCase = ({ case: one = '' }: Finding, { case: other = '' }: Finding): number =>
  one < other ? -1 : Number(one > other);

const worseThanPassed: readonly Outcome[] = outcomes.slice(0, outcomes.indexOf('passed'));

/** `only` names the cases that are judged, and all that come of them, where not all are: `id#case`. */
export function collect(id: string, only?: readonly string[]): Collected {
  const findings: Finding[] = [];
  const known = new Set<string>();
  let passes = 0;

  function add(finding: Finding | undefined, exchange: Exchange | undefined): void {
    if (finding === undefined) passes += 1;
    else findings.push(exchange ? { case: caseOf(exchange), title: exchange.intent.title, ...finding } : finding);
  }

  const each: Each = async (cases, judge) => {
    if (cases.length === 0) throw new SuiteDefect(`${id} has a list of cases without a case`);
    const named = cases.map((one) => ({ one, name: `${id}#${one.case}` }));
    for (const { name } of named) known.add(name);
    const chosen = named.filter(({ name }) => only === undefined || only.some((wanted) => belongs(name, wanted)));
    // All of them, whatever one of them throws: none may go on sending when the outcome is recorded.
    const endings = await Promise.allSettled(
      chosen.map(async ({ one, name }) => {
        try {
          await judge(one);
        } catch (error) {
          if (!(error instanceof Unjudgeable)) throw error;
          findings.push(...error.findings.map((finding) => ({ case: name, title: one.title, ...finding })));
        }
      }),
    );
    for (const ending of endings) if (ending.status === 'rejected') throw ending.reason;
  };

  return {
    each,
    check: {
      accepted(exchange) {
        const finding = accepted(exchange);
        add(finding, exchange);
        return finding === undefined;
      },
      refused: (refusal, answers) => add(refused(refusal, answers), refusal.exchange),
      answered: (exchange, answers) => add(answered(exchange, answers), exchange),
      recorded: (exchange) => add(answered(exchange, open), exchange),
      noWayAround: (refusal) => add(noWayAround(refusal), refusal.exchange),
      survived: (survival, elsewhere) => add(survived(survival, elsewhere), survival.exchange),
      every(record, look) {
        const { judged, findings: found } = lookBack(record, look);
        if (judged > 0 && found.length === 0) passes += 1;
        for (const finding of found)
          add(
            finding,
            record.find(({ id: of }) => of === finding.exchange),
          );
      },
      judged: (exchange, finding) => add(finding, exchange),
      found(...all) {
        const present = all.filter((finding) => finding !== undefined);
        if (present.length === 0) passes += 1;
        findings.push(...present);
      },
    },
    ended: (error) => void findings.push(...error.findings),
    findings: () =>
      findings.filter(({ outcome }) => passes === 0 || worseThanPassed.includes(outcome)).toSorted(byCase),
    isEmpty: () => passes === 0 && findings.length === 0,
    cases: () => [...known],
  };
}
