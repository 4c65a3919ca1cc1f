import { type VariableName, variable, variableNames } from '../../config/variables.ts';
import type { Values } from '../configuration/values.ts';
import { parseChallenges } from '../judge/challenges.ts';
import { type Exchange, fieldValues } from '../model/exchange.ts';

/** What the operator says of the target and the suite cannot see. */
export type Declared = Readonly<Partial<Record<VariableName, string>>>;

/** What the run saw of the target besides what it judged. */
export interface Observed {
  readonly exchanges: number;
  /** Number of answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Values of the Server field. */
  readonly servers: readonly string[];
  /** Schemes that 401 responses challenge for. */
  readonly challenges: readonly string[];
}

const declarations: readonly VariableName[] = [
  'NEXUS_TOKEN_FORMAT',
  'NEXUS_REQUIRED_SCOPE',
  'NEXUS_STRICT_CLIENT',
  'NEXUS_NO_CLOCK',
];

/** Who is certified, what kind of tokens there are, and what is said not to exist. Never a secret. */
export function declaredBy(values: Values): Declared {
  const said = variableNames.filter(
    (name) =>
      (values[name] === 'none' && variable(name).group !== 'Run') ||
      declarations.includes(name) ||
      variable(name).group === 'Who is certified',
  );
  return Object.fromEntries(
    said.filter((name) => values[name] !== undefined).map((name) => [name, String(values[name])]),
  );
}

export function observedIn(exchanges: readonly Exchange[]): Observed {
  const responses = exchanges.flatMap(({ response }) => (response ? [response] : []));
  const statuses: Record<string, number> = {};
  for (const { status } of responses) statuses[status] = (statuses[status] ?? 0) + 1;
  const fields = (name: string) => responses.flatMap((response) => fieldValues(response.fields, name));
  const schemes = parseChallenges(fields('www-authenticate')).challenges.map(({ scheme }) => scheme);
  return {
    exchanges: exchanges.length,
    statuses,
    servers: [...new Set(fields('server'))],
    challenges: [...new Set(schemes)],
  };
}
