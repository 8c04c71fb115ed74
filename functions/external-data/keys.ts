// Where items of webhooks are: the keys that this service's stores, reads and outbox share.

/** All webhooks are in one list; there are at most 50. */
export const WEBHOOKS = 'WEBHOOKS';
export const WEBHOOK = 'WEBHOOK#';

export const webhookKey = (webhookId: string) => ({ pk: WEBHOOKS, sk: `${WEBHOOK}${webhookId}` });

/** How many webhooks there are. */
export const countKey = { pk: WEBHOOKS, sk: 'COUNT' };

/** The list that has a webhook's deliveries and attempts. */
export const listOf = (webhookId: string) => `${WEBHOOK}${webhookId}`;

export const DELIVERY = 'DELIVERY#';

/** @param place see `placeOf`: deliveries sort by the time of their event */
export const deliveryKey = (webhookId: string, place: string) => ({
  pk: listOf(webhookId),
  sk: `${DELIVERY}${place}`,
});

export const attemptPrefix = (place: string) => `ATTEMPT#${place}#`;

/** @param startedAt when the delivery's attempts began, or began anew: their numbers do too */
export const attemptKey = (webhookId: string, place: string, attempt: { startedAt: number; no: number }) => ({
  pk: listOf(webhookId),
  sk: `${attemptPrefix(place)}${attempt.startedAt}#${String(attempt.no).padStart(3, '0')}`,
});
