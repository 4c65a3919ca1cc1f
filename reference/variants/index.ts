import { refusalVariants } from './auth.ts';
import { credentialVariants } from './auth-credentials.ts';
import { networkVariants } from './network.ts';
import type { Variant } from './variant.ts';

/** Every variant by its name. */
export const variants: Readonly<Record<string, Variant>> = Object.fromEntries(
  [...refusalVariants, ...credentialVariants, ...networkVariants].map((variant) => [variant.name, variant]),
);
