import { test } from '@playwright/test';
import { closeOnce } from '../src/playwright/declare.ts';

/** Runs whatever failed before. The requirements that look back over the run follow it or have made it happen. */
test('the closing asks once more', closeOnce);
