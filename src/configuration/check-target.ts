import { isSample, type VariableName, variable, variableNames } from '../../config/variables.ts';
import { contract } from '../model/contract.ts';
import { parseUrl } from '../model/url.ts';
import { type Misconfiguration, wrong } from './misconfiguration.ts';
import { isLoopback, isToken, isUuid } from './shapes.ts';
import { type Facts, isDescribed, missing } from './target.ts';
import { example } from './values.ts';

/** Whether the base URL can be used, and may be with credentials. */
export function checkAddress(facts: Facts): Misconfiguration[] {
  if (!isDescribed(facts)) return [];
  if (facts.given.NEXUS_BASE_URL !== undefined) return [...spelling(facts), ...otherTarget(facts)];
  const message = `is missing: nothing says where the configured target answers. ${example('NEXUS_BASE_URL')}`;
  return wrong('NEXUS_BASE_URL', message);
}

function spelling(facts: Facts): Misconfiguration[] {
  const { NEXUS_BASE_URL: text } = facts.values;
  if (text === undefined) return [];
  if (facts.baseUrl === undefined) return wrong('NEXUS_BASE_URL', `is not a URL. ${example('NEXUS_BASE_URL')}`);
  const place = 'credentials belong into NEXUS_BASIC_USERNAME and NEXUS_BASIC_PASSWORD';
  const noMore = `must have no query and no fragment. ${example('NEXUS_BASE_URL')}`;
  return [
    ...checkUrl('NEXUS_BASE_URL', facts.baseUrl, place),
    ...(/[?#]/.test(text) ? wrong('NEXUS_BASE_URL', noMore) : []),
    ...checkPlaintext('NEXUS_BASE_URL', facts.baseUrl, facts),
  ];
}

/** What makes an address another one than it seems to be, and may still be meant. */
export function noteAddress({ baseUrl }: Facts): string[] {
  if (baseUrl === undefined) return [];
  const { origin, pathname } = baseUrl;
  const [, first] = contract.path.split('/');
  const asked = `requests go to ${origin}${pathname.replace(/\/$/, '')}/${first}/…`;
  return [
    ...(pathname.replace(/\/+$/, '').endsWith(`/${first}`)
      ? [
          `NEXUS_BASE_URL ends in /${first}, with which the path of the operation begins: ${asked}. Leave it out there, unless that is right.`,
        ]
      : []),
    ...(pathname.includes('//')
      ? [`NEXUS_BASE_URL has several slashes in a row: ${asked}. Leave all but one out, unless that is right.`]
      : []),
  ];
}

/** Whether what tells of the build can be asked for. */
export function checkBuild(facts: Facts): Misconfiguration[] {
  const { given, values } = facts;
  const [first] = buildNames.filter((name) => given[name] !== undefined);
  if (first === undefined) return [];
  const { NEXUS_BUILD_URL: text, NEXUS_BUILD_FIELD: field } = values;
  const url = parseUrl(text);
  const isPath = text === undefined || /^\/(?!\/)[\x21-\x7e]*$/.test(text);
  return [
    ...missing(facts, 'NEXUS_BUILD_URL', 'NEXUS_EXPECT_BUILD').flatMap((name) =>
      wrong(name, `is missing: ${first} is set, and no build is waited for without it. ${example(name)}`),
    ),
    ...(url === undefined && !isPath
      ? wrong('NEXUS_BUILD_URL', `is neither an absolute URL nor a path. ${example('NEXUS_BUILD_URL')}`)
      : []),
    ...(url ? checkUrl('NEXUS_BUILD_URL', url, 'it is asked for without credentials') : []),
    ...(field !== undefined && !isToken(field)
      ? wrong('NEXUS_BUILD_FIELD', `cannot be the name of a field. ${example('NEXUS_BUILD_FIELD')}`)
      : []),
  ];
}

const buildNames = ['NEXUS_BUILD_URL', 'NEXUS_EXPECT_BUILD', 'NEXUS_BUILD_FIELD'] as const;

/** Whether a URL is http(s) and holds no credentials, which no message shows; `place` says where they belong. */
export function checkUrl(variable: VariableName, url: URL, place: string): Misconfiguration[] {
  return wrong(
    variable,
    ...(/^https?:$/.test(url.protocol) ? [] : [`must begin with https:// or http://. ${example(variable)}`]),
    ...(url.username === '' && url.password === '' ? [] : [`holds a user name or password: ${place}.`]),
  );
}

/** Whether credentials would travel to this URL in clear text, and may not. */
export function checkPlaintext(variable: VariableName, url: URL, { values }: Facts): Misconfiguration[] {
  if (url.protocol !== 'http:' || isLoopback(url.hostname)) return [];
  if (values.NEXUS_PROFILE === 'certify') {
    return wrong(variable, 'is http off loopback, which certify refuses: use https.');
  }
  const message =
    'is http off loopback, where everybody on the way can read the credentials: use https, or set NEXUS_ALLOW_PLAINTEXT=true.';
  return values.NEXUS_ALLOW_PLAINTEXT ? [] : wrong(variable, message);
}

/** A target that is named has its own address; another one in the environment was meant for something else. */
function otherTarget({ target, given, baseUrl, environment }: Facts): Misconfiguration[] {
  if (target.kind !== 'file' || !environment.NEXUS_BASE_URL) return [];
  if (given.NEXUS_BASE_URL?.origin !== target.label) return [];
  const other = parseUrl(environment.NEXUS_BASE_URL);
  if (withoutSlash(other) === withoutSlash(baseUrl)) return [];
  const both = `${addressOf(baseUrl)} in ${target.label} and ${addressOf(other)} in the environment`;
  return wrong('NEXUS_BASE_URL', `is ${both}: unset the one that is not meant.`);
}

function withoutSlash(url: URL | undefined): string | undefined {
  return url?.href.replace(/\/$/, '');
}

function addressOf(url: URL | undefined): string {
  return url === undefined ? 'no URL' : `${url.origin}${url.pathname}`;
}

const users = ['NEXUS_USER_ID', 'NEXUS_TRIPWIRE_USER_ID', 'NEXUS_BYSTANDER_USER_ID'] as const;
const emails = ['NEXUS_USER_EMAIL', 'NEXUS_TRIPWIRE_EMAIL', 'NEXUS_BYSTANDER_EMAIL'] as const;

/** By any of these a test user may be named. */
export const testUsers = [...users, ...emails] as const;

/** Whether the users and clients are there, and are different ones. */
export function checkFixtures(facts: Facts): Misconfiguration[] {
  const lacking = isDescribed(facts) ? missing(facts, 'NEXUS_USER_ID', 'NEXUS_CLIENT_ID') : [];
  return [
    ...lacking.flatMap((name) => wrong(name, `is missing: no good request can be made without it. ${example(name)}`)),
    ...sameValue(facts, ...users, 'NEXUS_UNKNOWN_USER_ID', 'NEXUS_MALFORMED_USER_ID'),
    ...sameValue(facts, ...emails),
    ...sameValue(facts, 'NEXUS_CLIENT_ID', 'NEXUS_SECOND_CLIENT_ID', 'NEXUS_UNKNOWN_CLIENT_ID'),
  ];
}

function sameValue({ values }: Facts, ...names: readonly VariableName[]): Misconfiguration[] {
  return names.flatMap((name, index) => {
    const earlier = names.slice(0, index).find((other) => values[other] === values[name]);
    if (values[name] === undefined || earlier === undefined) return [];
    return wrong(name, `has the same value as ${earlier}: they must name different ones.`);
  });
}

/** An id of another shape than a good one is refused by the router: it then proves nothing about the operation. */
export function noteShapes({ values }: Facts): string[] {
  return alike.flatMap(([name, model]) => {
    const [id, good] = [values[name], values[model]];
    if (id === undefined || good === undefined || shapeOf(id) === shapeOf(good)) return [];
    return [`${name} is of another shape than ${model} (${shapeOf(id)}, not ${shapeOf(good)}): is it right?`];
  });
}

const alike = [
  ['NEXUS_TRIPWIRE_USER_ID', 'NEXUS_USER_ID'],
  ['NEXUS_BYSTANDER_USER_ID', 'NEXUS_USER_ID'],
  ['NEXUS_UNKNOWN_USER_ID', 'NEXUS_USER_ID'],
  ['NEXUS_UNKNOWN_CLIENT_ID', 'NEXUS_CLIENT_ID'],
] as const;

function shapeOf(id: string): string {
  if (isUuid(id)) return 'a UUID';
  const length = id.length <= 12 ? 'short' : id.length <= 40 ? 'medium' : 'long';
  return /^\d+$/.test(id) ? `a ${length} number` : `${length} text`;
}

/** Whether the run may be what it is asked to be, against this target. */
export function checkProfile(facts: Facts): Misconfiguration[] {
  const isCertify = facts.values.NEXUS_PROFILE === 'certify';
  const isFaultElsewhere = facts.given.NEXUS_FAULT !== undefined && facts.target.kind !== 'reference';
  return [
    ...unnamedTarget(facts, isCertify),
    ...(isFaultElsewhere ? wrong('NEXUS_FAULT', onlyForReference) : []),
    ...tooFewEmails(facts),
    ...(isCertify ? refusedByCertify(facts) : []),
  ];
}

/** A good request by each alternative comes before anything else. */
function tooFewEmails({ values }: Facts): Misconfiguration[] {
  const { NEXUS_MAX_EMAILS: most, NEXUS_MAIL_FREE: mailFree } = values;
  const byBearer = values.NEXUS_BEARER_TOKEN !== undefined || values.NEXUS_OAUTH_TOKEN_URL !== undefined;
  const least = Number(byBearer) + Number(values.NEXUS_BASIC_USERNAME !== undefined);
  if (most === undefined || mailFree || most >= least) return [];
  const message = `is less than the ${least} e-mails that the good requests cause, one by each alternative: set ${least} or more; NEXUS_MAIL_FREE=true causes none.`;
  return wrong('NEXUS_MAX_EMAILS', message);
}

const onlyForReference = 'is for the embedded reference alone: add --target reference, or unset it.';

/** The embedded reference instead of the target that was meant would be a pass that says nothing. */
function unnamedTarget({ target }: Facts, isCertify: boolean): Misconfiguration[] {
  if (target.kind !== 'reference' || target.named) return [];
  const why = isCertify ? 'In certify' : target.otherMeant;
  if (why === undefined) return [];
  const message = `${why} the target must be named, and none is configured (${target.lookedFor}): set NEXUS_BASE_URL or give --target NAME; --target reference asks for the embedded one by name.`;
  return [{ variable: 'NEXUS_BASE_URL', message }];
}

function refusedByCertify({ given, values }: Facts): Misconfiguration[] {
  const refused = variableNames.filter((name) => isRefused[name]?.(values[name]));
  const production = `is production${given.NEXUS_ENVIRONMENT ? '' : ' by default'}, where certify may not run: certify a staging system and set NEXUS_ENVIRONMENT=staging.`;
  return [
    ...refused.flatMap((name) => {
      const origin = given[name]?.origin ?? 'default';
      const remedy = values[name] === 'none' ? 'set it to what certify has to look at' : 'unset it';
      return wrong(name, `is refused in certify: ${remedy} (${origin}), or choose another profile.`);
    }),
    ...(values.NEXUS_ENVIRONMENT === 'production' ? wrong('NEXUS_ENVIRONMENT', production) : []),
  ];
}

const isSet = (value: unknown) => value !== undefined;
const isTrue = (value: unknown) => value === true;

const isRefused: Readonly<Partial<Record<VariableName, (value: unknown) => boolean>>> = {
  NEXUS_SKIP: isSet,
  NEXUS_WAIVERS: isSet,
  NEXUS_MAIL_FREE: isTrue,
  NEXUS_MAILBOX_URL: (url) => url === 'none',
  NEXUS_INSECURE_TLS: isTrue,
};

/** What stands in a configuration as the example has it was left untouched: no real value is like that. */
export function checkSamples({ given, values, target }: Facts): Misconfiguration[] {
  if (target.kind === 'reference') return [];
  const untouched = variableNames.filter(
    (name) => given[name] && isSample(name) && values[name] === variable(name).example,
  );
  return untouched.flatMap((name) =>
    wrong(name, `still is the example of the documentation (${given[name]?.origin}): set your own.`),
  );
}
