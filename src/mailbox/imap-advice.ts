import { causeOf } from '../client/connect.ts';
import { type MailboxCause, MailboxError } from './mailbox.ts';

/** By what the suite logs in. */
export type LoginBy = 'password' | 'token';

export interface Advice {
  /** In what the server, the token endpoint or Node said: codes in brackets included. */
  readonly text: RegExp;
  /** Only for who logs in so. */
  readonly by?: LoginBy;
  readonly reason: MailboxCause;
  /** What would be right; empty where the words say it themselves. */
  readonly advice: string;
}

const microsoftScope =
  'check that NEXUS_MAILBOX_OAUTH_SCOPE is https://outlook.office365.com/.default, that New-ServicePrincipal was given the ' +
  'object id of the enterprise application, and that Set-CASMailbox -ImapEnabled $true holds for the mailbox';

/** What servers say, and what it means for a person: the first that fits. */
export const advices: readonly Advice[] = [
  {
    text: /^the proxy /,
    reason: 'proxy',
    advice: 'check NEXUS_PROXY_URL; where HTTPS_PROXY names it, NO_PROXY lists what is reached without it',
  },
  {
    text: /Request is throttled|Server Unavailable\. 15/i,
    reason: 'limit',
    advice: 'the server wants to be left alone for a while',
  },
  {
    text: /Maximum number of connections/i,
    reason: 'limit',
    advice: 'too many clients are connected to the mailbox: end other runs and mail programs, or raise the limit',
  },
  {
    text: /Too many simultaneous connections/i,
    reason: 'limit',
    advice: 'Gmail takes 15 connections to a mailbox: end other runs and mail programs',
  },
  { text: /\[LIMIT\]/, reason: 'limit', advice: 'a limit of the server is reached' },
  {
    text: /AADSTS7000215/,
    reason: 'login',
    advice: "NEXUS_MAILBOX_OAUTH_CLIENT_SECRET must be the secret's value, not its id",
  },
  {
    text: /AADSTS700016/,
    reason: 'login',
    advice: 'check the tenant in NEXUS_MAILBOX_OAUTH_TOKEN_URL and NEXUS_MAILBOX_OAUTH_CLIENT_ID',
  },
  {
    text: /User is authenticated but not connected/i,
    reason: 'rights',
    advice:
      'the application may not open this mailbox: grant it by Add-MailboxPermission -AccessRights FullAccess, ' +
      'and give the mailbox itself as the user in NEXUS_MAILBOX_URL',
  },
  {
    text: /(?:^|\s)(?:AUTHENTICATE|LOGIN) failed\.|BasicAuthBlocked/i,
    by: 'password',
    reason: 'method',
    advice:
      'Microsoft no longer lets anybody in by password (basic authentication): give an application by ' +
      'NEXUS_MAILBOX_OAUTH_TOKEN_URL, _CLIENT_ID, _CLIENT_SECRET and _SCOPE',
  },
  { text: /(?:^|\s)(?:AUTHENTICATE|LOGIN) failed\./, by: 'token', reason: 'login', advice: microsoftScope },
  {
    text: /Application-specific password required/i,
    reason: 'login',
    advice: 'Gmail wants an app password here: create one in the Google account, and put it into NEXUS_MAILBOX_URL',
  },
  {
    text: /Invalid credentials \(Failure\)/i,
    by: 'password',
    reason: 'login',
    advice: 'Gmail takes an app password alone, and none where the administrator of the Workspace has forbidden IMAP',
  },
  {
    text: /"status":"400"|Invalid credentials \(Failure\)/i,
    by: 'token',
    reason: 'login',
    advice: 'the access token is not taken: check the scope, and whether it is for the user in NEXUS_MAILBOX_URL',
  },
  {
    text: /\[PRIVACYREQUIRED\]|Login is disabled|Plaintext authentication disallowed/i,
    reason: 'tls',
    advice: 'the server takes a login by TLS only: begin NEXUS_MAILBOX_URL with imaps:// or imap+starttls://',
  },
  {
    text: /does not support STARTTLS|STARTTLS is not possible/i,
    reason: 'tls',
    advice: 'no password is sent without TLS: begin NEXUS_MAILBOX_URL with imaps:// (usually port 993)',
  },
  {
    text: /Unsupported authentication mechanism|No matching authentication method/i,
    by: 'token',
    reason: 'method',
    advice: 'the server takes no access tokens (neither XOAUTH2 nor OAUTHBEARER): leave out NEXUS_MAILBOX_OAUTH_…',
  },
  {
    text: /Unsupported authentication mechanism|No matching authentication method/i,
    by: 'password',
    reason: 'method',
    advice: 'the server takes no passwords: give an application by NEXUS_MAILBOX_OAUTH_TOKEN_URL and its neighbours',
  },
  { text: /\[EXPIRED\]/, reason: 'login', advice: 'the password has expired' },
  {
    text: /\[AUTHORIZATIONFAILED\]|\[NOPERM\]/,
    reason: 'rights',
    advice: 'the login was good, and does not allow this',
  },
  {
    text: /\[AUTHENTICATIONFAILED\]|Authentication failed|Invalid credentials|\b(?:LOGIN|AUTHENTICATE) failed/i,
    by: 'password',
    reason: 'login',
    advice: 'check user and password in NEXUS_MAILBOX_URL; special characters are percent-encoded there',
  },
  {
    text: /\[AUTHENTICATIONFAILED\]|Authentication failed|Invalid credentials|invalid_token/i,
    by: 'token',
    reason: 'login',
    advice: 'the access token is not taken: check NEXUS_MAILBOX_OAUTH_SCOPE and the user in NEXUS_MAILBOX_URL',
  },
  { text: /\[UNAVAILABLE\]/, reason: 'network', advice: 'try again later' },
  {
    text: /ERR_TLS_CERT_ALTNAME_INVALID/,
    reason: 'tls',
    advice: 'name the host in NEXUS_MAILBOX_URL as its certificate does',
  },
  {
    text: /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|GREETING_TIMEOUT/,
    reason: 'tls',
    advice:
      'port and scheme of NEXUS_MAILBOX_URL may not fit: imaps:// is usually on port 993, imap+starttls:// on port 143',
  },
  {
    text: /PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL/,
    reason: 'tls',
    advice: 'the server speaks TLS 1.1 at most, and 1.2 is asked for',
  },
  {
    text: /_CERT(?:_|IFICATE|\b)|CERT_|UNABLE_TO_VERIFY|ALERT_|UPGRADE_TIMEOUT/,
    reason: 'tls',
    // What may help with an unknown authority stands in the words already.
    advice: '',
  },
];

