/** Whether a credential satisfies its scheme: certainly not, undetermined by contract and RFCs, certainly. Strong Kleene values. */
export type Truth = 0 | 0.5 | 1;

/** The states of each security scheme. */
export const credentialStates = {
  Bearer: {
    absent: 0,
    valid: 1,
    invalid: 0,
    malformed: 0,
    expired: 0,
    tampered: 0,
    'alg-none': 0,
    'wrong-scope': 0.5,
  },
  ApplicationToken: {
    absent: 0,
    valid: 1,
    invalid: 0,
    empty: 0,
    duplicated: 0.5,
    'wrong-place': 0.5,
  },
  Basic: {
    absent: 0,
    valid: 1,
    'wrong-password': 0,
    'wrong-user': 0,
    'empty-password': 0,
    'bad-base64': 0,
    'no-colon': 0,
    'lower-case-scheme': 1,
  },
} as const satisfies Record<string, Record<string, Truth>>;

export type Scheme = keyof typeof credentialStates;
export type StateName<S extends Scheme = Scheme> = { [K in S]: keyof (typeof credentialStates)[K] }[S];

/** One state of each scheme. */
export type RowState = { readonly [S in Scheme]: StateName<S> };
