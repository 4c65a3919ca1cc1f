import type { Credentials } from '../client/credentials.ts';
import { rowCredentials } from '../client/row-credentials.ts';
import { expectAccepted, expectRejection, observe, type Refusal } from '../judge/expectations.ts';
import { fullTable, inWords, matches, type Row, type RowPattern, rowsOf } from '../judge/truth-table.ts';
import type { Exchange } from '../model/exchange.ts';
import { everyJudgement, forEachCase, inconclusive } from '../model/finding.ts';
import type { Nexus } from './nexus-client.ts';
import type { Run } from './run.ts';

/** The truth table of credential combinations, as far as the profile goes through it. */
export interface Table {
  /** Sends every row of the profile that fits the pattern and judges it by what `security` says of it. */
  judge(pattern: RowPattern): Promise<void>;
  /** The same for every row of the whole table that fits, whatever the profile: the pattern has to be narrow. */
  judgeAll(pattern: RowPattern): Promise<void>;
}

export function createTable({ values, keyring }: Run, nexus: Nexus): Table {
  const declared = { requiredScope: values.NEXUS_REQUIRED_SCOPE !== undefined };

  /** A row is sent once a run: the opening's controls are rows, and two requirements may look at one. */
  function recorded(row: Row): Exchange | undefined {
    if (row.authorizationLines > 1) return undefined;
    return nexus.recorded(({ intent }) => intent.row === row.name);
  }

  function accepts(exchange: Exchange): void {
    expectAccepted(exchange);
    const control = nexus.controls.find(({ exchange: { id } }) => id === exchange.id);
    if (control?.accepted !== false) return;
    const reason =
      'only where a request without credentials is answered 401 or 403 does this answer show that these were accepted';
    throw inconclusive('control', reason, { exchange: exchange.id });
  }

  /** A row that another requirement has sent. */
  function asRefusal(exchange: Exchange): Refusal {
    const accepted = nexus.controls.find((control) => control.accepted);
    return { exchange, repeated: false, controlStatus: accepted?.exchange.response?.status };
  }

  async function judgeRow(row: Row, credentials: Credentials, name: string): Promise<void> {
    const change = { row, name };
    const earlier = recorded(row);
    if (row.verdict === 'reject')
      expectRejection(earlier ? asRefusal(earlier) : await nexus.refusalOf(credentials, change));
    if (row.verdict === 'accept') accepts(earlier ?? (await nexus.acceptanceOf(credentials, change)));
    if (row.verdict === 'open') observe(earlier ?? (await nexus.answerTo(credentials, change)));
  }

  const judgeRows = (rows: readonly Row[], pattern: RowPattern) =>
    forEachCase(
      rows.filter((row) => matches(pattern, row)),
      ({ states }) => inWords(states),
      async (row) => {
        const credentials = rowCredentials(row.states, keyring, values);
        const name = inWords(row.states);
        const orders = [judgeRow(row, credentials, name)];
        if (row.authorizationLines > 1)
          orders.push(judgeRow(row, reversed(credentials), `${name}, in the other order`));
        await everyJudgement(orders);
      },
    );

  return {
    judge: (pattern) => judgeRows(rowsOf(values.NEXUS_PROFILE, declared), pattern),
    judgeAll: (pattern) => judgeRows(fullTable(declared), pattern),
  };
}

/** A server keeps the first Authorization line or the last: only both orders show. */
function reversed(credentials: Credentials): Credentials {
  return { ...credentials, authorization: credentials.authorization.toReversed() };
}
