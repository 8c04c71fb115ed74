// English: account.
export const account = {};
