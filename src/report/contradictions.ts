import type { VariableName } from '../../config/variables.ts';
import type { Configuration } from '../configuration/resolve.ts';
import { claimsOf, isJwt } from '../configuration/shapes.ts';
import { alternatives } from '../model/contract.ts';
import { type Exchange, fieldValues } from '../model/exchange.ts';

/** A declaration that what was seen speaks against: what rests on it is not known to be so. */
export interface Contradiction {
  readonly variable: VariableName;
  readonly declared: string;
  /** One sentence for a person. */
  readonly seen: string;
}

type Facts = Pick<Configuration, 'values' | 'origins'> & { readonly exchanges: readonly Exchange[] };

/** Each by its own variable: what was seen that speaks against it, if anything. */
const contraries: Readonly<Partial<Record<VariableName, (facts: Facts) => string | undefined>>> = {
  NEXUS_EXPIRED_BEARER_TOKEN: ({ values }) =>
    values.NEXUS_EXPIRED_BEARER_TOKEN === 'none' && claimsOf(values.NEXUS_BEARER_TOKEN ?? '')?.exp !== undefined
      ? 'NEXUS_BEARER_TOKEN has an exp, so that tokens do expire'
      : undefined,
  NEXUS_NO_CLOCK({ values, exchanges }) {
    const dated = exchanges.filter(({ response }) => response && isDatedByItself(response.fields)).length;
    return values.NEXUS_NO_CLOCK && dated > 0
      ? `${dated} ${dated === 1 ? 'answer has' : 'answers have'} a Date, and no Via`
      : undefined;
  },
  NEXUS_TOKEN_FORMAT({ values: { NEXUS_TOKEN_FORMAT: format, NEXUS_BEARER_TOKEN: token } }) {
    if (format === undefined || token === undefined || isJwt(token) === (format === 'jwt')) return undefined;
    return `NEXUS_BEARER_TOKEN has ${isJwt(token) ? 'the form of a JWT' : 'not the form of a JWT'}`;
  },
  NEXUS_REQUIRED_SCOPE({ values: { NEXUS_REQUIRED_SCOPE: scope, NEXUS_BEARER_TOKEN: token }, exchanges }) {
    const scopes = scope === undefined ? undefined : claimsOf(token ?? '')?.scopes;
    if (scope === undefined || scopes === undefined || scopes.includes(scope)) return undefined;
    const isAccepted = exchanges.some(
      ({ intent, response }) => intent.purpose === 'opening' && hasBearer(intent.case) && response?.status === 204,
    );
    return isAccepted ? 'NEXUS_BEARER_TOKEN does not have it, and was accepted' : undefined;
  },
};

/** RFC 9110 §6.6.1: who forwards an answer without Date adds one, and says by Via that it was there (§7.6.3). */
function isDatedByItself(fields: Exchange['request']['fields']): boolean {
  return fieldValues(fields, 'date').length > 0 && fieldValues(fields, 'via').length === 0;
}

const hasBearer = (control: string): boolean =>
  alternatives.some(({ id, schemes }) => id === control && schemes.includes('Bearer'));

/** What the operator said, and nothing that follows by itself. */
export function contradictionsOf(facts: Facts): Contradiction[] {
  const { values, origins } = facts;
  return (Object.keys(contraries) as VariableName[]).flatMap((variable) => {
    const seen = origins[variable] === 'default' ? undefined : contraries[variable]?.(facts);
    return seen === undefined ? [] : [{ variable, declared: String(values[variable]), seen }];
  });
}

export const contradictionLine = ({ variable, declared, seen }: Contradiction): string =>
  `${variable}=${declared}: ${seen}`;
