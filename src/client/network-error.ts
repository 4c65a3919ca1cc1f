const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** The server's alerts about the client's certificate (RFC 8446 §6.2): none was shown, or not one that it trusts. */
export function isAboutTheClient(code: string): boolean {
  return /ALERT_(CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE_FAILURE|CERTIFICATE_UNKNOWN)/.test(code);
}

export const clientCertificateMayHelp =
  'where the server asks for a client certificate, NEXUS_CLIENT_CERT_FILE may help';

/** A network error in one line. Where a name has several addresses, Node's error has a code and no message. */
export function causeOf(error: NodeJS.ErrnoException): string {
  const code = error.code ?? error.name;
  const message = error.message.trim().replace(/\s*\n\s*/g, ' ');
  const cause = message === '' || message.includes(code) ? message || code : `${message} (${code})`;
  if (isAboutTheClient(code)) return `${cause}; ${clientCertificateMayHelp}`;
  if (!untrusted.has(code)) return cause;
  return `${cause}; where a private authority signs the certificate, NEXUS_CA_FILE may help`;
}
