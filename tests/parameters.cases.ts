import type { Keyring } from '../src/client/keyring.ts';
import { goodQuery } from '../src/client/stimulus.ts';
import { isUuid } from '../src/configuration/shapes.ts';
import type { Values } from '../src/configuration/values.ts';
import { type Answers, refusedCredentials } from '../src/judge/expectations.ts';
import { type Alternative, contract, operationPath } from '../src/model/contract.ts';
import { tripwireIsUsed } from '../src/run/emails.ts';
import type { Change } from '../src/run/nexus-client.ts';
import { hasMalformedIds, takingCodings } from './auth.cases.ts';

/** The document lists 400 and 404, and describes neither. */
const documented = contract.errors;
export const documentedRefusal: Answers = { passed: documented };
export const refusalOrEntitlement: Answers = { passed: documented, warned: [403] };
export const refusalOrLenience: Answers = { passed: documented, warned: contract.successes };
export const refusalOfForm: Answers = { passed: [...documented, 415], warned: contract.successes };
export const preferably400: Answers = { passed: [400], warned: [404] };
export const refusalOfUnknownUser: Answers = { passed: [...documented, 403], otherClientErrors: 'warned' };
export const preferably404: Answers = { passed: [404], warned: [400, 403] };
export const refusalOfMalformedId: Answers = { passed: documented, otherClientErrors: 'warned' };
/** The empty segment may be another route, or be merged away by whoever redirects: Go does so with 307, others with 301. */
export const noSuccess: Answers = {
  passed: [301, 307, 308, 400, 401, 403, 404, 405],
  warned: [302, 303],
  otherClientErrors: 'warned',
};

/** The operator may declare that clients are checked when the e-mail is asked for, and not only when its link is used. */
export const refusalOfUnknownClient = ({ NEXUS_STRICT_CLIENT: strict }: Values): Answers =>
  strict
    ? { passed: documented, warned: [403], demandedBy: 'NEXUS_STRICT_CLIENT' }
    : { passed: documented, warned: [403, ...contract.successes] };

/** Whichever it is of these. */
const recorded = (...observed: readonly number[]): Answers => ({ observed, otherClientErrors: 'warned' });
export const anyDocumented = recorded(...contract.successes, ...documented);
/**
 * Other resources, strictly speaking: a router may know them, redirect from them, or take them for a path without POST, and
 * a gateway may answer 401 or 403 to whatever it does not know.
 */
const otherResource = recorded(...contract.successes, ...documented, 301, 302, 303, 307, 308, 401, 403, 405);

/** The two errors of the operation itself that more than one requirement looks at. */
export const withoutClientId: Change = { case: 'no-client-id', title: 'no clientId', client: 'none' };
export const ofUnknownUser: Change = { case: 'unknown-user', title: 'an unknown user', user: 'unknown' };

const { queryParameter } = contract;

export const emptyClientIds: readonly Change[] = [
  { case: 'empty-value', title: 'an empty value', client: 'empty' },
  { case: 'no-value', title: 'no value at all', client: 'empty', query: queryParameter },
];

export const ofUnknownClient: Change = { case: 'unknown-client-id', title: 'an unknown clientId', client: 'unknown' };

export const malformedUserId: Change = { case: 'malformed-user-id', title: 'a malformed userId', user: 'malformed' };
export const madeUpUserId: Change = { case: 'made-up-user-id', title: 'a made-up userId', user: 'made-up' };
export const emptyUserId: Change = { case: 'empty-user-id', title: 'an empty userId', user: 'empty' };

/**
 * Ids that nobody has and that lead to a registered one: to whoever looks it up by its beginning, or decodes the path twice.
 * None where nothing may be mailed, as they are made of an id whose user would get the e-mail.
 */
export function nearUserIds(values: Values): readonly (Change & { readonly answers: Answers })[] {
  const { NEXUS_USER_ID: id = '', NEXUS_TRIPWIRE_USER_ID: tripwire = '' } = values;
  if (values.NEXUS_MAIL_FREE) return [];
  const hasOneForm = isUuid(id) && values.NEXUS_MALFORMED_USER_ID !== 'none';
  const twiceEncoded = encodeURIComponent(escaped(tripwireIsUsed(values) ? tripwire : id)[0]);
  return [
    ...(hasOneForm
      ? [
          { case: 'user-id-cut', title: 'a userId without its last digit', spelled: id.slice(0, -1) },
          { case: 'user-id-continued', title: 'a userId with a digit appended', spelled: `${id}0` },
        ].map((near) => ({ ...near, user: 'user' as const, answers: refusalOfMalformedId }))
      : []),
    {
      case: 'user-id-encoded-twice',
      title: 'a userId that is percent-encoded twice',
      spelled: twiceEncoded,
      answers: refusedCredentials,
    },
  ].map(({ spelled, ...near }) => ({ ...near, spelling: () => operationPath(spelled) }));
}

