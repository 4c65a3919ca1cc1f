/** The configuration is `src/playwright/config.ts`, compiled: what runs is what was built of the sources as they are now. */
import { ensureBuilt } from './tools/ensure-built.js';

await ensureBuilt();
// Not a name that TypeScript resolves: what is built is no source.
export default (await import(new URL('dist/playwright.config.js', import.meta.url).href)).default;
