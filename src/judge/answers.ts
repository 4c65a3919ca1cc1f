import type { Exchange, ReceivedResponse } from '../model/exchange.ts';
import { conclude, inconclusive } from '../model/finding.ts';
import {
  anotherLayer,
  answerOf,
  answerToRefusal,
  inList,
  type Refusal,
  rejectionReason,
  unlike,
} from './expectations.ts';

/** What the answers to one faulty request with good credentials come to. What is listed nowhere fails. */
export interface Answers {
  readonly passed: readonly number[];
  readonly warned?: readonly number[];
  /** Where the sentence demands a refusal, and not a documented one, any other client error is one too: a warning. */
  readonly otherClientErrors?: 'warned';
  /** The variable by which the operator demands what the catalogue recommends. */
  readonly declared?: string;
}

/** The request may be accepted or refused, as the table says. */
export function expectAnswer(exchange: Exchange, answers: Answers): void {
  judgeStatus(exchange, answerOf(exchange), answers);
}

/** The request must be refused, as the table says. */
export function expectRefusal(refusal: Refusal, answers: Answers): void {
  const { passed, warned = [] } = answers;
  judgeStatus(refusal.exchange, answerToRefusal(refusal, [...passed, ...warned]), answers);
}

function judgeStatus(exchange: Exchange, { status }: ReceivedResponse, answers: Answers): void {
  const { passed, warned = [], otherClientErrors, declared } = answers;
  if (passed.includes(status)) return;
  if (warned.includes(status)) {
    conclude([unlike(exchange, 'warned', passed, `answered ${status} where ${inList(passed)} is recommended`)]);
  }
  if (status === 401) {
    const reason =
      'answered 401, although its credentials were accepted before: has a token expired, is an account locked?';
    throw inconclusive('control', reason, { exchange: exchange.id });
  }
  if (anotherLayer.includes(status)) {
    const reason = `answered ${status}: another layer spoke before the parameters were judged`;
    throw inconclusive('another-layer', reason, { exchange: exchange.id });
  }
  const outcome = status >= 400 && status < 500 ? (otherClientErrors ?? 'failed') : 'failed';
  const finding = unlike(exchange, outcome, passed, rejectionReason(status));
  conclude([declared === undefined ? finding : { ...finding, declared }]);
}
