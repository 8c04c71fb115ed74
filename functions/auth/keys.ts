// Where the items of auth are: the keys that this service's stores, reads and writes share.

export const accountKey = (userId: string) => ({ pk: `USER#${userId}`, sk: 'ACCOUNT' });

/** By the normalised address (NFKC, lower case): one mailbox, one account. */
export const emailKey = (email: string) => ({ pk: `EMAIL#${email}`, sk: 'EMAIL' });

/** By a keyed hash of what names the person: one person, one account. */
export const personKey = (hash: string) => ({ pk: `PERSON#${hash}`, sk: 'PERSON' });

/** An identity verification that was used. */
export const verificationKey = (identityVerificationId: string) => ({
  pk: `VERIFICATION#${identityVerificationId}`,
  sk: 'VERIFICATION',
});

/** Sessions share the partition of their account. */
export const SESSION = 'SESSION#';

export const sessionKey = (userId: string, sessionId: string) => ({
  pk: `USER#${userId}`,
  sk: `${SESSION}${sessionId}`,
});

/** Failed guesses: of an account, an address, a device or a signed-in user, by a hash of its name. */
export const attemptsKey = (kind: string, hash: string) => ({ pk: `ATTEMPTS#${kind}#${hash}`, sk: 'ATTEMPTS' });

/** Public keys share a partition, so that a grant can name it. */
export const KEYS = 'KEYS';

export const publicKeyKey = (kid: string) => ({ pk: KEYS, sk: `KEY#${kid}` });
