import type { RequirementId } from '../../../requirements/index.ts';

/** What is likely wrong with a target that does this. All that is given has to hold. */
export interface Hint {
  /** One sentence for whoever builds or runs the target. */
  readonly says: string;
  /** The requirements that it explains; any where absent. */
  readonly of?: readonly RequirementId[];
  /** The status answered, or its class. */
  readonly status?: readonly (number | '2xx' | '3xx' | '4xx')[];
  /** A field of the answer: its name in lower case, or that and what it holds. */
  readonly field?: readonly [name: string, holds?: RegExp];
  /** What the content of the answer holds. */
  readonly content?: RegExp;
  /** What the request line, with scheme and host in its target, or one of the request's fields holds. */
  readonly sent?: RegExp;
  /** Present where the path was spelled in another way than the contract spells it. */
  readonly respelled?: true;
  /** A part of the case's id: of what stands after its `#`. */
  readonly case?: string;
  /** What the finding says. */
  readonly found?: RegExp;
  /** What it says that it got. */
  readonly got?: RegExp;
}
