import { requirements } from '../../requirements/index.ts';
import { contract } from '../model/contract.ts';
import { type Exchange, fieldValues, isAnswered } from '../model/exchange.ts';
import type { Statement } from './statement.ts';

/** What all good requests got where none was accepted, and what to look at first; the first row that fits all of them. */
const headlines: readonly { readonly status?: RegExp; readonly type?: RegExp; readonly says: string }[] = [
  {
    status: /^5(02|04|2\d|30)$/,
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
export function headline({ requirements: results }: Statement, exchanges: readonly Exchange[]): string | undefined {
  const good = results.filter(({ id, outcome }) => requirements[id].ofGoodRequest && outcome !== 'inconclusive');
  if (good.length === 0 || good.some(({ outcome }) => outcome !== 'failed')) return undefined;
  const controls = exchanges.filter(({ intent }) => intent.purpose === 'opening' && intent.authenticated);
  const answers = controls.filter(isAnswered).map(({ response }) => response);
  if (answers.length === 0 || answers.some(({ status }) => contract.successes.includes(status))) return undefined;
  const row = headlines.find(({ status = /(?:)/, type = /(?:)/ }) =>
    answers.every(
      (answer) => status.test(`${answer.status}`) && type.test(fieldValues(answer.fields, 'content-type').join()),
    ),
  );
  const statuses = [...new Set(answers.map(({ status }) => status))].join(' or ');
  return row && `Every good request was answered ${statuses}: ${row.says}.`;
}
