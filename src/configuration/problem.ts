/** What keeps a run from starting, as a message to a person: a whole sentence that stands alone, with no secret in it. */
export interface Problem {
  /** The variable, or the unknown name, that it is about. */
  readonly variable?: string;
  readonly message: string;
}
