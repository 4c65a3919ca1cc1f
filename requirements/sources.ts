import type { Source } from './types.ts';

/** A place in the document, the API's own contract text, which has no address. */
export function document(section: string): Source {
  return { document: 'Nexus', section };
}

/** A section of an RFC, such as `rfc(9110, '15.5.2')`; a letter is an appendix. */
export function rfc(number: number, section: string): Source {
  const isAppendix = /^[A-Z]/.test(section);
  return {
    document: `RFC ${number}`,
    section: isAppendix ? `Appendix ${section}` : `§${section}`,
    url: `https://www.rfc-editor.org/rfc/rfc${number}#${isAppendix ? 'appendix' : 'section'}-${section}`,
  };
}

/** An object of the OpenAPI Specification 3.1.1, by its heading. */
export function openApi(object: `${string} Object`): Source {
  return {
    document: 'OpenAPI 3.1.1',
    section: object,
    url: `https://spec.openapis.org/oas/v3.1.1.html#${object.toLowerCase().replaceAll(' ', '-')}`,
  };
}

const cheatSheets = 'https://cheatsheetseries.owasp.org/cheatsheets';
const apiRisks = 'https://owasp.org/API-Security/editions/2023/en';

const owaspPages = {
  'forgot-password': {
    document: 'OWASP Cheat Sheet Series',
    section: 'Forgot Password',
    url: `${cheatSheets}/Forgot_Password_Cheat_Sheet.html`,
  },
  'rest-security': {
    document: 'OWASP Cheat Sheet Series',
    section: 'REST Security',
    url: `${cheatSheets}/REST_Security_Cheat_Sheet.html`,
  },
  'broken-object-level-authorization': {
    document: 'OWASP API Security Top 10',
    section: 'API1:2023',
    url: `${apiRisks}/0xa1-broken-object-level-authorization/`,
  },
  'broken-authentication': {
    document: 'OWASP API Security Top 10',
    section: 'API2:2023',
    url: `${apiRisks}/0xa2-broken-authentication/`,
  },
  'unrestricted-resource-consumption': {
    document: 'OWASP API Security Top 10',
    section: 'API4:2023',
    url: `${apiRisks}/0xa4-unrestricted-resource-consumption/`,
  },
  'broken-function-level-authorization': {
    document: 'OWASP API Security Top 10',
    section: 'API5:2023',
    url: `${apiRisks}/0xa5-broken-function-level-authorization/`,
  },
  'sensitive-business-flows': {
    document: 'OWASP API Security Top 10',
    section: 'API6:2023',
    url: `${apiRisks}/0xa6-unrestricted-access-to-sensitive-business-flows/`,
  },
  'security-misconfiguration': {
    document: 'OWASP API Security Top 10',
    section: 'API8:2023',
    url: `${apiRisks}/0xa8-security-misconfiguration/`,
  },
} as const satisfies Record<string, Source>;

/** A cheat sheet or a risk of the OWASP API Security Top 10 of 2023. */
export function owasp(page: keyof typeof owaspPages): Source {
  return owaspPages[page];
}
