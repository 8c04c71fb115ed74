// Where wallet items are: the keys that this service's store, reads and writes share.

export const walletKey = (userId: string) => ({ pk: `USER#${userId}`, sk: 'WALLET' });

/** Zero-padded, so that lines sort by number. */
export const lineKey = (userId: string, walletVersion: number) => ({
  pk: `USER#${userId}`,
  sk: `LINE#${String(walletVersion).padStart(10, '0')}`,
});

export const chargeKey = (userId: string, chargeId: string) => ({ pk: `USER#${userId}`, sk: `CHARGE#${chargeId}` });
