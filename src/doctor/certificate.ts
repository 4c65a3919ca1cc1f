import { type PeerCertificate, TLSSocket } from 'node:tls';
import { connect } from '../client/connect.ts';
import { proxyFor } from '../configuration/network.ts';
import { hostOf } from '../configuration/shapes.ts';
import { soonDays } from '../report/lapse.ts';
import { printable } from '../report/text.ts';
import type { Run } from '../run/run.ts';
import { type Check, note, ok, problem } from './check.ts';

/** A server's certificate, and why it is not trusted: the code of Node's verification. */
export interface Shown {
  readonly certificate: Pick<PeerCertificate, 'subject' | 'issuer' | 'valid_to' | 'subjectaltname'>;
  readonly distrust: string | undefined;
}

/** Whose certificate the target shows, how long it lasts, and whether it is trusted. */
export async function checkCertificate({ configuration: { network }, values }: Run, url: URL): Promise<Check> {
  const proxy = proxyFor(network, url);
  const { ca, clientCertificate } = network;
  const socket = await connect({
    url,
    connectTimeoutMs: values.NEXUS_TIMEOUT_SECONDS * 1000,
    // To be looked at, whoever signed it: nothing is sent.
    insecure: true,
    ...(ca !== undefined && { ca }),
    ...(clientCertificate && { clientCertificate }),
    ...(proxy && { proxy }),
  });
  if (!(socket instanceof TLSSocket)) {
    const why = 'message' in socket ? socket.message : 'there was no handshake';
    return problem('TLS', printable(why), 'Does the target speak https on this port?');
  }
  // Typed as an Error, but Node puts the code here.
  const distrust = socket.authorized ? undefined : String(socket.authorizationError);
  const shown = { certificate: socket.getPeerCertificate(), distrust };
  socket.destroy();
  return certificateCheck(shown, { host: hostOf(url), insecureTls: network.insecureTls }, Date.now());
}

const secondsADay = 86_400;

export function certificateCheck(
  { certificate, distrust }: Shown,
  { host, insecureTls }: { readonly host: string; readonly insecureTls: boolean },
  now: number,
): Check {
  const { subject, issuer, valid_to: end, subjectaltname: names } = certificate;
  const days = Math.floor((Date.parse(end) - now) / 1000 / secondsADay);
  const left = days < 0 ? `expired ${-days} days ago` : `${days} days left`;
  const says = printable(`certificate of ${nameOf(subject)}, by ${nameOf(issuer)}, ${left}`);
  if (distrust === undefined) {
    return days >= soonDays ? ok('TLS', says) : note('TLS', says, 'Renew it before it stops the next run.');
  }
  const why = `${says}; not trusted (${distrust})`;
  if (insecureTls) return note('TLS', `${why}, and let through by NEXUS_INSECURE_TLS`);
  return problem('TLS', why, printable(wayOutOf(distrust, host, names)));
}

function nameOf({ CN: common, O: organisation }: PeerCertificate['subject']): string {
  return [common, organisation].flat().filter(Boolean).join(', ') || 'nobody';
}

function wayOutOf(distrust: string, host: string, names = 'none'): string {
  if (distrust === 'ERR_TLS_CERT_ALTNAME_INVALID') return `It is for ${names}, not for ${host}: check NEXUS_BASE_URL.`;
  if (distrust === 'CERT_HAS_EXPIRED') return 'Renew the certificate of the target.';
  if (distrust === 'DEPTH_ZERO_SELF_SIGNED_CERT') {
    return 'It is signed by itself: save it in a file (PEM), and set NEXUS_CA_FILE to that.';
  }
  return 'Where a private authority signed it, set NEXUS_CA_FILE to the file with its certificate (PEM).';
}
