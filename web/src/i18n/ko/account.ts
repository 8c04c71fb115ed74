// Korean: account.
export const account = {} as const;
