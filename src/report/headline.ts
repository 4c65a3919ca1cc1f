import { requirements } from '../../requirements/index.ts';
import { contract } from '../model/contract.ts';
import { type Exchange, fieldValues, isAnswered, type ReceivedResponse } from '../model/exchange.ts';
import type { Statement } from './statement.ts';

/** By these something says that what should answer cannot be reached, or not now. */
const unreached = /^5(0[234]|2\d|30)$/;

/** What all good requests got where none was accepted, and what to look at first; the first row that fits all of them. */
const headlines: readonly { readonly status?: RegExp; readonly type?: RegExp; readonly says: string }[] = [
  {
    status: /^503$/,
    says: 'it is not available now: look first whether it is starting, under maintenance, or held back by a limit before it',
  },
  {
    status: unreached,
    says: 'a gateway answered and the application behind it did not: look first whether it runs, and where the gateway sends requests',
  },
  {
    status: /^3/,
    says: 'everything is redirected: look first at NEXUS_BASE_URL (https, host, base path), then at what asks for a login before the API',
  },
  {
    type: /html/i,
    says: 'every answer is a page for people: look first at NEXUS_BASE_URL, at which another server than a Nexus may stand',
  },
  {
    status: /^2/,
    says: 'everything is answered with a success that the contract does not have: look first at NEXUS_BASE_URL, at which another server than a Nexus may stand',
  },
  { status: /^404$/, says: 'nothing is found: look first at the base path in NEXUS_BASE_URL, then at NEXUS_USER_ID' },
  {
    status: /^40[13]$/,
    says: 'no caller is let in: look first at the credentials, and at the environment that they are meant for',
  },
  { says: 'look first at what the answer below says' },
];

/** One sentence where no good request was accepted: then the rest of the run shows nothing else. Undefined where one was. */
export function headline(statement: Statement, exchanges: readonly Exchange[]): string | undefined {
  const answers = refusalsOfAll(statement, exchanges);
  if (answers.length === 0) return undefined;
  const row = headlines.find(({ status = /(?:)/, type = /(?:)/ }) =>
    answers.every(
      (answer) => status.test(`${answer.status}`) && type.test(fieldValues(answer.fields, 'content-type').join()),
    ),
  );
  const statuses = [...new Set(answers.map(({ status }) => status))].join(' or ');
  return row && `Every good request was answered ${statuses}: ${row.says}.`;
}

/** Tells which exchanges show, as every good request does, only that what should answer was not reached: none where one does not. */
export function unreachedBy(statement: Statement, exchanges: readonly Exchange[]): (exchange: Exchange) => boolean {
  const answers = refusalsOfAll(statement, exchanges);
  const isAll = answers.length > 0 && answers.every(({ status }) => unreached.test(`${status}`));
  return ({ response }) => isAll && unreached.test(`${response?.status}`);
}

/** What good requests were answered where none was accepted, be it that they failed or that nothing was reached; else nothing. */
function refusalsOfAll({ requirements: results }: Statement, exchanges: readonly Exchange[]): ReceivedResponse[] {
  const good = results.filter(({ id }) => requirements[id].ofGoodRequest);
  const judged = good.filter(({ outcome }) => outcome !== 'inconclusive');
  if (good.length === 0 || judged.some(({ outcome }) => outcome !== 'failed')) return [];
  const controls = exchanges.filter(({ intent }) => intent.purpose === 'opening' && intent.authenticated);
  const answers = controls.filter(isAnswered).map(({ response }) => response);
  if (answers.some(({ status }) => contract.successes.includes(status))) return [];
  const mayTell = judged.length > 0 || answers.every(({ status }) => unreached.test(`${status}`));
  return mayTell ? answers : [];
}
