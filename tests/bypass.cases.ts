import { noCredentials } from '../src/client/credentials.ts';
import type { Keyring } from '../src/client/keyring.ts';
import type { FieldLine } from '../src/client/request.ts';
import { nobody } from '../src/client/row-credentials.ts';
import { credentialFields, goodQuery } from '../src/client/stimulus.ts';
import { contract } from '../src/model/contract.ts';
import type { Fixtures } from '../src/run/fixtures.ts';
import type { Change } from '../src/run/nexus-client.ts';
import type { WithCredentials } from './auth.cases.ts';

/** Changes each segment that the contract spells out. All at once: a rule may look at any of them. */
const inEachSegment = (change: (segment: string) => string) => (path: string) => {
  const fixed = contract.path.split('/');
  const changed = (segment: string, at: number) =>
    segment === fixed[at] && segment !== '' ? change(segment) : segment;
  return path.split('/').map(changed).join('/');
};

/** Other spellings of the target, which a rule about paths may overlook: each may be another resource, or nobody's. */
const aliases: readonly Change[] = [
  { case: 'trailing-slash', title: 'a trailing slash', spelling: (path) => `${path}/` },
  { case: 'doubled-slashes', title: 'doubled slashes', spelling: (path) => path.replaceAll('/', '//') },
  {
    case: 'encoded-letters',
    title: 'an encoded letter in each segment',
    spelling: inEachSegment((segment) => `%${segment.charCodeAt(0).toString(16)}${segment.slice(1)}`),
  },
  {
    case: 'letter-case',
    title: 'other letter case',
    spelling: inEachSegment((segment) => segment.toUpperCase()),
  },
  { case: 'path-parameter', title: 'a path parameter', spelling: (path) => `${path};x` },
  {
    case: 'path-parameters',
    title: 'a path parameter in each segment',
    spelling: inEachSegment((segment) => `${segment};x`),
  },
  { case: 'dot-segments', title: 'dot segments', spelling: (path) => path.replaceAll('/', '/./') },
  { case: 'encoded-dot-segments', title: 'encoded dot segments', spelling: (path) => path.replaceAll('/', '/%2e/') },
  {
    case: 'parent-segment-in-the-middle',
    title: 'two dot segments in the middle',
    spelling: (path) => path.replace('/users/', '/users/../users/'),
  },
  {
    case: 'parent-segment-at-the-beginning',
    title: 'two dot segments at the beginning',
    spelling: (path) => `/nexus-conformance/..${path}`,
  },
  {
    case: 'encoded-slashes',
    title: 'every slash but the first encoded',
    spelling: (path) => path.replace(/(?!^)\//g, '%2F'),
  },
  {
    case: 'encoded-slash',
    title: 'the last slash encoded',
    spelling: (path) => path.replace(/\/(?=[^/]*$)/, '%2F'),
  },
  { case: 'absolute-form', title: 'the target in absolute form', form: (target, { origin }) => origin + target },
  { case: 'host-localhost', title: 'Host: localhost', host: 'localhost' },
];

/** Whom rules about paths leave alone, by the beginning, a part or the end of what is looked at. */
const openPaths = '/health/healthz/metrics/login/.well-known/x.css';

/** Fields by which a proxy names a neighbour. */
const loopback: FieldLine = ['X-Forwarded-For', '127.0.0.1'];
const neighbours: readonly FieldLine[] = [
  ['Forwarded', 'for=127.0.0.1;host=localhost'],
  ['X-Real-IP', '127.0.0.1'],
  ['X-Client-IP', '127.0.0.1'],
  ['True-Client-IP', '127.0.0.1'],
  ['X-Forwarded-Host', 'localhost'],
];

/** Fields by which a gateway names the caller whom it has let in. */
const callerNames = [
  // oauth2-proxy, as a proxy and for `auth_request` of nginx
  ...['X-Forwarded-User', 'X-Forwarded-Preferred-Username', 'X-Forwarded-Email', 'X-Forwarded-Groups'],
  ...['X-Auth-Request-User', 'X-Auth-Request-Preferred-Username', 'X-Auth-Request-Email'],
  // Kubernetes; Apache, Authelia; Grafana, Traefik; authentik; vouch-proxy; mod_auth_openidc; Gatekeeper
  ...['X-Remote-User', 'Remote-User', 'Remote-Name', 'Remote-Email', 'Remote-Groups', 'X-WEBAUTH-USER'],
  ...['X-authentik-username', 'X-Vouch-User', 'OIDC_CLAIM_sub', 'X-Auth-Username', 'X-Auth-Email'],
  // Kong
  ...['X-Consumer-ID', 'X-Consumer-Username', 'X-Consumer-Custom-ID', 'X-Credential-Identifier'],
  ...['X-Credential-Username', 'X-Authenticated-Userid'],
  // Azure, Google, Cloudflare, AWS, Tailscale, Pomerium
  ...['X-MS-CLIENT-PRINCIPAL', 'X-MS-CLIENT-PRINCIPAL-ID', 'X-MS-CLIENT-PRINCIPAL-NAME'],
  ...['X-Goog-Authenticated-User-Email', 'X-Goog-Authenticated-User-Id', 'X-Endpoint-API-UserInfo'],
  ...['Cf-Access-Authenticated-User-Email', 'X-Amzn-Oidc-Identity', 'X-Amzn-Oidc-Data'],
  ...['Tailscale-User-Login', 'X-Pomerium-Claim-Email'],
  // Envoy and what stands behind it take a caller's certificate for checked; SiteMinder, WebSEAL, and what many call it who write their own
  ...['X-Forwarded-Client-Cert', 'X-SSL-Client-S-DN', 'X-Client-Cert'],
  ...['SM-USER', 'iv-user', 'X-Authenticated-User', 'X-User', 'X-User-Id'],
] as const;

const dressed = (name: string, title: string, ...fields: readonly FieldLine[]): Change => ({
  case: name,
  title,
  fields,
});

/** Fields on the exact target that a proxy or a framework may believe from anybody. */
const disguises: readonly Change[] = [
  dressed('x-forwarded-for', 'X-Forwarded-For: 127.0.0.1', loopback),
  dressed('other-neighbour-fields', 'other fields by which a proxy names a neighbour', ...neighbours),
  dressed('x-original-url', 'X-Original-URL: /', ['X-Original-URL', '/']),
  dressed('x-rewrite-url', 'X-Rewrite-URL: /', ['X-Rewrite-URL', '/']),
  dressed(
    'forwarded-uri',
    'X-Forwarded-Uri, and other fields that tell a gateway which path was asked for',
    ['X-Forwarded-Uri', openPaths],
    ['X-Forwarded-Path', openPaths],
    ['X-Original-Uri', openPaths],
    ['X-Replaced-Path', openPaths],
    ['X-Envoy-Original-Path', openPaths],
  ),
  dressed(
    'middleware-subrequest',
    'X-Middleware-Subrequest, as a framework marks what it asks itself',
    // Next.js passes over its middleware where that is named five times.
    ['X-Middleware-Subrequest', ['middleware', 'src/middleware'].flatMap((name) => Array(5).fill(name)).join(':')],
  ),
  dressed('method-override-get', 'X-HTTP-Method-Override: GET', ['X-HTTP-Method-Override', 'GET']),
  dressed('method-override-options', 'X-HTTP-Method-Override: OPTIONS', ['X-HTTP-Method-Override', 'OPTIONS']),
  dressed(
    'other-method-overrides',
    'other fields that override the method',
    ['X-HTTP-Method', 'GET'],
    ['X-Method-Override', 'GET'],
    ['X-Forwarded-Method', 'OPTIONS'],
    ['X-Original-Method', 'OPTIONS'],
  ),
  dressed(
    'preflight-fields',
    'the fields of a preflight request',
    ['Origin', 'https://nexus-conformance.example'],
    ['Access-Control-Request-Method', 'POST'],
  ),
];

/** Ways around an access rule. */
export function bypasses({
  nexus,
  keyring,
  values,
}: Pick<Fixtures, 'nexus' | 'keyring' | 'values'>): readonly (Change & Partial<WithCredentials>)[] {
  const { NEXUS_APPLICATION_TOKEN_IN: place, NEXUS_APPLICATION_TOKEN_NAME: name, NEXUS_BASIC_USERNAME: user } = values;
  const callers = callerNames.map((field): FieldLine => [field, Buffer.from(user ?? nobody)]);
  const token =
    place === 'header' && values.NEXUS_APPLICATION_TOKEN !== undefined ? keyring.applicationToken() : noCredentials;
  // Basic where it is accepted: it needs no second field.
  const good = credentialFields(nexus.goodCredentials(nexus.acceptedAlternatives().at(-1)), name);
  const dashed = [loopback, ...neighbours, ...callers, ...credentialFields(token, name)].filter(([field]) =>
    field.includes('-'),
  );
  const underscored = dashed.map(([field, value]): FieldLine => [field.replaceAll('-', '_'), value]);
  return [
    ...aliases,
    ...disguises,
    dressed('caller-names', 'fields by which gateways name the caller', ...callers),
    dressed('underscores', 'such fields with underscores in their names', ...underscored),
    {
      case: 'open-paths-in-the-query',
      title: 'a further parameter that holds paths without protection',
      query: `${goodQuery(keyring.setting('NEXUS_CLIENT_ID'))}&nexus-conformance=${openPaths}`,
    },
    {
      case: 'credentials-in-trailers',
      title: 'good credentials in the trailer section only',
      framing: 'chunked',
      fields: [['Trailer', good.map(([field]) => field).join(', ')]],
      trailers: good,
    },
    ...(place === 'header' ? [droppedToken(keyring, name)] : []),
  ];
}

/** A front door drops what Connection names (RFC 9110 §7.6.1), after it has seen that the field was there. */
function droppedToken(keyring: Keyring, name: string): Change & WithCredentials {
  const pair = Buffer.from(`${nobody}:`).toString('base64');
  return {
    case: 'application-token-named-by-connection',
    title: 'a made-up ApplicationToken that Connection names, and Basic with an empty password',
    credentials: keyring.authorization(`Basic ${pair}`, 'Basic with an empty password'),
    fields: [[name, '0']],
    lines: (lines) => lines.map(([field, value]) => [field, field === 'Connection' ? `keep-alive, ${name}` : value]),
  };
}
