import type { Credentials } from '../client/credentials.ts';
import { rowCredentials } from '../client/row-credentials.ts';
import type { Refusal } from '../judge/expectations.ts';
import { fullTable, inWords, matches, type Row, type RowPattern, rowsOf } from '../judge/truth-table.ts';
import type { Exchange } from '../model/exchange.ts';
import { inconclusive } from '../model/finding.ts';
import type { Case, Collected } from './check.ts';
import type { NexusClient } from './nexus-client.ts';
import type { Run } from './run.ts';

/** The truth table of credential combinations, as far as the profile goes through it. */
export interface Table {
  /** Sends every row of the profile that fits the pattern and judges it by what `security` says of it. */
  judge(pattern: RowPattern): Promise<void>;
  /** The same for every row of the whole table that fits, whatever the profile: the pattern has to be narrow. */
  judgeAll(pattern: RowPattern): Promise<void>;
}

/** A row, and how its credentials are ordered. */
interface RowCase extends Case {
  readonly row: Row;
  readonly order: (credentials: Credentials) => Credentials;
}

export function createTable({ values, keyring }: Run, nexus: NexusClient, { check, each }: Collected): Table {
  const declared = { requiredScope: values.NEXUS_REQUIRED_SCOPE !== undefined };

  /** A row is sent once a run: the opening's controls are rows, and two requirements may look at one. */
  function recorded(row: Row): Exchange | undefined {
    if (row.authorizationLines > 1) return undefined;
    return nexus.recorded(({ intent }) => intent.row === row.id);
  }

  function accepts(exchange: Exchange): void {
    const control = nexus.controls.find(({ exchange: { id } }) => id === exchange.id);
    const { limit, mailFree } = control ?? {};
    if (limit && !mailFree) throw inconclusive('user-limit', limit.reason, { exchange: exchange.id });
    if (!check.accepted(limit && mailFree ? mailFree : exchange)) return;
    if (control?.accepted !== false) return;
    const reason =
      'only where a request without credentials is answered 401 or 403 does this answer show that these were accepted';
    check.found({ outcome: 'inconclusive', cause: 'control', reason, exchange: exchange.id });
  }

  /** A row that another requirement has sent. */
  function asRefusal(exchange: Exchange): Refusal {
    const accepted = nexus.controls.find((control) => control.accepted);
    return { exchange, repeated: false, controlStatus: accepted?.exchange.response?.status };
  }

  async function judgeRow({ row, order, ...change }: RowCase): Promise<void> {
    const credentials = order(rowCredentials(row.states, keyring, values));
    const earlier = recorded(row);
    const sent = { ...change, row };
    if (row.verdict === 'reject')
      check.refused(earlier ? asRefusal(earlier) : await nexus.refusalOf(credentials, sent));
    if (row.verdict === 'accept') accepts(earlier ?? (await nexus.acceptanceOf(credentials, sent)));
    if (row.verdict === 'open') check.recorded(earlier ?? (await nexus.answerToCredentials(credentials, sent)));
  }

  const judgeRows = (rows: readonly Row[], pattern: RowPattern) =>
    each(rows.filter((row) => matches(pattern, row)).flatMap(ordersOf), judgeRow);

  return {
    judge: (pattern) => judgeRows(rowsOf(values.NEXUS_PROFILE, declared), pattern),
    judgeAll: (pattern) => judgeRows(fullTable(declared), pattern),
  };
}

/** A server keeps the first Authorization line or the last: only both orders show. */
function ordersOf(row: Row): RowCase[] {
  const title = inWords(row.states);
  const inOrder = { case: row.id, title, row, order: (credentials: Credentials) => credentials };
  if (row.authorizationLines < 2) return [inOrder];
  return [inOrder, { case: `${row.id}-reversed`, title: `${title}, in the other order`, row, order: reversed }];
}

function reversed(credentials: Credentials): Credentials {
  return { ...credentials, authorization: credentials.authorization.toReversed() };
}
