import { DOMParser, type Element } from '@xmldom/xmldom';

/** A character that no XML document may contain (XML 1.0 §2.2). */
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** The root element of well-formed XML with its namespaces; throws an Error that says what is wrong with any other text. */
export function parseXml(text: string): Element {
  // The mark is no part of the text that the grammar describes (XML 1.0 §4.3.3).
  const document = text.replace(/^\ufeff/, '');
  if (forbidden.test(document)) throw new Error('a character that XML does not allow');
  refuseStray(document);
  const stop = (_level: string, message: string): void => {
    // Octets of another encoding than UTF-8 were replaced when they were read: XML may be in any.
    if (!/replacement character/.test(message)) throw new Error(message);
  };
  const root = new DOMParser({ onError: stop }).parseFromString(document, 'application/xml').documentElement;
  if (!root) throw new Error('no root element');
  return root;
}

/** Comments, processing instructions and CDATA sections: an ampersand in them is one. */
const literal = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>/g;

/** What the parser lets pass: `]]>` in text, an ampersand that begins no reference, and one to no character (XML 1.0 §2.4, §4.1). */
function refuseStray(document: string): void {
  const rest = document.replace(literal, ' ');
  // In a tag it may stand, in the value of an attribute.
  if (rest.replace(/<(?:"[^"]*"|'[^']*'|[^"'>])*>/g, ' ').includes(']]>')) throw new Error(']]> ends no CDATA section');
  for (const [, reference] of rest.matchAll(/&([^&;<\s]*;)?/g)) {
    if (reference === undefined) throw new Error('an ampersand that begins no reference');
    const [, hex, digits] = /#(x?)([\da-f]+)/i.exec(reference) ?? [];
    // Throws by itself where there is no such code point.
    const character = digits === undefined ? '' : String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10));
    if (forbidden.test(character)) throw new Error(`&${reference} is no character of XML`);
  }
}

const schemaInstance = 'http://www.w3.org/2001/XMLSchema-instance';

/**
 * The problem object that the children of a root element are, by their local names (RFC 9457 Appendix B), so that one
 * schema judges both forms. What is blank or `xsi:nil` is null; digits are a status; what has elements of its own is an
 * object, and what stands there twice an array: neither is what the members may be.
 */
export function problemOf(root: Element): Readonly<Record<string, unknown>> {
  const members = new Map<string, unknown>();
  for (const child of Array.from(root.children)) {
    const name = child.localName ?? child.nodeName;
    const value = memberOf(name, child);
    members.set(name, members.has(name) ? [members.get(name), value] : value);
  }
  return Object.fromEntries(members);
}

function memberOf(name: string, element: Element): unknown {
  const text = element.textContent ?? '';
  if (element.children.length > 0) return { text };
  if (text.trim() === '' || element.getAttributeNS(schemaInstance, 'nil') === 'true') return null;
  return name === 'status' && /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : text;
}
