/**
 * The problem object of 400 and 404, where it takes requests of its own to see it: what an answer to any request shows is in
 * `closing/`.
 */
import { inShort } from '../src/judge/expectations.ts';
import {
  labelledProblemXml,
  operationProblem,
  problemXmlRoot,
  sameTitle,
  titleOfBlankType,
} from '../src/judge/oracles/member-oracles.ts';
import { isAnswered } from '../src/model/exchange.ts';
import { notApplicable } from '../src/model/finding.ts';
import { requirement, test } from '../src/run/requirement.ts';
import { asUsual, errorInXml, errorOf, negotiations, noProblem, sameErrorTwice } from './problem.cases.ts';

test(
  ...requirement('problem/negotiated', async ({ nexus, check, each }) => {
    await each(await negotiations(nexus), async ({ alternative, usual, also, ...change }) => {
      const allowed = asUsual(usual, also);
      check.refused(await nexus.refusalOf(nexus.goodCredentials(alternative), change), allowed);
    });
  }),
);

test(
  ...requirement('problem/xml-root', async ({ nexus, record, check }) => {
    const error = await errorOf(nexus, errorInXml);
    check.every([error, ...record], {
      concerned: labelledProblemXml,
      oracle: problemXmlRoot,
      none: `answered ${inShort(error)} in another type than application/problem+xml, which is all that was accepted`,
    });
  }),
);

test(
  ...requirement('problem/stable-title', async ({ nexus, record, check }) => {
    const errors = await Promise.all(sameErrorTwice.map((error) => errorOf(nexus, error)));
    const [one, other] = errors.filter(isAnswered).filter(operationProblem);
    if (!one || !other) throw notApplicable(noProblem);
    check.found(sameTitle(one, other));
    check.every([one, ...record], { concerned: operationProblem, oracle: titleOfBlankType, none: noProblem });
  }),
);
