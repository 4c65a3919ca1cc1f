/** The configuration is `src/playwright/config.ts`, compiled: what runs is what was built of the sources as they are now. */
import { ensureBuilt } from './tools/ensure-built.js';

await ensureBuilt();
export default (await import('./dist/playwright.config.js')).default;
