/** How strongly the source demands it (RFC 2119). */
export type Level = 'MUST' | 'SHOULD' | 'MAY';

/** What a requirement protects. */
export type RequirementClass = 'contract' | 'protocol' | 'effect' | 'robustness' | 'advisory';

/** How much is tested; each profile includes the ones before it. */
export const profiles = ['smoke', 'gate', 'certify'] as const;
export type Profile = (typeof profiles)[number];

/** The least tolerant place where a requirement may run: anywhere, on production with written consent, on staging only. */
export type Environment = 'production' | 'consent' | 'staging';

/**
 * When a requirement is judged: `probes` send their own requests or judge the opening's; `closing` looks back over
 * every exchange of the run.
 */
export type Phase = 'probes' | 'closing';

/** What must be configured before a requirement can be judged; `config/needs.ts` names the variables of each. */
export type Need =
  | 'credentials'
  | 'bearer'
  | 'application-token'
  | 'basic'
  | 'user'
  | 'client'
  | 'unknown-user'
  | 'unknown-client'
  | 'malformed-user'
  | 'client-origin'
  | 'second-client'
  | 'second-client-origin'
  | 'tripwire-mailbox'
  | 'bystander'
  | 'bystander-mailbox'
  | 'expired-bearer'
  | 'low-scope-bearer'
  | 'password-accounts'
  | 'user-password'
  | 'mailbox';

/** Where a requirement comes from: a document, the place in it, and where to read it. */
export interface Source {
  readonly document: string;
  readonly section: string;
  readonly url?: string;
}

export interface Requirement {
  /** The one normative sentence. */
  readonly sentence: string;
  readonly level: Level;
  readonly class: RequirementClass;
  readonly sources: readonly [Source, ...Source[]];
  /** The smallest profile that runs it. */
  readonly profile: Profile;
  readonly environment: Environment;
  /** E-mails that a conforming target may send for it, at most. 0 where it shares the exchange of another requirement. */
  readonly emails: number;
  readonly phase: Phase;
  /** Present where nothing but a real 204 can show it: without e-mail it is left out. */
  readonly onlyBy204?: true;
  /** The requirement whose exchanges it judges, where that one is judged, too: then no e-mail of its own follows. */
  readonly shares?: string;
  /** Present where in `gate` the answer about an unknown user judges what is accepted, if that tells: then no e-mail follows. */
  readonly mailFree?: true;
  /** Present where it says that a good request is accepted: where it fails a wrong fixture is likelier than a wrong server. */
  readonly ofGoodRequest?: true;
  /** Present where it is not probed a second time: each time costs a real account a wrong password. */
  readonly once?: true;
  readonly needs: readonly Need[];
  /** What is sent and which answers are accepted, in a sentence or three. */
  readonly judged: string;
  /** What an implementation may do differently and still be right. */
  readonly legitimate: readonly string[];
  /** Present where no body exists yet: it is left out of every run by name and never counted as judged. */
  readonly built?: false;
  /** Why no run can judge it, as it is told to a person. It has no body in any version. */
  readonly excluded?: string;
}
