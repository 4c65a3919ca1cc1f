// Serves the embedded reference: `npm run reference -- --port 8080`.
import { ensureBuilt } from './ensure-built.js';

await ensureBuilt();
await import(new URL('../dist/reference.js', import.meta.url).href);
