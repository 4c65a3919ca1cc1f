import { declareWith } from '../run/requirement.ts';
import { test } from './fixtures.ts';

// Before any spec is loaded: each then declares its tests with Playwright's own `test`.
declareWith(test);
