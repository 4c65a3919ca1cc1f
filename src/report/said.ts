import { parseChallenges } from '../judge/challenges.ts';
import { fieldValues, type ReceivedResponse } from '../model/exchange.ts';

/** Members in which problems (RFC 9457), OAuth (RFC 6749 §5.2) and the errors of frameworks speak in words. */
const spoken = [
  ...['title', 'detail', 'details', 'message', 'messages', 'msg', 'defaultMessage', 'reason', 'faultstring'],
  ...['error', 'errors', 'error_description', 'errorMessage', 'fault'],
];
/** Members in which an entry of a list of errors says what it is about. */
const places = ['loc', 'field', 'path', 'param', 'pointer', 'property', 'propertyName', 'name'];

/** What an answer says of its status in words, each once: by its challenges, then by its content. */
export function wordsOf({
  fields,
  content,
  reason,
}: Pick<ReceivedResponse, 'fields' | 'content' | 'reason'>): string[] {
  const { challenges } = parseChallenges(fieldValues(fields, 'www-authenticate'));
  const ofChallenges = challenges.flatMap(({ parameters }) => parameters.get('error_description') ?? []);
  const words = [...ofChallenges, ...wordsIn(content.trim())].map((text) => text.replace(/\s+/g, ' ').trim());
  // The reason phrase says no more than the status.
  return [...new Set(words)].filter((text) => text !== '' && text.toLowerCase() !== reason.toLowerCase());
}

/** A text of another kind than these speaks for itself where it is one line. */
function wordsIn(content: string): string[] {
  if (content.startsWith('<')) return Array.from(content.matchAll(inMarkup), ([, , text = '']) => text);
  try {
    return wordsInJson(JSON.parse(content));
  } catch {
    return content.includes('\n') || content.startsWith('{') ? [] : [content];
  }
}

/** The title of a page, and title and detail of a problem in XML. */
const inMarkup = /<(?:\w+:)?(title|detail)\b[^>]*>([^<]*)</gi;

function wordsInJson(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(entryInWords);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (name === 'errors' && !Array.isArray(inner)) return byName(inner);
    if (spoken.includes(name)) return wordsInJson(inner);
    // Django REST framework names a parameter, and lists what is wrong with it.
    return Array.isArray(inner) && inner.every((one) => typeof one === 'string') ? byName({ [name]: inner }) : [];
  });
}

/** `clientId: The clientId field is required.` */
function byName(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return wordsInJson(value);
  return Object.entries(value).flatMap(([name, inner]) => wordsInJson(inner).map((text) => about(name, text)));
}

function entryInWords(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return wordsInJson(value);
  const [, place] = Object.entries(value).find(([name]) => places.includes(name)) ?? [];
  const words = Object.entries(value).filter(([name]) => spoken.includes(name));
  return words.flatMap(([, text]) => wordsInJson(text)).map((text) => about([place ?? []].flat().join('.'), text));
}

const about = (place: string, text: string): string => (place === '' ? text : `${place}: ${text}`);
