import { answersFirst, asJson, behind, targetPath, wishOf, writesErrors, writesOctets } from '../changes.ts';
import { shownBy } from '../credentials.ts';
import type { Environment } from '../environment.ts';
import type { Nexus, NexusContext } from '../nexus.ts';
import { serverError } from './answering.ts';
import { crashesOn } from './crashes-on.ts';
import { type Fault, type Follows, fault } from './fault.ts';
import { letsIn } from './lets-in.ts';

type Condition = (c: NexusContext, nexus: Nexus) => boolean;

const crashing =
  (condition: Condition): Fault['change'] =>
  (nexus) =>
    crashesOn(nexus, (c) => condition(c, nexus));

const crash: Follows = { 'robustness/no-server-error': 'the answer is a 500' };
/** Nobody waits longer than has to be. */
const impatient = (environment: Environment): Environment => ({ ...environment, NEXUS_TIMEOUT_SECONDS: '0.5' });

const path =
  (of: RegExp): Condition =>
  (c) =>
    of.test(targetPath(c));
const query =
  (of: RegExp): Condition =>
  (c) =>
    of.test(c.env.incoming.url?.replace(/^[^?]*/, '') ?? '');
const userIdOf = (c: NexusContext): string => targetPath(c).split('/')[3] ?? '';
const isText = (spelled: string, read: (text: string) => unknown): boolean => {
  try {
    return read(spelled) !== undefined;
  } catch {
    return false;
  }
};

/** Does it for somebody where the userId selects somebody. */
const selects =
  (condition: (userId: string) => boolean): Fault['change'] =>
  (nexus) =>
    answersFirst(nexus, ({ userId, client }, c) =>
      client && condition(userId) ? nexus.succeeds(c, { user: nexus.world.users.bystander, client }) : undefined,
    );

