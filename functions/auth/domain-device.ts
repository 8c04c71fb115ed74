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

/** Whose device it is; `securityStamp` as the account has it, so that a new password makes all devices unknown. */
export interface DeviceOwner {
  readonly userId: string;
  readonly securityStamp: string;
}

/** The token of a device, made with the newest key. @param owner whose `userId` is a UUID */
export function deviceToken(ring: KeyRing, owner: DeviceOwner, nonce: string): string {
  const { newest } = ring;
  return `odt_${owner.userId.replaceAll('-', '')}${nonce}${newest.kid}${macOf(newest, owner, nonce)}`;
}

/** The id of the key that a token says it was made with. */
export function deviceKid(token: string): string | undefined {
  return FORM.exec(token)?.[3];
}

/** The owner's device that a token names; undefined for one that we did not make, or for somebody else, or before. */
export function deviceOf(ring: KeyRing, token: string, owner: DeviceOwner): Device | undefined {
  const [, user, nonce, kid, mac] = FORM.exec(token) ?? [];
  const key = kid === undefined ? undefined : ring.byId(kid);
  if (!nonce || !mac || !key || user !== owner.userId.replaceAll('-', '')) return undefined;
  const ours = timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, owner, nonce)));
  return ours ? { userId: owner.userId, nonce } : undefined;
}

/** What the failures of a device are counted by. */
export function deviceName({ userId, nonce }: Device): string {
  return `${userId} ${nonce}`;
}

function macOf(key: RingKey, { userId, securityStamp }: DeviceOwner, nonce: string): string {
  return key.hash('device', userId, securityStamp, nonce).toString('base64url').slice(0, MAC_LENGTH);
}
