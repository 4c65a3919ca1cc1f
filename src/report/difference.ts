import { contract, type Scheme, type StateName } from '../model/contract.ts';
import { type Exchange, type Field, fieldValues, type UserRole } from '../model/exchange.ts';
import { usualFields } from './exchange-text.ts';

/** What distinguishes a request from the good one that it is compared with, in one sentence. */
export function difference(exchange: Exchange, record: readonly Exchange[]): string {
  const controls = record.filter(isAcceptedControl);
  if (exchange.intent.purpose === 'opening') {
    return 'It is a good request, with nothing wrong in it: the others are compared with it.';
  }
  const compared = controls.map((control) => ({ control, differing: differences(exchange, control, controls) }));
  const [nearest] = compared.toSorted((a, b) => a.differing.length - b.differing.length);
  if (!nearest) return 'There is nothing to compare it with: no good request was accepted in this run.';
  const good = `the good request (${nearest.control.intent.title}) that was answered ${nearest.control.response?.status}`;
  const [first, ...others] = nearest.differing;
  if (first === undefined) return `It carries what ${good} carried.`;
  if (others.length === 0) return `It differs in one thing from ${good}: ${first}.`;
  return `It differs from ${good}: ${nearest.differing.join('; ')}.`;
}

/** Whose request it was, in one sentence, for a requirement that sent none and judges what all of them were answered. */
export function sentFor({ intent: { purpose, title } }: Exchange): string {
  const sender = purpose === 'opening' || purpose === 'closing' ? `in the ${purpose} of the run` : `for ${purpose}`;
  return `It was sent ${sender} (${title}); this requirement looks back at every answer of the run.`;
}

/** An opening's request that was let in; where nothing may be mailed it asks for an unknown user and is let in as far as that. */
export function isAcceptedControl({ intent, response }: Exchange): boolean {
  if (intent.purpose !== 'opening' || !intent.authenticated) return false;
  return (intent.user === 'unknown' ? [400, 404] : [204]).includes(response?.status ?? 0);
}

/** Each in a few words, from the sender's point of view. */
function differences(exchange: Exchange, control: Exchange, controls: readonly Exchange[]): string[] {
  const { intent, request } = exchange;
  const [path] = pathAndQuery(exchange);
  const byState = intent.states && control.intent.states;
  const tokenNames = applicationTokenNames([exchange, ...controls]);
  const ignored = byState ? ['authorization', ...tokenNames] : [];
  const found = [
    ...(request.method === control.request.method ? [] : [`the method ${request.method}`]),
    ...(byState ? stateDifferences(exchange, control) : []),
    ...(intent.user === control.intent.user ? [] : [users[intent.user]]),
    ...(intent.plainTarget || intent.malformed || path === pathAndQuery(control)[0]
      ? []
      : [`another spelling of the path, ${path}`]),
    ...queryDifferences(exchange, control, ignored),
    ...fieldDifferences(request.fields, control.request.fields, ignored),
    ...(request.content === undefined ? [] : ['content, where a good request has none']),
  ];
  // A mark hides which of two secrets stood there: the stimulus then is the only one who knows.
  const isHidden = found.length === 0 && intent.alternative === undefined;
  return isHidden ? [intent.title] : found;
}

const users: Readonly<Record<UserRole, string>> = {
  user: 'an existing user',
  bystander: 'the bystander',
  tripwire: 'another existing user, who must get no e-mail',
  unknown: 'a user who does not exist',
  malformed: 'a userId that breaks the format',
  'made-up': 'a userId that was made up',
  empty: 'an empty userId',
};

function stateDifferences({ intent }: Exchange, control: Exchange): string[] {
  const schemes = Object.keys(states) as Scheme[];
  return schemes.flatMap((scheme) => {
    const [state, good] = [intent, control.intent].map((of) => of.states?.[scheme]);
    return state === good || state === undefined
      ? []
      : [(states[scheme] as Readonly<Record<string, string>>)[state] ?? ''];
  });
}

/** What a state adds to a good request, or takes from it. */
const states: { readonly [S in Scheme]: Readonly<Record<StateName<S>, string>> } = {
  Bearer: {
    absent: 'no Bearer',
    valid: 'a valid Bearer besides',
    invalid: 'a Bearer that was never issued',
    malformed: 'a Bearer that is no token',
    expired: 'a Bearer that has expired',
    tampered: 'a Bearer whose signature was changed',
    'alg-none': 'a Bearer without signature (alg: none)',
    'wrong-scope': 'a Bearer of another scope',
  },
  ApplicationToken: {
    absent: 'no ApplicationToken',
    valid: 'a valid ApplicationToken besides',
    invalid: 'an ApplicationToken that was never issued',
    empty: 'an empty ApplicationToken',
    duplicated: 'the ApplicationToken twice',
    'wrong-place': 'the ApplicationToken in another place',
  },
  Basic: {
    absent: 'no Basic credentials',
    valid: 'valid Basic credentials besides',
    'wrong-password': 'Basic with a wrong password',
    'wrong-user': 'Basic with a user name that nobody has',
    'empty-password': 'Basic with an empty password',
    'bad-base64': 'Basic with what is not Base64',
    'no-colon': 'Basic without a colon between user name and password',
    'lower-case-scheme': 'the scheme name in lower case',
  },
};

/** Path and query as recorded; the query without its question mark, undefined where there is none. */
function pathAndQuery({ request: { target } }: Exchange): readonly [path: string, query: string | undefined] {
  const [path = '', query] = target.split(/\?(.*)/s);
  return [path, query];
}

function queryDifferences(exchange: Exchange, control: Exchange, ignored: readonly string[]): string[] {
  const [query, good] = [exchange, control].map((of) =>
    pathAndQuery(of)[1]
      ?.split('&')
      .filter((pair) => !ignored.includes(pair.split('=')[0]?.toLowerCase() ?? ''))
      .join('&'),
  );
  if ((query ?? '') === (good ?? '')) return [];
  return [query ? `another query, ?${query}` : `no ${contract.queryParameter}`];
}

function fieldDifferences(sent: readonly Field[], good: readonly Field[], ignored: readonly string[]): string[] {
  const names = new Map([...good, ...sent].map(([name]) => [name.toLowerCase(), name]));
  return [...names].flatMap(([key, name]) => {
    const [values, before] = [fieldValues(sent, name), fieldValues(good, name)];
    const isAlike = values.join('\n') === before.join('\n');
    if (isAlike || (usualFields.includes(key) && !['accept', 'host'].includes(key)) || ignored.includes(key)) return [];
    if (values.length === 0) return [`no ${name} field`];
    return values.map((value) => `${name}: ${value === '' ? '(empty)' : value}`);
  });
}

/** The names, in lower case, under which ApplicationTokens travel, as far as these requests show: the contract names none. */
function applicationTokenNames(exchanges: readonly Exchange[]): string[] {
  const isToken = (value: string | undefined) => /^‹[^›]*APPLICATION_TOKEN[^›]*›$/.test(value ?? '');
  const names = exchanges.flatMap((exchange) => {
    const pairs = (pathAndQuery(exchange)[1] ?? '').split('&').map((pair) => pair.split('='));
    const cookies = fieldValues(exchange.request.fields, 'cookie').filter((value) =>
      value.includes('APPLICATION_TOKEN'),
    );
    const all = [...exchange.request.fields, ...pairs].filter(([, value]) => isToken(value)).map(([name = '']) => name);
    return cookies.length > 0 ? [...all, 'Cookie'] : all;
  });
  return [...new Set(['applicationtoken', ...names.map((name) => name.toLowerCase())])];
}
