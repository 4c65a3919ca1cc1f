/** What keeps a run from beginning, told to a person: whole sentences that stand alone, with no secret in them. */
export interface Misconfiguration {
  /** The variable, or the unknown name, that it is about. */
  readonly variable?: string;
  readonly message: string;
}

/** What is wrong with one variable; each message is its name and what is said of it. */
export function wrong(variable: string, ...said: readonly string[]): Misconfiguration[] {
  return said.map((text) => ({ variable, message: `${variable} ${text}` }));
}

/** What was found on the way, in the order in which it is told. */
export interface Remarks {
  readonly misconfigurations: readonly Misconfiguration[];
  /** Lines to show, whatever comes out. */
  readonly notes: readonly string[];
}

export function together(...all: readonly Remarks[]): Remarks {
  return { misconfigurations: all.flatMap((each) => each.misconfigurations), notes: all.flatMap(({ notes }) => notes) };
}

/** Everything that is wrong with a configuration. Its message lists it, a line each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly misconfigurations: readonly Misconfiguration[];

  constructor(misconfigurations: readonly Misconfiguration[]) {
    const lines = misconfigurations.map(({ message }) => `- ${message}`);
    super(['The configuration is wrong; nothing was sent.', ...lines].join('\n'));
    this.misconfigurations = misconfigurations;
  }
}