export function adviceOn(words: string, by: LoginBy): Advice | undefined {
  return advices.find((advice) => (advice.by ?? by) === by && advice.text.test(words));
}

/** Microsoft's word for how long to stay away, in milliseconds. */
function retryAfterOf(words: string): number | undefined {
  const [, milliseconds] = /Backoff Time[:=\s]+(\d+)/i.exec(words) ?? [];
  return milliseconds === undefined ? undefined : Number(milliseconds);
}

/** What was tried, what was said to it, and what would be right; `otherwise` is its reason where no advice fits. */
export function mailboxError(tried: string, words: string, by: LoginBy, otherwise: MailboxCause): MailboxError {
  const known = adviceOn(words, by);
  const advice = known === undefined || known.advice === '' ? '' : `; ${known.advice}`;
  return new MailboxError(known?.reason ?? otherwise, `${tried}: ${words}${advice}`, retryAfterOf(words));
}

/** What imapflow attaches to its errors, as far as it tells a person something. */
interface ImapError extends NodeJS.ErrnoException {
  readonly response?: unknown;
  readonly responseStatus?: string;
  readonly responseText?: string;
  /** With the code NoConnection: what the server said when it ended the connection. OpenSSL has one, too. */
  readonly reason?: string;
  readonly oauthError?: unknown;
  /** Why a proxy opened no way, among others. */
  readonly _err?: Error;
}

/** In the server's own words where it has some, with its code in brackets; else in Node's, in one line. */
export function wordsOf(error: ImapError): string {
  if (error.message === 'Failed to setup proxy connection') {
    return `the proxy opened no way there: ${error._err?.message}`;
  }
  const said = saidBy(error);
  const oauth = error.oauthError === undefined ? '' : ` ${JSON.stringify(error.oauthError)}`;
  if (said !== '') return `it said "${said}"${oauth}`;
  return (error.code === undefined ? error.message : causeOf(error)) + oauth;
}

function saidBy({ code: kind, response, responseText = '', reason = '' }: ImapError): string {
  const code = codeIn(response);
  if (code === '' && responseText !== '') return responseText;
  if (code !== '') return `[${code}] ${responseText}`.trim();
  if (typeof response === 'string') return response;
  return kind === 'NoConnection' ? reason : '';
}

/** The response code (RFC 9051 §7.1) of a parsed response, or of one that is written out again. */
function codeIn(response: unknown): string {
  if (typeof response === 'string') return /^\S+ (?:NO|BAD) \[([^\]]+)\]/.exec(response)?.[1] ?? '';
  const [first] = (response as { readonly attributes?: readonly Section[] } | undefined)?.attributes ?? [];
  return first?.section?.flatMap((part) => (typeof part?.value === 'string' ? [part.value] : [])).join(' ') ?? '';
}

interface Section {
  readonly section?: readonly ({ readonly value?: unknown } | null)[];
}
