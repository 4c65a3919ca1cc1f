import { refusalVariants } from './auth.ts';
import { credentialVariants } from './auth-credentials.ts';
import { readingVariants } from './auth-reading.ts';
import { emailPageVariants, emailVariants } from './email.ts';
import { messageVariants } from './http-raw.ts';
import { limitVariants } from './limits.ts';
import { networkVariants } from './network.ts';
import { parameterVariants } from './parameters.ts';
import { representationVariants } from './problem.ts';
import { robustnessVariants } from './robustness.ts';
import type { Variant } from './variant.ts';
import { wireVariants } from './wire.ts';

/** Every variant by its name. */
export const variants: Readonly<Record<string, Variant>> = Object.fromEntries(
  [
    ...refusalVariants,
    ...credentialVariants,
    ...readingVariants,
    ...networkVariants,
    ...limitVariants,
    ...parameterVariants,
    ...representationVariants,
    ...wireVariants,
    ...messageVariants,
    ...robustnessVariants,
    ...emailVariants,
    ...emailPageVariants,
  ].map((variant) => [variant.name, variant]),
);
