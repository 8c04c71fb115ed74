// The names of a delivery and its message, and the secrets that sign it: all derived, none stored.
import { createHash } from 'node:crypto';
import { base62 } from '../shared/ids.ts';
import type { RingKey } from '../shared/key-ring.ts';
import type { Webhook } from './domain.ts';

/** After a rotation the secret before signs too, so that a receiver can change over. */
export const PREVIOUS_SECRET_MS = 86_400_000;

/** Where a delivery is among those of its webhook: by the time of its event. The same event has the same place. */
export function placeOf(event: { readonly id: string; readonly occurredAt: number }): string {
  return `${padded(event.occurredAt)}#${base62(createHash('sha256').update(event.id).digest())}`;
}

/** Epoch milliseconds up to the year 2286, so that places sort by time. */
export function padded(atMs: number): string {
  return String(Math.min(9_999_999_999_999, Math.max(0, atMs))).padStart(13, '0');
}

export const PLACE = /^\d{13}#[0-9A-Za-z]{12}$/;

/** `dlv_<time>_<hash>`: a delivery's id is its place. */
export function deliveryIdOf(place: string): string {
  return `dlv_${place.replace('#', '_')}`;
}

/** The place that an id names, or undefined when no delivery has such an id. */
export function placeIn(deliveryId: string): string | undefined {
  const [, at, hash] = /^dlv_(\d{13})_([0-9A-Za-z]{12})$/.exec(deliveryId) ?? [];
  return at === undefined || hash === undefined ? undefined : `${at}#${hash}`;
}

/** An event's id as a header holds it, and without the dots that part what is signed. */
export function messageIdOf(eventId: string): string {
  return eventId.replace(/[^0-9A-Za-z_-]/g, '-');
}

/** Secret number `secretNo` of a webhook, as the Standard Webhooks scheme writes it: 32 bytes of HMAC-SHA-256. */
export function secretOf(key: RingKey, webhookId: string, secretNo: number): string {
  return `whsec_${key.hash('webhook-secret', webhookId, String(secretNo)).toString('base64')}`;
}

/** Which secrets sign now, the present one first: numbers, and the ids of their ring keys. */
export function secretsAt(webhook: Webhook, now: number): { readonly secretNo: number; readonly kid: string }[] {
  const { secretNo, kid, previousKid, previousUntil = 0 } = webhook;
  const previous = previousKid !== undefined && now < previousUntil;
  return [{ secretNo, kid }, ...(previous ? [{ secretNo: secretNo - 1, kid: previousKid }] : [])];
}
