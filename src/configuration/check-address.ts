import type { VariableName } from '../../config/variables.ts';
import { isLoopback, parseUrl } from './address.ts';
import { type Facts, isDescribed } from './facts.ts';
import type { Problem } from './problem.ts';
import { example } from './values.ts';

/** Whether the base URL can be used, and may be with credentials. */
export function checkAddress(facts: Facts): Problem[] {
  if (!isDescribed(facts)) return [];
  const messages =
    facts.given.NEXUS_BASE_URL === undefined
      ? [`NEXUS_BASE_URL is missing: nothing says where the configured target answers. ${example('NEXUS_BASE_URL')}`]
      : [...spelling(facts), ...plaintext('NEXUS_BASE_URL', facts.baseUrl, facts), ...otherTarget(facts)];
  return messages.map((message) => ({ variable: 'NEXUS_BASE_URL', message }));
}

/** No message shows the URL: it may hold a password. */
function spelling({ values, baseUrl }: Facts): string[] {
  const text = values.NEXUS_BASE_URL;
  if (text === undefined) return [];
  if (baseUrl === undefined) return [`NEXUS_BASE_URL is not a URL. ${example('NEXUS_BASE_URL')}`];
  const messages: string[] = [];
  if (!/^https?:$/.test(baseUrl.protocol)) {
    messages.push(`NEXUS_BASE_URL must begin with https:// or http://. ${example('NEXUS_BASE_URL')}`);
  }
  if (baseUrl.username !== '' || baseUrl.password !== '') {
    messages.push(
      'NEXUS_BASE_URL holds a user name or password: credentials belong into NEXUS_BASIC_USERNAME and NEXUS_BASIC_PASSWORD.',
    );
  }
  if (/[?#]/.test(text)) {
    messages.push(`NEXUS_BASE_URL must have no query and no fragment. ${example('NEXUS_BASE_URL')}`);
  }
  return messages;
}

/** Whether credentials would travel to this URL in clear text, and may not. */
export function plaintext(variable: VariableName, url: URL | undefined, { values }: Facts): string[] {
  if (url?.protocol !== 'http:' || isLoopback(url.hostname)) return [];
  if (values.NEXUS_PROFILE === 'certify') {
    return [`${variable} is http off loopback, which certify refuses: use https.`];
  }
  if (values.NEXUS_ALLOW_PLAINTEXT) return [];
  return [
    `${variable} is http off loopback, where everybody on the way can read the credentials: use https, or set NEXUS_ALLOW_PLAINTEXT=true.`,
  ];
}

/** A target that is named has its own address; another one in the environment was meant for something else. */
function otherTarget({ target, given, baseUrl, environmentBaseUrl }: Facts): string[] {
  if (target.kind !== 'file' || environmentBaseUrl === undefined) return [];
  if (given.NEXUS_BASE_URL?.origin !== target.label) return [];
  const environment = parseUrl(environmentBaseUrl);
  if (withoutSlash(environment) === withoutSlash(baseUrl)) return [];
  return [
    `NEXUS_BASE_URL is ${addressOf(baseUrl)} in ${target.label} and ${addressOf(environment)} in the environment: unset the one that is not meant.`,
  ];
}

function withoutSlash(url: URL | undefined): string | undefined {
  return url?.href.replace(/\/$/, '');
}

function addressOf(url: URL | undefined): string {
  return url === undefined ? 'no URL' : `${url.origin}${url.pathname}`;
}
