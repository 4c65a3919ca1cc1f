/** What Playwright loads: the specs, in the order in which they are run. Its files would run by name. */
import './fixtures.ts';
import '../../tests/index.ts';
