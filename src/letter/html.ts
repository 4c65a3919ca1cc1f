/** What is of use in an HTML part, in the order of reading. */
export type Piece =
  | { readonly tag: string; readonly attributes: ReadonlyMap<string, string> }
  /** `inLink`: it is what an `<a href>` shows. */
  | { readonly text: string; readonly inLink: boolean };

/** Their content is for nobody to read. */
const unread = new Set(['script', 'style', 'title', 'textarea', 'template', 'xmp', 'iframe']);
/** What stays on its line: any other element begins a new one, or a new cell. */
const inline =
  /^(?:a|abbr|b|bdi|bdo|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr)$/;

/** As a browser reads it, so that what a browser drops is dropped: comments, and a tag that the end cuts off. */
export function* piecesOf(html: string): Generator<Piece> {
  let inLink = false;
  let at = 0;
  while (at < html.length) {
    const open = indexOrEnd(html, '<', at);
    if (open > at) yield { text: withoutReferences(html.slice(at, open), 'text'), inLink };
    const tag = tagAt(html, open);
    if (tag.name !== '') {
      if (tag.name === 'a') inLink = !tag.isEnd && tag.attributes.has('href');
      if (!inline.test(tag.name)) yield { text: '\n', inLink };
      if (!tag.isEnd) yield { tag: tag.name, attributes: tag.attributes };
    }
    at = !tag.isEnd && unread.has(tag.name) ? endOfContent(html, tag.name, tag.end) : tag.end;
  }
}

interface Tag {
  /** Empty where it is a comment or the like. */
  readonly name: string;
  readonly isEnd: boolean;
  readonly attributes: ReadonlyMap<string, string>;
  readonly end: number;
}

function tagAt(html: string, open: number): Tag {
  const nothing = { name: '', isEnd: false, attributes: new Map() };
  if (html.startsWith('<!--', open)) return { ...nothing, end: indexOrEnd(html, '-->', open + 4) + 3 };
  const start = /<(\/?)([a-z][^\s/>]{0,40})/iy;
  start.lastIndex = open;
  const [all = '', slash, name = ''] = start.exec(html) ?? [];
  if (name !== '') {
    const { attributes, end } = attributesAt(html, open + all.length);
    // One that the end of the letter cuts off is none.
    return end > html.length
      ? { ...nothing, end }
      : { name: name.toLowerCase(), isEnd: slash === '/', attributes, end };
  }
  const isBogus = /[!?/]/.test(html[open + 1] ?? '');
  return { ...nothing, end: isBogus ? indexOrEnd(html, '>', open) + 1 : open + 1 };
}

/** HTML, 13.2.5.32 to 13.2.5.40: of two with one name the first counts. The end is beyond the text where none is found. */
function attributesAt(html: string, from: number): { attributes: Map<string, string>; end: number } {
  const attributes = new Map<string, string>();
  const next = /[\s/]*(>|([^\s/>][^\s/>=]*)(?:\s*=\s*(?:(["'])|([^\s"'>][^\s>]*))?)?)/y;
  next.lastIndex = from;
  for (let found = next.exec(html); found !== null; found = next.exec(html)) {
    const [, mark, name = '', quote, bare = ''] = found;
    if (mark === '>') return { attributes, end: next.lastIndex };
    let value = bare;
    if (quote !== undefined) {
      const close = indexOrEnd(html, quote, next.lastIndex);
      value = html.slice(next.lastIndex, close);
      next.lastIndex = close + 1;
    }
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, withoutReferences(value, 'attribute'));
  }
  return { attributes, end: html.length + 1 };
}

function endOfContent(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}[\\s/>]`, 'gi');
  close.lastIndex = from;
  return close.exec(html)?.index ?? html.length;
}

function indexOrEnd(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at;
}

/** Those of HTML's names that stand for what URIs and codes are made of, and for what may stand between. */
const names: Readonly<Record<string, string>> = {
  ...{ amp: '&', AMP: '&', lt: '<', LT: '<', gt: '>', GT: '>', quot: '"', QUOT: '"', apos: "'", grave: '`' },
  ...{ sol: '/', bsol: '\\', equals: '=', quest: '?', colon: ':', semi: ';', period: '.', comma: ',', num: '#' },
  ...{ percnt: '%', commat: '@', plus: '+', ast: '*', midast: '*', excl: '!', dollar: '$', lowbar: '_', UnderBar: '_' },
  ...{ hyphen: '‐', dash: '‐', ndash: '–', lpar: '(', rpar: ')', lsqb: '[', lbrack: '[', rsqb: ']', rbrack: ']' },
  ...{ lcub: '{', lbrace: '{', rcub: '}', rbrace: '}', verbar: '|', vert: '|', Hat: '^', Tab: '\t', NewLine: '\n' },
  ...{ nbsp: '\u00a0', ensp: '\u2002', emsp: '\u2003', thinsp: '\u2009', zwnj: '\u200c', zwj: '\u200d', shy: '\u00ad' },
};
/** The ones of them that HTML takes without a semicolon too. */
const withoutSemicolon = 'amp|AMP|lt|LT|gt|GT|quot|QUOT|nbsp|shy';

const reference = (bare: string): RegExp => new RegExp(`&(?:#x([\\da-f]+);?|#(\\d+);?|(\\w+);|(${bare}))`, 'gi');
const references = {
  text: reference(withoutSemicolon),
  /** HTML, 13.2.5.73: in an attribute, a name without semicolon before `=`, a letter or a digit stays as it is. */
  attribute: reference(`(?:${withoutSemicolon})(?![=\\da-z])`),
};

function withoutReferences(text: string, where: 'text' | 'attribute'): string {
  if (!text.includes('&')) return text;
  const decode = (all: string, hex?: string, decimal?: string, name?: string, bare?: string): string => {
    const point = hex !== undefined ? Number.parseInt(hex, 16) : Number(decimal);
    if (!Number.isNaN(point)) return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    return (Object.hasOwn(names, name ?? bare ?? '') && names[name ?? bare ?? '']) || all;
  };
  return text.replace(references[where], decode);
}
