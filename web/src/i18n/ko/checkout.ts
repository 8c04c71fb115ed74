// Korean: checkout.
export const checkout = {} as const;
