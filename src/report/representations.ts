import { documentedTypes, mediaTypeOf } from '../judge/problem/media-type.ts';
import { problemIn } from '../judge/problem/representation.ts';
import { type Exchange, fieldValues, isAnswered, isThrottled } from '../model/exchange.ts';
import { grouped } from '../model/finding.ts';

/** What the operation's errors came in where this Accept asked for them. */
export interface Representation {
  /** The field; null where none was sent. */
  readonly accept: string | null;
  readonly answers: readonly {
    readonly status: number;
    /** Of the problem object, in lower case and without parameters; null where the answer holds none. */
    readonly mediaType: string | null;
  }[];
}

/** What each Accept of `problem/negotiated` was answered with; nothing where that was not judged. */
export function representationsIn(exchanges: readonly Exchange[]): readonly Representation[] {
  const asked = exchanges
    .filter(isAnswered)
    .filter((exchange) => exchange.intent.purpose === 'problem/negotiated' && !isThrottled(exchange))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const byAccept = grouped(asked, ({ request }) => [fieldValues(request.fields, 'accept')[0] ?? null]);
  return byAccept.map(([accept, answered]) => ({
    accept,
    answers: answered.map(({ response }) => ({
      status: response.status,
      mediaType: problemIn(response) ? mediaTypeOf(response).essence : null,
    })),
  }));
}

/** How many of the seven come where they are asked for, as `6 of 7`; undefined where none was asked for. */
export function offeredOf(representations: readonly Representation[]): string | undefined {
  if (representations.length === 0) return undefined;
  const isOffered = ({ accept, answers }: Representation) =>
    answers.every(({ status, mediaType }) => status < 500 && mediaType === accept);
  const offered = representations.filter((one) => documentedTypes.includes(one.accept ?? '') && isOffered(one));
  return `${offered.length} of ${documentedTypes.length}`;
}
