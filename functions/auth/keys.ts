// Where account items and public keys are: the keys that this service's store, reads and writes share.

export const accountKey = (userId: string) => ({ pk: `USER#${userId}`, sk: 'ACCOUNT' });

/** Addresses are compared in lower case: one mailbox, one account. */
export const emailKey = (email: string) => ({ pk: `EMAIL#${email.toLowerCase()}`, sk: 'EMAIL' });

/** Public keys share a partition, so that a grant can name it. */
export const KEYS = 'KEYS';

export const publicKeyKey = (kid: string) => ({ pk: KEYS, sk: `KEY#${kid}` });
