import { type Credentials, noCredentials } from '../src/client/credentials.ts';
import type { Keyring } from '../src/client/keyring.ts';
import type { FieldLine } from '../src/client/request.ts';
import { type Refusal, rejections } from '../src/judge/expectations.ts';
import type { Case } from '../src/run/check.ts';
import type { Change } from '../src/run/nexus-client.ts';

/** About nobody, and without credentials: whoever takes it for a request does nothing for it. */
const harmless = { user: 'made-up', client: 'none', malformed: true } as const;
const isHost = ([name]: FieldLine): boolean => name === 'Host';
const elsewhere = 'nexus-conformance.example';

/** Heads to which there is but one answer. */
export const malformedHeads: readonly Change[] = [
  { ...harmless, case: 'no-host', title: 'no Host', lines: (all) => all.filter((line) => !isHost(line)) },
  { ...harmless, case: 'two-hosts', title: 'two Host lines', fields: [['Host', elsewhere]] },
  {
    ...harmless,
    case: 'blank-before-colon',
    title: 'a blank before a colon',
    fields: [['X-Nexus-Conformance ', 'x']],
  },
];

export const invalidLength: Change = {
  ...harmless,
  case: 'invalid-content-length',
  title: 'Content-Length: abc',
  framing: 'none',
  fields: [['Content-Length', 'abc']],
  awaitsClose: true,
};

/** A request that stands where another one ends by one of two framings. It names nothing that there is. */
const prefix = `GET /nexus-conformance HTTP/1.1\r\nHost: ${elsewhere}\r\n\r\n`;

/** Content-Length beside Transfer-Encoding: by one of them the message ends before the prefix. */
export const ambiguousFramings: readonly Change[] = [
  {
    case: 'prefix-behind-chunks',
    title: 'Content-Length beside chunks that end before it',
    content: { type: 'text/plain', text: `0\r\n\r\n${prefix}` },
    fields: [['Transfer-Encoding', 'chunked']] as const,
  },
  {
    case: 'prefix-behind-length',
    title: 'Content-Length that ends before the chunks do',
    content: { type: 'text/plain', text: prefix },
    framing: 'chunked' as const,
    fields: [['Content-Length', `${prefix.length.toString(16).length + 2}`]] as const,
  },
].map((framing) => ({ ...harmless, ...framing, awaitsClose: true }));

/** Pads the query until the request-line, without its end, has so many octets. */
const padded =
  (octets: number) =>
  (target: string): string => {
    const short = `${target}&nexus-conformance=`;
    return short + 'x'.repeat(octets - `POST ${short} HTTP/1.1`.length);
  };

export const supportedLine: Change = {
  case: 'eight-thousand-octets',
  title: 'a request-line of 7,900 octets',
  user: 'unknown',
  form: padded(7900),
};
/** For the user: only a 204 shows that it was read whole. Who cannot read it answers for itself. */
export const longLine: Change = {
  case: 'sixty-four-kilobytes',
  title: 'a request-line of 64 kB',
  form: padded(65_536),
  malformed: true,
};

/** What HTTP/2 has no place for is left out; Host becomes :authority. */
const overHttp2 = {
  version: 'HTTP/2',
  lines: (all: readonly FieldLine[]) => all.filter(([name]) => name !== 'Connection'),
};
export const goodOverHttp2: Change = { ...overHttp2, case: 'good-request', title: 'a good request over HTTP/2' };
export const refusedOverHttp2: Change = {
  ...overHttp2,
  case: 'no-credentials',
  title: 'no credentials, over HTTP/2',
};

/** What is refused on a connection that carries what is accepted. */
type WithCredentials = Change & { readonly credentials: Credentials };

export const refusedBeside = (keyring: Keyring, beside: Case): readonly WithCredentials[] =>
  [
    { name: 'none', credentials: noCredentials },
    { name: 'wrong', credentials: keyring.authorization('Bearer nexus-conformance', 'a Bearer that was never issued') },
  ].map(({ name, credentials }) => ({
    case: `${beside.case}-with-${name}`,
    title: `${credentials.title}, on the connection of ${beside.title}`,
    credentials,
  }));

export const wasRefused = ({ exchange }: Refusal): boolean => rejections.includes(exchange.response?.status ?? 0);

export const validFirst: Case = { case: 'valid-first', title: 'a good request before bad ones' };
export const validLast: Case = { case: 'valid-last', title: 'a good request after bad ones' };
export const afterDenial: Case = { case: 'after-denial', title: 'the pair, at once after its Bearer alone' };
export const beforeDenial: Case = { case: 'after-denial-before', title: 'the pair, before its Bearer alone' };
export const denial: Case = { case: 'after-denial-bearer', title: 'the Bearer alone, after it came with its pair' };

