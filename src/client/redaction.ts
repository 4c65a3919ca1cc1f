import type { Field } from '../model/exchange.ts';

/** Where the target expects the ApplicationToken. */
export interface ApplicationTokenPlace {
  readonly in: 'header' | 'query' | 'cookie';
  readonly name: string;
}

/**
 * The one choke point before anything is stored or shown. Occurrences of a secret become `‹name›`, runs of 8 or more
 * characters of one `‹part of name›`, and what stands where secrets stand `‹masked›`. Nothing here throws; everything
 * redacted stays as it is when it is redacted again.
 */
export interface Redactor {
  /** Makes a secret known. A value that is known already keeps its name; the empty one is no secret. */
  register(secret: string, name: string): void;
  /** For what was sent or received: by value. */
  redact(text: string): string;
  /** By value, and by position in Authorization, Proxy-Authorization, Cookie, Set-Cookie and the ApplicationToken's header. */
  redactField(field: Field): Field;
  /** For a URL or request-target: by value, and the value of the ApplicationToken's query parameter. */
  redactTarget(target: string): string;
  /** For text of our own, where a secret under 8 characters may be an ordinary word: by forms of 8 and more characters. */
  redactOwnText(text: string): string;
}

/** From so many characters in a row, part of a secret is one too. */
const window = 8;
/** Anything shorter would be found everywhere, and masking it would change what is judged. */
const shortest = 4;
/**
 * What contract, HTTP and this suite say themselves. A secret made of such words hides nothing where they stand, and
 * masking them there would break what is judged: a media type, a member's name, the target.
 */
const publicWords = [
  'application/json application/problem+json application/problem+xml application/xml text/plain text/html text/json',
  'application/octet-stream application/x-www-form-urlencoded charset=utf-8 content-type content-length keep-alive',
  'www-authenticate applicationtoken authorization password-reset nexus-conformance clientid userid v1/users',
  'detail instance status title type null true false about:blank errors traceid bearer basic realm urn:ietf:rfc:7807',
].join('\n');
const publicWindows = new Set(Array.from(publicWords, (_, at) => publicWords.slice(at, at + window)));
const masked = '‹masked›';

export function createRedactor({
  applicationToken,
}: {
  readonly applicationToken?: ApplicationTokenPlace;
} = {}): Redactor {
  const secrets = new Set<string>();
  const long = createLongForms();
  let short: ReadonlyMap<string, string> = new Map();
  /** Made of all that is known when a text needs them, and not at every secret. */
  let shortForms: RegExp | undefined;
  const marks = new Set([masked]);

  function register(secret: string, name: string): void {
    if (secret === '' || secrets.has(secret)) return;
    secrets.add(secret);
    marks.add(`‹${name}›`).add(`‹part of ${name}›`);
    const forms = formsOf(secret);
    for (const form of forms) if (form.length >= window) long.add(form, name);
    const shorter = forms.filter(isMaskedShort).map((form) => [form, `‹${name}›`] as const);
    short = new Map([...shorter, ...short]);
    shortForms = undefined;
  }

  /** Applies a function to what stands between marks. */
  function betweenMarks(text: string, change: (piece: string) => string): string {
    let out = '';
    let done = 0;
    for (const { 0: mark, index } of text.matchAll(/‹[^‹›]*›/g)) {
      if (!marks.has(mark)) continue;
      out += change(text.slice(done, index)) + mark;
      done = index + mark.length;
    }
    return out + change(text.slice(done));
  }

  const redactOwnText = (text: string): string => betweenMarks(text, long.mask);
  function maskShort(text: string): string {
    shortForms ??= wordsOf([...short.keys()]);
    return text.replace(shortForms, (form) => short.get(form) ?? masked);
  }
  const redact = (text: string): string => betweenMarks(redactOwnText(text), maskShort);
  /** Marks say more than `‹masked›`, and blanks tell no secret. */
  const maskRest = (text: string): string => betweenMarks(text, (piece) => (piece.trim() === '' ? piece : masked));

  return {
    register,
    redact,
    redactOwnText,
    redactField([name, sent]) {
      const value = redact(sent);
      const isApplicationToken = applicationToken?.in === 'header' && sameName(applicationToken.name, name);
      return [redactOwnText(name), isApplicationToken ? maskRest(value) : maskByPosition(name, value, maskRest)];
    },
    redactTarget(target) {
      const text = redact(target);
      if (applicationToken?.in !== 'query') return text;
      return text.replace(/([?&])([^=&#]*)=([^&#]*)/g, (pair, separator: string, name: string, value: string) =>
        sameName(decoded(name), applicationToken.name) ? `${separator}${name}=${maskRest(value)}` : pair,
      );
    },
  };
}

/** Field names and, to be on the safe side, names of query parameters compare without case. */
function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Never throws, unlike decodeURIComponent. */
function decoded(name: string): string {
  return new URLSearchParams(`${name}=`).keys().next().value ?? '';
}

function maskByPosition(name: string, value: string, mask: (text: string) => string): string {
  switch (name.toLowerCase()) {
    case 'authorization':
    case 'proxy-authorization': {
      const [scheme = ''] = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]+(?=\S)|(basic|bearer)\s*$)/i.exec(value) ?? [];
      return scheme + mask(value.slice(scheme.length));
    }
    case 'cookie':
      return value
        .split(';')
        .map((pair) => maskCookie(pair, mask))
        .join(';');
    case 'set-cookie': {
      const [pair = '', ...attributes] = value.split(';');
      return [maskCookie(pair, mask), ...attributes].join(';');
    }
    default:
      return value;
  }
}