/**
 * The text with two unreserved characters as escapes, in upper-case and in lower-case hex (RFC 3986 §2.1): the first letter
 * or digit, and the first character whose escape has a letter, so that the two forms differ.
 */
export function escaped(text: string): readonly [upperCase: string, lowerCase: string] {
  const encoded = encodeURIComponent(text);
  const places = [/(?<!%.?)[a-zA-Z0-9]/, /(?<!%.?)[j-oJ-OzZ_~-]/].map((pattern) => encoded.search(pattern));
  const spelled = (octet: (hex: string) => string) =>
    [...encoded].map((c, at) => (places.includes(at) ? `%${octet(c.charCodeAt(0).toString(16))}` : c)).join('');
  return [spelled((hex) => hex.toUpperCase()), spelled((hex) => hex)];
}

/** One form by one alternative and the other by the next: both by both would be two e-mails more. */
export function percentEncoded(
  { NEXUS_USER_ID, NEXUS_CLIENT_ID }: Values,
  by: readonly Alternative[],
): readonly (Change & { readonly alternative: Alternative })[] {
  const userIds = escaped(NEXUS_USER_ID ?? '');
  const clientIds = escaped(NEXUS_CLIENT_ID ?? '');
  return ['upper-case', 'lower-case'].flatMap((hex, at) => {
    const alternative = by[at] ?? by[0];
    if (!alternative) return [];
    return [
      {
        case: `${hex}-hex`,
        title: `characters of each id as escapes in ${hex} hex`,
        spelling: () => operationPath(userIds[at] ?? ''),
        query: `${queryParameter}=${clientIds[at]}`,
        // Some servers compress nothing into twenty octets.
        fields: takingCodings,
        alternative,
      },
    ];
  });
}

const repetitions = [
  { case: 'same-client-id-twice', title: 'the same clientId twice', second: 'NEXUS_CLIENT_ID' },
  { case: 'two-client-ids', title: 'two registered clientIds', second: 'NEXUS_SECOND_CLIENT_ID' },
] as const;
export const repeated = repetitions.map(({ second, ...repetition }) => ({
  ...repetition,
  queryOf: ({ setting }: Keyring) => `${goodQuery(setting('NEXUS_CLIENT_ID'))}&${goodQuery(setting(second))}`,
}));

export function spellings({ NEXUS_CLIENT_ID }: Values): readonly (Change & { readonly allowed: Answers })[] {
  const good = goodQuery(NEXUS_CLIENT_ID ?? '');
  const upperCaseFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return [
    {
      case: 'parameter-letter-case',
      title: 'the parameter in another letter case',
      query: upperCaseFirst(good),
      allowed: anyDocumented,
    },
    {
      case: 'unknown-parameter',
      title: 'an unknown parameter besides',
      query: `${good}&nexus-conformance=1`,
      allowed: anyDocumented,
    },
    {
      case: 'trailing-slash',
      title: 'a slash at the end',
      spelling: (path) => `${path}/`,
      allowed: otherResource,
    },
    {
      case: 'path-letter-case',
      title: 'a path segment in another letter case',
      spelling: (path) => path.replace(/[^/]+$/, (segment) => segment.toUpperCase()),
      allowed: otherResource,
    },
  ];
}

export const inFormBody = ({ NEXUS_CLIENT_ID }: Values): Change => ({
  case: 'form-body',
  title: 'clientId in a form body only',
  client: 'none',
  content: { type: 'application/x-www-form-urlencoded', text: goodQuery(NEXUS_CLIENT_ID ?? '') },
});

export const severalFaults = (values: Values): readonly Change[] => [
  {
    case: 'unknown-user-and-no-client-id',
    title: 'an unknown user and no clientId',
    user: 'unknown',
    client: 'none',
  },
  {
    case: 'unknown-user-and-client-id',
    title: 'an unknown user and an unknown clientId',
    user: 'unknown',
    client: 'unknown',
  },
  ...(hasMalformedIds(values)
    ? [
        {
          case: 'malformed-user-id-and-no-client-id',
          title: 'a malformed userId and no clientId',
          user: 'malformed',
          client: 'none',
        } as const,
      ]
    : []),
];
