// A device that signed in before: the token that says so, good for one account and for nothing but its own count.
import { timingSafeEqual } from 'node:crypto';
import type { KeyRing, RingKey } from '../shared/key-ring.ts';

export interface Device {
  readonly userId: string;
  /** 12 characters of base 62. */
  readonly nonce: string;
}

/** Account, nonce, key id and keyed hash, each of one width. */
const FORM = /^odt_([0-9a-f]{32})([0-9A-Za-z]{12})([0-9A-Za-z]{8})([\w-]{22})$/;

/** 132 bits. */
const MAC_LENGTH = 22;

/**
 * The token of a device, made with the newest key. A log-out everywhere and a new password do not end it: these come just
 * when somebody guesses, and an owner whose devices were unknown then would be shut out with the guesser.
 * @param device whose `userId` is a UUID
 */
export function deviceToken({ newest }: KeyRing, device: Device): string {
  return `odt_${device.userId.replaceAll('-', '')}${device.nonce}${newest.kid}${macOf(newest, device)}`;
}

/** The id of the key that a token says it was made with. */
export function deviceKid(token: string): string | undefined {
  return FORM.exec(token)?.[3];
}

/** The user's device that a token names; undefined for one that we did not make, or for somebody else. */
export function deviceOf(ring: KeyRing, token: string, userId: string): Device | undefined {
  const [, user, nonce, kid, mac] = FORM.exec(token) ?? [];
  const key = kid === undefined ? undefined : ring.byId(kid);
  if (!nonce || !mac || !key || user !== userId.replaceAll('-', '')) return undefined;
  const device = { userId, nonce };
  return timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, device))) ? device : undefined;
}

/** What the failures of a device are counted by. */
export function deviceName({ userId, nonce }: Device): string {
  return `${userId} ${nonce}`;
}

function macOf(key: RingKey, { userId, nonce }: Device): string {
  return key.hash('device', userId, nonce).toString('base64url').slice(0, MAC_LENGTH);
}
