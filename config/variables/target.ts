import type { Variable } from './variable.ts';

export const targetVariables = {
  NEXUS_BASE_URL: {
    group: 'Target',
    kind: 'url',
    about:
      'Where the implementation answers: http(s), with its base path if it has one. The path of the operation is added to it. Empty it is refused: a target was meant.',
    example: 'https://staging.example/nexus',
    whence: 'whoever deploys the implementation',
    secret: false,
    neededBy: ['smoke', 'gate', 'certify'],
    flag: '--base-url',
  },
  NEXUS_ENVIRONMENT: {
    group: 'Target',
    kind: 'one-of',
    values: ['local', 'staging', 'production'],
    about:
      'What kind of place the target is; on production nothing hostile is sent. Where it is not set: local on loopback, production elsewhere.',
    example: 'staging',
    whence: 'whoever deploys the implementation',
    secret: false,
    neededBy: ['gate', 'certify'],
  },
  NEXUS_CONSENT: {
    group: 'Target',
    kind: 'one-of',
    values: ['hostile'],
    about: 'The written consent of the operator of a production target to hostile requests.',
    example: 'hostile',
    whence: 'the operator of the target, in writing',
    secret: false,
    neededBy: [],
  },
  NEXUS_BUILD_URL: {
    group: 'Target',
    kind: 'text',
    about:
      'Where the target tells which build it is: an address, or a path below the base path. With NEXUS_EXPECT_BUILD a run waits for that build, for half of its deadline at most, and doctor as long as --wait says.',
    example: '/version',
    whence: 'the documentation of the target',
    secret: false,
    neededBy: [],
  },
  NEXUS_EXPECT_BUILD: {
    group: 'Target',
    kind: 'text',
    about:
      'What the content of that answer must hold, three times in a row: the version or commit that was deployed. It is asked for again at the end; another build then makes the run incomplete.',
    example: '4f2a9c1',
    whence: 'the pipeline that deploys',
    secret: false,
    neededBy: [],
  },
  NEXUS_BUILD_FIELD: {
    group: 'Target',
    kind: 'text',
    about: 'The response field of that answer that must hold it, in place of the content.',
    example: 'X-Build',
    whence: 'the documentation of the target',
    secret: false,
    neededBy: [],
  },
  NEXUS_TOKEN_FORMAT: {
    group: 'Target',
    kind: 'one-of',
    values: ['jwt', 'opaque'],
    about:
      'Whether Bearer tokens are JSON Web Tokens (RFC 7519) or opaque text; another form of NEXUS_BEARER_TOKEN contradicts it.',
    example: 'jwt',
    whence: 'the documentation of the token issuer',
    secret: false,
    neededBy: [],
    derived: 'by the shape of NEXUS_BEARER_TOKEN',
  },
  NEXUS_STRICT_CLIENT: {
    group: 'Target',
    kind: 'boolean',
    about: 'Declares that an unknown clientId must be refused; without it a 204 is only a warning.',
    example: 'true',
    whence: 'the operator of the target',
    secret: false,
    neededBy: [],
    default: 'false',
  },
  NEXUS_NO_CLOCK: {
    group: 'Target',
    kind: 'boolean',
    about:
      'Declares that the target has no clock and therefore sends no Date (RFC 9110 §6.6.1), which a Date without Via contradicts.',
    example: 'true',
    whence: 'the operator of the target',
    secret: false,
    neededBy: [],
    default: 'false',
  },
} as const satisfies Record<string, Variable>;