function maskCookie(pair: string, mask: (text: string) => string): string {
  const value = pair.indexOf('=') + 1;
  return pair.slice(0, value) + mask(pair.slice(value));
}

interface LongForms {
  add(form: string, name: string): void;
  mask(text: string): string;
}

/**
 * All forms of `window` and more characters, found by their windows: every window of a form is in one map, so that a
 * text is read once however many secrets there are. Windows compare without the case of ASCII letters.
 */
function createLongForms(): LongForms {
  const windows = new Map<string, { readonly name: string; readonly forms: { form: string; name: string }[] }>();

  function add(form: string, name: string): void {
    const folded = fold(form);
    for (let at = 0; at + window <= folded.length; at += 1) {
      const key = folded.slice(at, at + window);
      if (!windows.has(key) && !publicWindows.has(key)) windows.set(key, { name, forms: [] });
    }
    const starting = windows.get(folded.slice(0, window))?.forms;
    if (starting?.every((known) => known.form !== form)) starting.push({ form, name });
    starting?.sort((a, b) => b.form.length - a.form.length);
  }

  function mask(text: string): string {
    const folded = fold(text);
    let out = '';
    let done = 0;
    let wholeEnd = 0;
    let partEnd = -1;
    let patience = text.length * 100;
    /** A hostile text may nearly hold a long secret everywhere: then its whole occurrences are shown as parts. */
    const stands = (form: string, at: number): boolean => {
      if (patience <= 0) return false;
      patience -= form.length;
      return text.startsWith(form, at);
    };
    for (let at = 0; at + window <= folded.length; at += 1) {
      const found = windows.get(folded.slice(at, at + window));
      if (found === undefined) continue;
      const whole = at < wholeEnd ? undefined : found.forms.find(({ form }) => stands(form, at));
      if (whole !== undefined) {
        out += `${text.slice(done, at)}‹${whole.name}›`;
        done = wholeEnd = at + whole.form.length;
        partEnd = -1;
      } else if (at + window > done) {
        if (at > partEnd) out += `${text.slice(done, at)}‹part of ${found.name}›`;
        done = partEnd = at + window;
      }
    }
    return out + text.slice(done);
  }

  return { add, mask };
}

/** A form too short for windows is masked as a whole word, unless it is a public one. */
function isMaskedShort(form: string): boolean {
  return form.length >= shortest && form.length < window && !publicWords.split(/[^a-z0-9]+/).includes(fold(form));
}

/** Keeps the length, which `toLowerCase` alone does not. */
function fold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** The texts where no letter or digit adjoins theirs. */
function wordsOf(texts: readonly string[]): RegExp {
  return new RegExp(`(?<![A-Za-z0-9])${patternOf(texts).source}(?![A-Za-z0-9])`, 'g');
}

/** Longest first; without alternatives it matches nothing. */
function patternOf(texts: readonly string[]): RegExp {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  const alternatives = longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`(${alternatives.join('|') || '(?!)'})`, 'g');
}

/** Every way in which a secret may stand in a text, itself first. */
function formsOf(secret: string): string[] {
  const utf8 = Buffer.from(secret, 'utf8');
  const octets = /^[\0-\xff]*$/.test(secret) ? [utf8, Buffer.from(secret, 'latin1')] : [utf8];
  const texts = [secret, utf8.toString('latin1'), ...octets.flatMap(base64FormsOf)];
  const escaped = [
    ...texts.flatMap((text) => [...jsonForms(text), ...urlForms(Buffer.from(text, 'utf8'))]),
    ...octets.flatMap(urlForms),
  ];
  const derived = [...texts, ...escaped].filter((form) => form.length >= shortest);
  return [...new Set([secret, ...derived])];
}

/** Base64 and base64url: of the octets alone, and what is certain of it after 0, 1 or 2 other octets and before any. */
function base64FormsOf(octets: Buffer): string[] {
  const alone = octets.toString('base64');
  const inside = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), octets])
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + octets.length) * 8) / 6)),
  );
  const forms = [alone, alone.replace(/=+$/, ''), ...inside];
  return [...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))];
}

/** As JSON.stringify writes it, as PHP does (`\/`), and with everything escaped that HTML or ASCII cannot hold (.NET, Python). */
function jsonForms(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const unicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const ascii = json.replace(/[^\0-\x7e]/g, unicode);
  const html = text.replace(/\\/g, '\\\\').replace(/["&'+<>`\0-\x1f]|[^\0-\x7e]/g, unicode);
  const upper = (form: string): string =>
    form.replace(/\\u[0-9a-f]{4}/g, (code) => `\\u${code.slice(2).toUpperCase()}`);
  return [json, json.replaceAll('/', '\\/'), ascii, ascii.replaceAll('/', '\\/'), upper(ascii), html, upper(html)];
}

/** RFC 3986 with nothing but unreserved characters left, as encodeURIComponent does, as a form does; each in both cases of hex. */
function urlForms(octets: Buffer): string[] {
  const text = octets.toString('latin1');
  const keep = (but: RegExp): string =>
    text.replace(but, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`);
  const forms = [keep(/[^\w.~-]/g), keep(/[^\w.~!'()*-]/g), keep(/[^\w.* -]/g).replaceAll(' ', '+')];
  return [...forms, ...forms.map((form) => form.replace(/%../g, (code) => code.toLowerCase()))];
}
