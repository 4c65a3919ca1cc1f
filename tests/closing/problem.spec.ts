/**
 * The problem object of 400 and 404. The document shows seven representations of one schema and has lost their media types:
 * any JSON or XML type will do, five members may be absent or null, and others may stand beside them. What is judged are
 * the answers to requests that other requirements sent; only errors of the operation itself have to be problem objects.
 */

import {
  labelledProblem,
  operationProblem,
  operationProblemOfOtherType,
  statusMatches,
  statusShouldMatch,
  uriMembers,
} from '../../src/judge/oracles/member-oracles.ts';
import {
  bodyPresent,
  errorToWhoTakesJson,
  errorWithBody,
  labelledError,
  problemMediaType,
  problemSchema,
  representedError,
  wellFormed,
} from '../../src/judge/oracles/problem-oracles.ts';
import { requirement, test } from '../../src/run/requirement.ts';
import { noProblem, withOperationErrors } from '../problem.cases.ts';

// The schema.

test(
  ...requirement('problem/schema-400', async ({ nexus, record, values, check }) => {
    check.every(await withOperationErrors({ nexus, record, values }), {
      concerned: representedError(400),
      oracle: problemSchema,
      none: 'the operation answered no 400 with a JSON or XML body',
    });
  }),
);

test(
  ...requirement('problem/schema-404', async ({ nexus, record, values, check }) => {
    check.every(await withOperationErrors({ nexus, record, values }), {
      concerned: representedError(404),
      oracle: problemSchema,
      none: 'the operation answered no 404 with a JSON or XML body',
    });
  }),
);

// What the members say.

test(
  ...requirement('problem/status-matches', async ({ nexus, record, values, check }) => {
    check.every(await withOperationErrors({ nexus, record, values }), {
      concerned: labelledProblem,
      oracle: statusMatches,
      none: 'nothing was answered in application/problem+json or application/problem+xml',
    });
  }),
);

test(
  ...requirement('problem/status-matches-other-types', async ({ nexus, record, values, check }) => {
    check.every(await withOperationErrors({ nexus, record, values }), {
      concerned: operationProblemOfOtherType,
      oracle: statusShouldMatch,
      none: 'the operation answered no problem object in another media type',
    });
  }),
);

test(
  ...requirement('problem/uri-members', async ({ nexus, record, values, check }) => {
    check.every(await withOperationErrors({ nexus, record, values }), {
      concerned: operationProblem,
      oracle: uriMembers,
      none: noProblem,
    });
  }),
);

// The body and its type.

test(
  ...requirement('problem/body-present', async ({ nexus, record, values, check }) => {
    check.every(await withOperationErrors({ nexus, record, values }), {
      concerned: errorToWhoTakesJson,
      oracle: bodyPresent,
      none: 'the operation answered no 400 or 404',
    });
  }),
);

test(
  ...requirement('problem/media-type', async ({ nexus, record, values, check }) => {
    check.every(await withOperationErrors({ nexus, record, values }), {
      concerned: errorWithBody,
      oracle: problemMediaType,
      none: 'the operation answered no 400 or 404 with a body',
    });
  }),
);

test(
  ...requirement('problem/well-formed', async ({ nexus, record, values, check }) => {
    check.every(await withOperationErrors({ nexus, record, values }), {
      concerned: labelledError,
      oracle: wellFormed,
      none: 'no error has a body that declares to be JSON or XML',
    });
  }),
);
