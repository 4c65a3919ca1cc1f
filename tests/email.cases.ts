import { goodQuery } from '../src/client/stimulus.ts';
import type { Values } from '../src/configuration/values.ts';
import type { Answers } from '../src/judge/expectations.ts';
import { contract } from '../src/model/contract.ts';
import type { Change } from '../src/run/nexus-client.ts';

/** Reserved, so that it is nobody's (RFC 6761 §6.4). */
export const foreignHost = 'example.invalid';
const foreignUrl = `https://${foreignHost}/x`;

/** Refused, or accepted: then it is judged by where its e-mail leads. */
export const refusedOrFollowed: Answers = {
  passed: [...contract.successes, ...contract.errors],
  warned: [403],
  otherClientErrors: 'warned',
};

const { queryParameter } = contract;
const asClientId = (name: string, title: string, value: string): Change => ({
  case: name,
  title,
  query: `${queryParameter}=${encodeURIComponent(value)}`,
});

export const foreignClientIds: readonly Change[] = [
  asClientId('foreign-url', 'a foreign URL as clientId', foreignUrl),
  asClientId('foreign-url-without-scheme', 'a foreign URL without a scheme as clientId', `//${foreignHost}`),
  { case: 'unknown-client', title: 'an unknown clientId', client: 'unknown' },
];

/** By which libraries take the place to lead to. */
const names = ['redirect_uri', 'redirectUri', 'redirect_url', 'returnUrl', 'next'];

export const foreignParameters = ({ NEXUS_CLIENT_ID: client = '' }: Values): readonly Change[] => {
  const redirects = names.map((name) => `${name}=${encodeURIComponent(foreignUrl)}`).join('&');
  return [
    {
      case: 'redirect-in-the-query',
      title: 'a foreign URL in further parameters of the query',
      query: `${goodQuery(client)}&${redirects}`,
    },
    {
      case: 'redirect-in-a-form',
      title: 'the same in a form',
      content: { type: 'application/x-www-form-urlencoded', text: redirects },
    },
  ];
};

const foreignOrigin = `https://${foreignHost}`;

/** By which a server may take its own address from the request. The last one alone, as a gateway refuses it. */
export const foreignHosts: readonly Change[] = [
  {
    case: 'foreign-host-in-fields',
    title: 'a foreign host in Origin, Referer and the fields of gateways',
    fields: [
      ['Origin', foreignOrigin],
      ['Referer', `${foreignOrigin}/`],
      ['X-Forwarded-Host', foreignHost],
      ['Forwarded', `host=${foreignHost};proto=https`],
      ['X-Host', foreignHost],
      ['X-Original-Host', foreignHost],
    ],
  },
  { case: 'foreign-host', title: 'a foreign Host', host: foreignHost },
];
