import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A key and a certificate that it has signed itself, in PEM. */
export interface SelfSigned {
  readonly key: string;
  readonly cert: string;
}

/** DER (X.690 §8.1): tag, length, content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, ...parts);
const ed25519 = sequence(der(0x06, Buffer.from([0x2b, 0x65, 0x70])));
const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(der(0x06, Buffer.from([0x55, 0x04, 0x03])), der(0x0c, Buffer.from(name)))));
const utcTime = (time: number): Buffer =>
  der(0x17, Buffer.from(`${new Date(time).toISOString().replace(/\D/g, '').slice(2, 14)}Z`));

/** The extension subjectAltName (RFC 5280 §4.2.1.6), with one address. */
const forAddress = (...address: readonly number[]): Buffer =>
  sequence(der(0x06, Buffer.from([0x55, 0x1d, 0x11])), der(0x04, sequence(der(0x87, Buffer.from(address)))));

/** A certificate (RFC 5280 §4.1) for 127.0.0.1, good for a day, new each time: no key lies about. */
export function selfSigned(now = Date.now()): SelfSigned {
  const day = 86_400_000;
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const name = commonName('nexus reference');
  const serial = der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)]));
  const version3 = der(0xa0, der(0x02, Buffer.from([2])));
  const validity = sequence(utcTime(now - day), utcTime(now + day));
  const subjectKey = publicKey.export({ type: 'spki', format: 'der' });
  const extensions = der(0xa3, sequence(forAddress(127, 0, 0, 1)));
  const certificate = sequence(version3, serial, ed25519, name, validity, name, subjectKey, extensions);
  const signature = der(0x03, Buffer.from([0]), sign(null, certificate, privateKey));
  const lines = sequence(certificate, ed25519, signature)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n');
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`,
  };
}
