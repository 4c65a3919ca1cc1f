import type { RequirementId } from '../../../requirements/index.ts';
import type { RowState } from '../../model/credential-states.ts';

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
  /** What the request line or one of the request's fields holds. */
  readonly sent?: RegExp;
  /** What the case is called, or part of it. */
  readonly case?: string;
  /** What the finding says. */
  readonly found?: RegExp;
  /** States of the credentials that were sent. */
  readonly states?: { readonly [S in keyof RowState]?: RowState[S] };
}
