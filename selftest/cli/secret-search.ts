import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { inflateRawSync } from 'node:zlib';

/** Texts by where they stand. */
export type Texts = Readonly<Record<string, string>>;

/** So many characters of a secret in a row are a leak. */
const window = 8;

/** Each place where part of a secret stands, with the part; a place is named once a secret. Independent of how it is masked. */
export function leaksIn(texts: Texts, secrets: Readonly<Record<string, string>>): string[] {
  const windows = windowsOf(secrets);
  return Object.entries(texts).flatMap(([where, text]) => {
    const found = new Map<string, string>();
    for (const view of viewsOf(text)) {
      for (let at = 0; at + window <= view.length; at += 1) {
        const name = windows.get(view.slice(at, at + window));
        if (name !== undefined && !found.has(name)) found.set(name, view.slice(Math.max(0, at - 30), at + window + 30));
      }
    }
    return [...found].map(([name, part]) => `${name} in ${where}: ${part}`);
  });
}

function windowsOf(secrets: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const windows = new Map<string, string>();
  for (const [name, secret] of Object.entries(secrets)) {
    for (const form of [secret, ...base64Of(secret)].map((text) => text.toLowerCase())) {
      for (let at = 0; at + window <= form.length; at += 1) windows.set(form.slice(at, at + window), name);
    }
  }
  return windows;
}

/** What Base64 and base64url make of the secret wherever it stands in what is encoded: after 0, 1 or 2 other octets. */
function base64Of(secret: string): string[] {
  const octets = Buffer.from(secret, 'utf8');
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), octets]).toString('base64');
    // The characters that depend on the secret alone.
    const certain = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + octets.length) * 8) / 6));
    return [certain, certain.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

/** The text as it stands, and with what URLs, JSON and markup escape undone; all in lower case. */
function viewsOf(text: string): ReadonlySet<string> {
  const unescapedOnce = [text, fromUrl(text), fromJson(text), fromMarkup(text)];
  const views = [...unescapedOnce, fromUrl(fromJson(text)), fromJson(fromMarkup(text))];
  return new Set(views.map((view) => view.toLowerCase()));
}

function fromUrl(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (octets) =>
    Buffer.from(octets.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

function fromJson(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\+(["\\/])/g, '$1');
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function fromMarkup(text: string): string {
  return text
    .replace(/&#(?:x([0-9a-f]+)|(\d+));/gi, (_, hex?: string, decimal?: string) =>
      String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)),
    )
    .replace(/&(amp|lt|gt|quot|apos);/g, (entity, name: string) => entities[name] ?? entity);
}

/** Every file below the folder, by its path there. */
export function textsBelow(folder: string): Texts {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path), readable(readFileSync(path), entry.name)];
    }),
  );
}

/** What a file says to whoever opens it with the program that it is for. */
function readable(octets: Buffer, name: string): string {
  if (name.endsWith('.html')) return contentOfReport(octets.toString('utf8'));
  return isZip(octets) ? contentOfZip(octets) : octets.toString('utf8');
}

const isZip = (octets: Buffer): boolean => octets.subarray(0, 4).toString('latin1') === 'PK\u0003\u0004';

/** The names and contents of all files of an archive (.ZIP File Format Specification, 4.3.6): Playwright's traces are such. */
export function contentOfZip(zip: Buffer): string {
  const end = zip.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (end < 0) throw new Error('an archive without its end');
  const parts: string[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const lengths = [28, 30, 32].map((offset) => zip.readUInt16LE(at + offset));
    const name = zip.subarray(at + 46, at + 46 + (lengths[0] ?? 0)).toString('utf8');
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + size);
    parts.push(name, readable(method === 0 ? packed : inflateRawSync(packed), name));
    at += 46 + lengths.reduce((sum, length) => sum + length, 0);
  }
  return parts.join('\n');
}

/** What Playwright's JSON reporter prints, its attachments no longer in Base64: some of that would resemble some secret. */
export function contentOfJsonReport(json: string): string {
  return json.replace(
    /("body":\s*")([A-Za-z0-9+/=]+)"/g,
    (_, before: string, base64: string) => `${before}${Buffer.from(base64, 'base64').toString('utf8')}"`,
  );
}

/**
 * What a run puts into the one page of an Allure report, or of Playwright's. The page holds its data in Base64, and its program beside it:
 * megabytes of which some eight characters would resemble some secret.
 */
export function contentOfReport(html: string): string {
  const carried = /\bd\("[^"]+",\s*"([A-Za-z0-9+/=]+)"\)/g;
  // Playwright's own report carries an archive, and a program beside it.
  const archives = [...html.matchAll(/\bdata:application\/zip;base64,([A-Za-z0-9+/=]+)/g)];
  if (archives.length > 0)
    return archives.map(([, base64 = '']) => contentOfZip(Buffer.from(base64, 'base64'))).join('\n');
  const decoded = [...html.matchAll(carried)].map(([, base64 = '']) => Buffer.from(base64, 'base64').toString('utf8'));
  const page = html.replace(carried, '').replace(/\bdata:[\w/+-]+;(?:charset=[\w-]+;)?base64,[A-Za-z0-9+/=]+/g, '');
  return [page, ...decoded].join('\n');
}
