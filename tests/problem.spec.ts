/**
 * The problem object of 400 and 404. The document shows seven representations of one schema and has lost their media types:
 * any JSON or XML type will do, five members may be absent or null, and others may stand beside them. What is judged are
 * the answers to requests that other requirements sent; only errors of the operation itself have to be problem objects.
 */
import { inShort } from '../src/judge/expectations.ts';
import { expectEvery, isAnswered } from '../src/judge/oracle.ts';
import {
  declaredProblem,
  declaredProblemXml,
  operationProblem,
  operationProblemOfOtherType,
  problemXmlRoot,
  sameTitle,
  statusMatches,
  statusShouldMatch,
  titleOfBlankType,
  uriMembers,
} from '../src/judge/oracles/member-oracles.ts';
import {
  bodyPresent,
  declaredError,
  errorToWhoTakesJson,
  errorWithBody,
  problemMediaType,
  problemSchema,
  representedError,
  undecodableContent,
  wellFormed,
} from '../src/judge/oracles/problem-oracles.ts';
import { conclude, notApplicable } from '../src/model/finding.ts';
import { requirement } from '../src/run/requirement.ts';
import { errorFor, expectEveryError } from './problem.cases.ts';

const noProblem = 'the operation answered no problem object in JSON or XML';

// The schema.

requirement('problem/schema-400', (bench) =>
  expectEveryError(bench, {
    concerned: representedError(400),
    oracle: problemSchema,
    none: 'the operation answered no 400 with a JSON or XML body',
  }),
);

requirement('problem/schema-404', (bench) =>
  expectEveryError(bench, {
    concerned: representedError(404),
    oracle: problemSchema,
    none: 'the operation answered no 404 with a JSON or XML body',
  }),
);

// What the members say.

requirement('problem/status-matches', (bench) =>
  expectEveryError(bench, {
    concerned: declaredProblem,
    oracle: statusMatches,
    none: 'nothing was answered in application/problem+json or application/problem+xml',
  }),
);

requirement('problem/status-matches-other-types', (bench) =>
  expectEveryError(bench, {
    concerned: operationProblemOfOtherType,
    oracle: statusShouldMatch,
    none: 'the operation answered no problem object in another media type',
  }),
);

requirement('problem/uri-members', (bench) =>
  expectEveryError(bench, { concerned: operationProblem, oracle: uriMembers, none: noProblem }),
);

// The body and its type.

requirement('problem/body-present', (bench) =>
  expectEveryError(bench, {
    concerned: errorToWhoTakesJson,
    oracle: bodyPresent,
    none: 'the operation answered no 400 or 404',
  }),
);

requirement('problem/media-type', (bench) =>
  expectEveryError(bench, {
    concerned: errorWithBody,
    oracle: problemMediaType,
    none: 'the operation answered no 400 or 404 with a body',
  }),
);

requirement('problem/well-formed', async (bench) => {
  conclude(undecodableContent(bench.record));
  await expectEveryError(bench, {
    concerned: declaredError,
    oracle: wellFormed,
    none: 'no error has a body that declares to be JSON or XML',
  });
});

requirement('problem/xml-root', async ({ nexus }) => {
  const error = await errorFor(nexus, 'an error in XML', [['Accept', 'application/problem+xml']]);
  expectEvery([error], {
    concerned: declaredProblemXml,
    oracle: problemXmlRoot,
    none: `answered ${inShort(error)} in another type than application/problem+xml, which is all that was accepted`,
  });
});

// The title.

requirement('problem/stable-title', async ({ nexus, record }) => {
  const names = ['an error', 'the same error once more'];
  const errors = await Promise.all(names.map((name) => errorFor(nexus, name)));
  const [one, other] = errors.filter(isAnswered).filter(operationProblem);
  if (!one || !other) throw notApplicable(noProblem);
  const titled = [one, ...record.filter(isAnswered).filter(operationProblem)];
  conclude([sameTitle(one, other), titled.map(titleOfBlankType).find((finding) => finding !== undefined)]);
});
