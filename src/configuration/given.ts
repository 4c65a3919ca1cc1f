import type { VariableName } from '../../config/variables.ts';

/** A value as it was written, and where. */
export interface Given {
  readonly text: string;
  /** For people: `flag --profile`, `environment`, `.env`, `config/targets/staging.env`, `default`. */
  readonly origin: string;
  /** The text is the path of a file that holds the value. */
  readonly isFile?: true;
}

/** What one place says. */
export type Layer = Readonly<Partial<Record<VariableName, Given>>>;
