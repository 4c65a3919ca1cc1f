import { type Credentials, noCredentials, type TokenPlace } from '../../src/client/credentials.ts';
import { alternativeWith } from '../../src/model/contract.ts';

/** As a keyring makes them: of one scheme, certainly good or not. */
export const bearer = (token = 'good', valid = true): Credentials => ({
  ...noCredentials,
  title: `Bearer ${token}`,
  alternative: alternativeWith('Bearer'),
  parts: [{ scheme: 'Bearer', valid }],
  authorization: [{ value: `Bearer ${token}` }],
});

export const applicationToken = (value = 'app', place: TokenPlace = 'header', valid = true): Credentials => ({
  ...noCredentials,
  title: `ApplicationToken ${value}`,
  alternative: alternativeWith('ApplicationToken'),
  parts: [{ scheme: 'ApplicationToken', valid }],
  applicationTokens: [{ in: place, value }],
});

export const basic = (pair = 'dXNlcjpwYXNz', valid = true): Credentials => ({
  ...noCredentials,
  title: `Basic ${pair}`,
  alternative: alternativeWith('Basic'),
  parts: [{ scheme: 'Basic', valid }],
  authorization: [{ value: `Basic ${pair}` }],
});

/** An Authorization value of no scheme that is known. */
export const odd = (value: string): Credentials => ({
  ...noCredentials,
  title: value,
  parts: [{ valid: false }],
  authorization: [{ value }],
});
