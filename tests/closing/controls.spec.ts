/** Whether the good requests are still accepted, asked once more after the last probe. It judges nothing by itself. */
import { closing, test } from '../../src/run/requirement.ts';

test(...closing());