export const absoluteForm: Change = {
  case: 'absolute-form',
  title: 'the absolute form',
  form: (target, { origin }) => origin + target,
};

export const expectingContinue: Change = {
  case: 'expects-100-continue',
  title: 'Expect: 100-continue, and two octets of content held back',
  user: 'unknown',
  fields: [['Expect', '100-continue']],
  content: { type: 'application/json', text: '{}' },
  awaitsContinue: true,
};

/** A good request about nobody: it causes no e-mail, and its answer is compared. */
const ofNobody = { user: 'unknown' } as const;

export const inOnePiece: Change = { ...ofNobody, case: 'in-one-piece', title: 'in one piece' };

/** At each of these places another segment begins. */
export const segmentations: readonly Change[] = [
  {
    case: 'octet-by-octet',
    title: 'one octet a segment',
    segments: ({ length }: string) => Array.from({ length: length - 1 }, (_, at) => at + 1),
  },
  {
    case: 'within-request-line',
    title: 'split inside the request line',
    segments: (octets: string) => [octets.indexOf('/') + 5],
  },
  {
    case: 'within-field-name',
    title: 'split inside a field name',
    segments: (octets: string) => [octets.indexOf('\r\n') + 4],
  },
  {
    case: 'before-blank-line',
    title: 'split within the line end before the empty line',
    segments: (octets: string) => [octets.indexOf('\r\n\r\n') + 1],
  },
].map((cut) => ({ ...ofNobody, ...cut }));

export const connectionClose: Change = {
  ...ofNobody,
  case: 'connection-close',
  title: 'Connection: close',
  awaitsClose: true,
};
export const withoutAny: Change = { ...ofNobody, case: 'without-credentials', title: 'no credentials' };
export const secondOfTwo: Change = {
  ...ofNobody,
  case: 'pipelined-second',
  title: 'the second of two pipelined requests, without credentials',
  isSent: true,
};
export const firstOfTwo: Change = {
  ...ofNobody,
  case: 'pipelined',
  title: 'the first of two pipelined requests',
  pipelined: { ...withoutAny, credentials: noCredentials, expects: 'refusal' },
};
export const http10: Change = { ...ofNobody, case: 'http-1-0', title: 'HTTP/1.0', version: 'HTTP/1.0' };

/** A field line that is none, and what it means where it is answered as if nothing was wrong with it. */
interface Misspelled extends Change {
  readonly taken: string;
}

const hostAs = (change: (host: string) => FieldLine, misspelled: Case & Pick<Misspelled, 'taken'>): Misspelled => ({
  ...harmless,
  ...misspelled,
  lines: (all) => all.map((line) => (isHost(line) ? change(String(line[1])) : line)),
});

const strangeHost = (name: string, title: string, change: (host: string) => string): Misspelled =>
  hostAs((host) => ['Host', change(host)], {
    case: `host-${name}`,
    title: `Host ${title}`,
    taken: 'it took a Host that is none, from which links and routes may be made',
  });

/** The only Host stands where there is none for who reads it rightly: refused or neutralised, it gets a 400. */
export const invalidFields: readonly Misspelled[] = [
  strangeHost('empty', 'without a value', () => ''),
  strangeHost('with-user-name', 'with a user name', (host) => `nexus-conformance@${host}`),
  strangeHost('with-path', 'with a path', (host) => `${host}/nexus-conformance`),
  strangeHost('of-two-values', 'of two values', (host) => `${host}, ${elsewhere}`),
  hostAs((host) => ['X-Nexus-Conformance', `x\r\n Host: ${host}`], {
    case: 'folded-line',
    title: 'Host on a folded line of another field',
    taken: 'it took a folded line for a field of its own',
  }),
  hostAs((host) => ['Host', `${host}\0.${elsewhere}`], {
    case: 'nul',
    title: 'NUL in Host',
    taken: 'it took a value with NUL, which others cut off there',
  }),
  hostAs((host) => ['X-Nexus-Conformance', `x\rHost: ${host}`], {
    case: 'bare-cr',
    title: 'Host behind a bare CR in another field',
    taken: 'it took a bare CR for the end of a line',
  }),
  hostAs((host) => [' Host', host], {
    case: 'blank-before-first-field',
    title: 'Host behind a blank on the first line',
    taken: 'it took a first line that begins with a blank for a field',
  }),
];
export const wellFormed: Change = { ...harmless, case: 'well-formed', title: 'nothing wrong in the head' };
