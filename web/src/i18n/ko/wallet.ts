// Korean: wallet.
export const wallet = {} as const;
