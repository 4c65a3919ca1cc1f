import { type VariableName, variableNames } from '../../config/variables.ts';
import type { Facts } from './facts.ts';
import type { Problem } from './problem.ts';

/** Whether the run may be what it is asked to be, against this target. */
export function checkProfile(facts: Facts): Problem[] {
  return [...unnamedTarget(facts), ...faultElsewhere(facts), ...(isCertify(facts) ? refusedByCertify(facts) : [])];
}

function isCertify({ values }: Facts): boolean {
  return values.NEXUS_PROFILE === 'certify';
}

function unnamedTarget(facts: Facts): Problem[] {
  const { target, ci } = facts;
  if (target.kind !== 'reference' || target.named || !(ci || isCertify(facts))) return [];
  const where = ci ? 'Under CI' : 'In certify';
  const message = `${where} the target must be named, and none is configured: set NEXUS_BASE_URL or give --target NAME; --target reference asks for the embedded one by name.`;
  return [{ variable: 'NEXUS_BASE_URL', message }];
}

function faultElsewhere({ given, target }: Facts): Problem[] {
  if (given.NEXUS_FAULT === undefined || target.kind === 'reference') return [];
  const message = 'NEXUS_FAULT is for the embedded reference alone: add --target reference, or unset it.';
  return [{ variable: 'NEXUS_FAULT', message }];
}

function refusedByCertify({ given, values }: Facts): Problem[] {
  const refused = variableNames.filter((name) => isRefused[name]?.(values[name]));
  const problems = refused.map((variable) => ({
    variable,
    message: `${variable} is refused in certify: unset it (${given[variable]?.origin ?? 'default'}), or choose another profile.`,
  }));
  if (values.NEXUS_ENVIRONMENT !== 'production') return problems;
  const message = `NEXUS_ENVIRONMENT is production${given.NEXUS_ENVIRONMENT ? '' : ' by default'}, where certify may not run: certify a staging system and set NEXUS_ENVIRONMENT=staging.`;
  return [...problems, { variable: 'NEXUS_ENVIRONMENT', message }];
}

const isSet = (value: unknown) => value !== undefined;
const isTrue = (value: unknown) => value === true;

const isRefused: Readonly<Partial<Record<VariableName, (value: unknown) => boolean>>> = {
  NEXUS_SKIP: isSet,
  NEXUS_WAIVERS: isSet,
  NEXUS_MAIL_FREE: isTrue,
  NEXUS_INSECURE_TLS: isTrue,
};
