import { fetchedBearer, type TokenSource } from '../client/oauth/bearer-token.ts';
import { isJwt } from '../configuration/shapes.ts';
import { mailboxError } from './imap-advice.ts';

/**
 * Access tokens for IMAP by client credentials: fetched when first asked for, and again before one expires. Throws a
 * MailboxError in the endpoint's own words where none can be had.
 */
export function imapToken(source: Omit<TokenSource, 'until'>): () => Promise<string> {
  // A run ends before it wants a token for its mailbox.
  const bearer = fetchedBearer({ ...source, until: Number.POSITIVE_INFINITY });
  return async () => {
    const failure = await bearer.fresh();
    if (!failure) return bearer.value;
    // The endpoint's advice names the variables of the target's own tokens.
    const words = failure.message.replaceAll('NEXUS_OAUTH_', 'NEXUS_MAILBOX_OAUTH_');
    const otherwise = / it answered \d/.test(words) ? 'login' : 'network';
    throw mailboxError('no access token for the mailbox', words, 'token', otherwise);
  };
}

const audiences = ['https://outlook.office365.com', 'https://outlook.office.com'];

/** What keeps Microsoft from letting an application in by its token, as far as the token can be read. */
export function tokenProblems(token: string): string[] {
  if (!isJwt(token)) return [];
  const { aud, roles } = claimsIn(token);
  const isForOutlook = [aud].flat().some((one) => audiences.includes(String(one).replace(/\/$/, '')));
  const mayImap = [roles].flat().includes('IMAP.AccessAsApp');
  return [
    ...(isForOutlook
      ? []
      : [
          `the access token is for ${show(aud)}: NEXUS_MAILBOX_OAUTH_SCOPE must be https://outlook.office365.com/.default`,
        ]),
    ...(mayImap
      ? []
      : [
          `the access token's roles are ${show(roles)}: give the application IMAP.AccessAsApp (Office 365 Exchange Online, ` +
            'application permission), with the consent of an administrator',
        ]),
  ];
}

const show = (claim: unknown): string => (claim === undefined ? 'not said' : JSON.stringify(claim));

function claimsIn(token: string): Readonly<Record<'aud' | 'roles', unknown>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return { ...{ aud: undefined, roles: undefined }, ...(claims as object | null) };
  } catch {
    return { aud: undefined, roles: undefined };
  }
}
