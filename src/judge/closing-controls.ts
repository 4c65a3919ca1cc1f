import type { Alternative } from '../model/contract.ts';
import { type Exchange, fieldValues } from '../model/exchange.ts';
import type { ControlName } from '../model/outcome-record.ts';

/** The last answer that the closing got from a control; one for which no e-mail was left was not asked. */
export function closingControl(name: ControlName | undefined, exchanges: readonly Exchange[]): Exchange | undefined {
  return exchanges.findLast(
    ({ intent, noAnswer }) => intent.for === 'closing' && intent.name === name && noAnswer?.kind !== 'out-of-emails',
  );
}

/** Whether a good request was answered as one. A 403 about an unknown user may be about that user. */
export function stands({ intent, response }: Exchange): boolean {
  if (response === undefined || response.status === 401 || response.status === 429) return false;
  return response.status !== 403 || intent.user !== 'user';
}

/** The way in whose good credentials an exchange carries, if it does. */
export function wayInOf({ intent, request }: Exchange): Alternative | undefined {
  if (!intent.authenticated) return undefined;
  const isBearer = fieldValues(request.fields, 'authorization').some((value) => /^bearer /i.test(value));
  return isBearer ? 'Bearer with ApplicationToken' : 'Basic';
}
