import type { Variable } from './variable.ts';

/** Declared by the operator, never observed. */
export const certifiedVariables = {
  NEXUS_IMPLEMENTATION_NAME: {
    group: 'Who is certified',
    kind: 'text',
    about: 'The name of the implementation.',
    example: 'Acme Nexus',
    whence: 'its vendor',
    secret: false,
    neededBy: ['certify'],
  },
  NEXUS_IMPLEMENTATION_VERSION: {
    group: 'Who is certified',
    kind: 'text',
    about: 'The version of the implementation.',
    example: '4.2.0',
    whence: 'its vendor',
    secret: false,
    neededBy: ['certify'],
  },
  NEXUS_IMPLEMENTATION_VENDOR: {
    group: 'Who is certified',
    kind: 'text',
    about: 'Who makes the implementation.',
    example: 'Acme Ltd',
    whence: 'its vendor',
    secret: false,
    neededBy: ['certify'],
  },
  NEXUS_IMPLEMENTATION_CONTACT: {
    group: 'Who is certified',
    kind: 'text',
    about: 'Whom a reader of the certificate may ask.',
    example: 'nexus@acme.example',
    whence: 'its vendor',
    secret: false,
    neededBy: ['certify'],
  },
} as const satisfies Record<string, Variable>;
