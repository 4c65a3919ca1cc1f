import { writeFileSync } from 'node:fs';
import { copyFirst, exampleFile } from './example-file.ts';

writeFileSync(new URL('../../config/targets/staging.env.example', import.meta.url), exampleFile('gate', copyFirst));