/** A userId that nobody foresaw. */
export const hostileUserIdFaults = [
  fault('500-for-user-ids-decoded-twice', {
    does: 'decodes the userId twice, and fails with 500 where a percent sign in it begins no octet',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-path-parameters': 'an escape, which no list of spellings has' },
    change: crashing((c) => /^[^%]*%25(?![0-9a-f]{2})/i.test(userIdOf(c)) && isText(userIdOf(c), decodeURIComponent)),
  }),
  fault('template-in-instance', {
    does: 'builds the instance of a problem from the path, and fails with 500 on curly brackets in it',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-user-ids-decoded-twice': 'other characters' },
    change: crashing(path(/%7B%7D/i)),
  }),
  fault('500-for-nul-in-user-ids', {
    does: 'fails with 500 on NUL in the userId, which its database does not take',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-user-ids-decoded-twice': 'other characters' },
    change: crashing(path(/conformance%00\//)),
  }),
  fault('500-for-user-ids-that-are-not-utf-8', {
    does: 'fails with 500 where the octets of the userId are not UTF-8',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-nul-in-user-ids': 'an octet that belongs to no character' },
    change: crashing((c) => userIdOf(c).endsWith('%FF')),
  }),
  fault('500-for-broken-escapes', {
    does: 'fails with 500 on a percent sign that begins no escape',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-user-ids-that-are-not-utf-8': 'the escape, and not what it stands for' },
    change: crashing(path(/%(?![0-9a-f]{2})/i)),
  }),
  fault('500-for-astral-user-ids', {
    does: 'fails with 500 on a character beyond the first plane in the userId, which a column of three octets each cannot hold',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-user-ids-that-are-not-utf-8': 'characters that are right' },
    change: crashing(path(/%f[0-4]%/i)),
  }),
  fault('500-for-line-ends-in-user-ids', {
    does: 'names the userId in a field of its answer, and fails with 500 where a line end is in it',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-nul-in-user-ids': 'another control character' },
    change: crashing(path(/%0d%0a/i)),
  }),
  fault('500-for-long-user-ids', {
    does: 'fails with 500 on a userId that is longer than its column of 255 characters',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-nul-in-user-ids': 'the length, and no character' },
    change: crashing((c) => userIdOf(c).length > 255),
  }),
  fault('500-for-encoded-slashes', {
    does: 'fails with 500 on an encoded slash in the userId',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-nul-in-user-ids': 'another character' },
    change: crashing(path(/%2f/i)),
  }),
  fault('500-for-quotation-marks', {
    does: 'puts the userId into a statement of SQL, and fails with 500 where a quotation mark ends its text',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-nul-in-user-ids': 'another character' },
    change: crashing(path(/%27(?!.*%27)/)),
  }),
  fault('500-for-buffers-of-some-length', {
    does: 'fails with 500 where the userId has from 100 to 1000 characters',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-long-user-ids': 'longer ones are right: only generated input finds it' },
    change: crashing((c) => userIdOf(c).length >= 100 && userIdOf(c).length <= 1000),
  }),
  fault('500-for-words-of-the-language', {
    does: 'looks the userId up in an object, and fails with 500 on the name of a member that all objects have',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-buffers-of-some-length': 'words: only generated input finds them' },
    change: crashing(path(/hasOwnProperty/)),
  }),
  fault('500-for-byte-order-marks', {
    does: 'fails with 500 on a byte order mark in the userId',
    breaks: 'robustness/hostile-user-id',
    follows: crash,
    like: { '500-for-words-of-the-language': 'a character: only generated input finds it' },
    change: crashing(path(/%EF%BB%BF/)),
  }),
  fault('sql-selects-somebody', {
    does: 'puts the userId into a statement of SQL, so that a condition in it selects somebody',
    breaks: 'robustness/hostile-user-id',
    change: selects((userId) => /' OR '1'='1/.test(userId)),
  }),
  fault('ldap-selects-somebody', {
    does: 'puts the userId into a filter of LDAP, so that an asterisk in it selects somebody',
    breaks: 'robustness/hostile-user-id',
    like: { 'sql-selects-somebody': 'another language' },
    change: selects((userId) => userId.includes('*)(uid=*')),
  }),
  fault('operator-selects-somebody', {
    does: 'reads JSON in the userId, so that an operator in it selects somebody',
    breaks: 'robustness/hostile-user-id',
    like: { 'sql-selects-somebody': 'another language' },
    change: selects((userId) => userId.includes('{"$ne":null}')),
  }),
  fault('hangs-on-templates', {
    does: 'never answers where the userId holds a term of a template, and answers all others meanwhile',
    breaks: 'robustness/hostile-user-id',
    environment: impatient,
    like: { 'sql-selects-somebody': 'there is no answer at all' },
    change: hangsOn(path(/%7B%7B/i)),
  }),
  fault('answers-before-http', {
    does: 'answers NUL in the userId with the bare text of an exception',
    breaks: 'robustness/hostile-user-id',
    follows: { 'http/response-syntax': 'the text is no HTTP' },
    change: (nexus) =>
      writesOctets(nexus, (_answer, c) => (path(/%00/)(c, nexus) ? 'fatal: NUL in text\r\n' : undefined)),
  }),
];

/** A clientId that nobody foresaw. */
export const hostileClientIdFaults = [
  fault('500-for-nul-in-client-ids', {
    does: 'fails with 500 on NUL in the clientId',
    breaks: 'robustness/hostile-client-id',
    follows: serverError,
    change: crashing(query(/clientId=%00/)),
  }),
  fault('500-for-client-ids-that-are-not-utf-8', {
    does: 'fails with 500 where the octets of the clientId are not UTF-8',
    breaks: 'robustness/hostile-client-id',
    follows: serverError,
    like: { '500-for-nul-in-client-ids': 'an octet that belongs to no character' },
    change: crashing(query(/=%FF/)),
  }),
  fault('500-for-lists-of-client-ids', {
    does: 'makes a list of clientId[], and fails with 500 on it',
    breaks: 'robustness/hostile-client-id',
    follows: serverError,
    like: { '500-for-nul-in-client-ids': 'the name, and not the value' },
    change: crashing(query(/[?&]clientId\[\]=/)),
  }),
  fault('500-for-long-client-ids', {
    does: 'fails with 500 on a clientId of more than 3 kB',
    breaks: 'robustness/hostile-client-id',
    follows: serverError,
    like: { '500-for-nul-in-client-ids': 'the length, and no character' },
    change: crashing((c, nexus) => (wishOf(nexus, c).clientIds[0]?.length ?? 0) > 3000),
  }),
  fault('500-for-prototypes', {
    does: 'makes objects of names with brackets, and fails with 500 on __proto__[x]',
    breaks: 'robustness/hostile-client-id',
    follows: serverError,
    like: { '500-for-lists-of-client-ids': 'another name: only generated input has it' },
    change: crashing(query(/__proto__\[/)),
  }),
  fault('500-for-unicode-line-ends', {
    does: 'names the clientId in a field of its answer, cut to octets, and fails with 500 where two characters become a line end so',
    breaks: 'robustness/hostile-client-id',
    follows: serverError,
    like: { '500-for-prototypes': 'two characters: only generated input finds them' },
    change: crashing(query(/%E5%98%8D%E5%98%8A/)),
  }),
  fault('injected-field', {
    does: 'names the clientId in a field of its answer as it is decoded, line ends and all',
    breaks: 'robustness/hostile-client-id',
    change: (nexus) =>
      writesOctets(nexus, ({ statusLine, fieldLines, content }, c) => {
        const [clientId = ''] = wishOf(nexus, c).clientIds;
        if (!/^[^\r\n]*\r\n[\w-]+: ?\w+$/.test(clientId)) return undefined;
        const lines = [statusLine, `X-Client: ${clientId}`, ...fieldLines, `Content-Length: ${content.length}`, '', ''];
        return lines.join('\r\n') + content.toString('latin1');
      }),
  }),
  fault('client-id-echoed-in-a-template', {
    does: 'quotes an unknown clientId in a template that escapes nothing, so that a quotation mark in it breaks the JSON',
    breaks: 'problem/well-formed',
    like: { 'latin-1-json': 'only where the request holds what breaks it' },
    change: (nexus) =>
      writesErrors(nexus, (problem, c) => {
        const [clientId = ''] = wishOf(nexus, c).clientIds;
        if (!/^[^\\]*"[^\\]*$/.test(clientId)) return undefined;
        return { ...asJson(problem), content: `{"title":"there is no ${clientId}"}` };
      }),
  }),
  fault('client-id-echoed-in-octets', {
    does: 'quotes the octets of an unknown clientId, so that JSON comes out that is not UTF-8',
    breaks: 'problem/well-formed',
    like: { 'client-id-echoed-in-a-template': 'the octets are wrong, and not the grammar' },
    change: (nexus) =>
      writesErrors(nexus, (problem, c) =>
        query(/=%FF/)(c, nexus)
          ? { ...asJson(problem), content: new Uint8Array(Buffer.from('{"title":"there is no \xff"}', 'latin1')) }
          : undefined,
      ),
  }),
];

const field =
  (name: string, of: RegExp): Condition =>
  (c) =>
    of.test(c.req.header(name) ?? '');
/** Of a Bearer that may be a JWT: its header, as a parser sees it. */
const headerOf = (nexus: Nexus, c: NexusContext): string => {
  const segments = (shownBy(nexus, c).bearer ?? '').split('.');
  return segments.length === 3 ? Buffer.from(segments[0] ?? '', 'base64url').toString('utf8') : '{}';
};

/** Fields that nobody foresaw. */
export const hostileHeaderFaults = [
  ...(
    [
      ['500-for-an-accept-that-is-no-list', 'a malformed Accept', field('Accept', /q=x/)],
      ['500-for-languages-with-an-underscore', 'an Accept-Language with an underscore', field('Accept-Language', /_/)],
      ['500-for-languages-that-are-none', 'a malformed Accept-Language', field('Accept-Language', /;;/)],
      ['500-for-codings-that-are-none', 'a malformed Accept-Encoding', field('Accept-Encoding', /;;|,;/)],
      [
        '500-for-a-type-that-is-none',
        'a malformed Content-Type, be there content or not',
        field('Content-Type', /^\//),
      ],
      ['500-for-cookies-that-are-none', 'a malformed Cookie', field('Cookie', /^=;/)],
      [
        '500-for-octets-beyond-ascii',
        'an octet beyond ASCII in a field that it does not know',
        field('X-Nexus-Conformance', /\x80/),
      ],
      [
        '500-for-entity-tags-that-are-none',
        'an If-None-Match without quotation marks, which only generated input has',
        field('If-None-Match', /^[^"]/),
      ],
    ] as const
  ).map(([name, on, condition], at) =>
    fault(name, {
      does: `fails with 500 on ${on}`,
      breaks: 'robustness/hostile-headers',
      follows: serverError,
      ...(at > 0 && { like: { '500-for-an-accept-that-is-no-list': 'another field, or another form of it' } }),
      change: crashing(condition),
    }),
  ),
  fault('500-for-pairs-that-are-not-utf-8', {
    does: 'fails with 500 where the octets of Basic are not UTF-8',
    breaks: 'robustness/hostile-headers',
    follows: crash,
    change: crashing((c) => /^Basic \/\/4/.test(c.req.header('Authorization') ?? '')),
  }),
  fault('500-for-basic-alone', {
    does: 'fails with 500 where Basic has no pair',
    breaks: 'robustness/hostile-headers',
    follows: crash,
    like: { '500-for-pairs-that-are-not-utf-8': 'there is nothing to decode' },
    change: crashing(field('Authorization', /^Basic$/)),
  }),
  fault('500-for-a-bearer-that-is-no-json', {
    does: 'fails with 500 where the segments of a Bearer are no JSON',
    breaks: 'robustness/hostile-headers',
    follows: crash,
    like: { '500-for-pairs-that-are-not-utf-8': 'the other scheme' },
    change: crashing((c, nexus) => headerOf(nexus, c) !== '' && !isText(headerOf(nexus, c), JSON.parse)),
  }),
  fault('500-for-a-bearer-without-an-object', {
    does: 'fails with 500 where the header of a Bearer is null',
    breaks: 'robustness/hostile-headers',
    follows: crash,
    like: { '500-for-a-bearer-that-is-no-json': 'it is JSON, and no object' },
    change: crashing((c, nexus) => headerOf(nexus, c) === 'null'),
  }),
  fault('a-bearer-that-cannot-be-parsed-lets-in', {
    does: 'lets in whose Bearer cannot be parsed, since the exception counts as checked',
    breaks: 'robustness/hostile-headers',
    change: (nexus) => letsIn(nexus, (c) => headerOf(nexus, c) === 'null'),
  }),
];

const contentOf = (c: NexusContext): Promise<string> => c.req.raw.clone().text();
const typeOf = (c: NexusContext): string => c.req.header('Content-Type') ?? '';

/** Fails with 500 on content of which the condition holds. */
const crashingOn =
  (condition: (content: string, c: NexusContext) => boolean): Fault['change'] =>
  (nexus) =>
    behind(nexus, async (c, next) => {
      if (c.req.raw.body && condition(await contentOf(c), c)) throw new Error('unexpected content');
      await next();
    });

/** Takes the userId from content, where one is there. */
const overriddenBy =
  (read: (content: string) => string | null | undefined): Fault['change'] =>
  (nexus) =>
    answersFirst(nexus, async ({ client = nexus.world.clients.first }, c) => {
      const content = await contentOf(c);
      const userId = isText(content, read) ? read(content) : undefined;
      const user = Object.values(nexus.world.users).find(({ id }) => id === userId);
      return user && nexus.succeeds(c, { user, client });
    });

/** Bodies that nobody asked for. */
export const unexpectedBodyFaults = [
  fault('500-for-broken-json', {
    does: 'parses JSON that nobody asked for, and fails with 500 where it breaks off',
    breaks: 'robustness/unexpected-body',
    follows: serverError,
    change: crashingOn((content, c) => /json$/.test(typeOf(c)) && content !== '' && !isText(content, JSON.parse)),
  }),
  fault('500-for-empty-json', {
    does: 'fails with 500 on a JSON type without content',
    breaks: 'robustness/unexpected-body',
    follows: serverError,
    like: { '500-for-broken-json': 'there is nothing to parse' },
    change: crashing((c) => typeOf(c) === 'application/json' && c.req.header('Content-Length') === '0'),
  }),
  fault('500-for-plain-text', {
    does: 'has no reader for plain text, and fails with 500 on it',
    breaks: 'robustness/unexpected-body',
    follows: serverError,
    like: { '500-for-broken-json': 'the type, and not the content' },
    change: crashing((c) => typeOf(c) === 'text/plain'),
  }),
  fault('500-for-chunks', {
    does: 'fails with 500 on content whose length it is not told',
    breaks: 'robustness/unexpected-body',
    follows: serverError,
    like: { '500-for-broken-json': 'the framing, and not the content' },
    change: crashing((c) => c.req.header('Transfer-Encoding') !== undefined),
  }),
  fault('500-for-a-megabyte', {
    does: 'fails with 500 on more content than it takes',
    breaks: 'robustness/unexpected-body',
    follows: serverError,
    like: { '500-for-broken-json': 'the size, and not the content' },
    change: crashing((c) => Number(c.req.header('Content-Length')) > 500_000),
  }),
  fault('500-for-forms-with-brackets', {
    does: 'reads forms as jQuery writes them, and fails with 500 on a key that is a bracket, as ASP.NET MVC 10 does',
    breaks: 'robustness/unexpected-body',
    follows: serverError,
    profile: 'certify',
    like: { '500-for-broken-json': 'a form' },
    change: crashingOn((content, c) => typeOf(c).endsWith('form-urlencoded') && content.startsWith('[=')),
  }),
  fault('500-for-unknown-charsets', {
    does: 'fails with 500 on JSON in a charset that it does not know',
    breaks: 'robustness/unexpected-body',
    follows: serverError,
    profile: 'certify',
    like: { '500-for-broken-json': 'the charset' },
    change: crashing((c) => /charset=nexus-/.test(typeOf(c))),
  }),
  fault('500-for-deep-json', {
    does: 'fails with 500 where JSON is nested more than ten deep',
    breaks: 'robustness/unexpected-body',
    follows: serverError,
    like: { '500-for-broken-json': 'the depth: only generated input has it' },
    change: crashingOn((content) => content.startsWith('['.repeat(11))),
  }),
  fault('json-overrides-the-user', {
    does: 'takes the userId from JSON, where one is there',
    breaks: 'robustness/unexpected-body',
    change: overriddenBy((content) => JSON.parse(content).userId),
  }),
  fault('form-overrides-the-user', {
    does: 'takes the userId from a form, where one is there',
    breaks: 'robustness/unexpected-body',
    like: { 'json-overrides-the-user': 'the other form of content' },
    change: overriddenBy((content) => new URLSearchParams(content).get('userId')),
  }),
];

/** Nothing ever comes of a request of which the condition holds; others are served. */
function hangsOn(condition: Condition): Fault['change'] {
  return (nexus) => behind(nexus, (c, next) => (condition(c, nexus) ? new Promise(() => {}) : next()));
}
