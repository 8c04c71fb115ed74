// Where wallet-history items are.

/** @param mark see `markOf` */
export const failedKey = (userId: string, mark: string) => ({ pk: `USER#${userId}`, sk: `FAILED#${mark}` });

/** @param mark see `trialBalanceMark` */
export const trialBalanceKey = (mark: string) => ({ pk: 'TRIAL_BALANCE', sk: mark });
