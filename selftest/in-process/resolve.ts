import type { ResolveHook } from 'node:module';

const standIn = new URL('./stand-in.ts', import.meta.url).href;

/** A hook of Node's module loader: only the stand-in itself gets the real thing. */
export const resolve: ResolveHook = (specifier, context, next) => {
  const isReplaced = specifier === '@playwright/test' && context.parentURL !== standIn;
  return next(isReplaced ? standIn : specifier, context);
};
