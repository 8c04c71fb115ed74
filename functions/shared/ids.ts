// Ids carry their kind as a prefix and 12 base 62 characters (71 bits); short, because block keys hold up to 48 of them.
import * as z from 'zod/mini';

export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const ID_LENGTH = 12;

export type IdKind = 'con' | 'sch' | 'lay' | 'rsv' | 'blk' | 'pay' | 'ses' | 'whk' | 'dlv';

/** The 12 characters that `bytes` (at least 16) stand for. */
export function base62(bytes: Uint8Array, length = ID_LENGTH): string {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  let text = '';
  for (let i = 0; i < length; i++) {
    text += BASE62[Number(value % 62n)];
    value /= 62n;
  }
  return text;
}

/** An id as a client may send it; whether there is such a thing is for the service to say (404). */
export const anyId = z.string().check(z.regex(/^[0-9A-Za-z_-]{1,64}$/));

/** Whether a text has the form of our own ids of a kind. */
export function isIdOf(kind: IdKind, text: string): boolean {
  return text.startsWith(`${kind}_`) && bare(text).length === ID_LENGTH && /^[0-9A-Za-z]+$/.test(bare(text));
}

/**
 * The id of a card payment, of 12 characters: it goes to payment companies, of which some take letters and digits alone
 * (https://developers.portone.io/opi/ko/integration/pg/v2/kcp-v2).
 */
export const cardIdOf = (chars: string): string => `pay${chars}`;

export const isCardId = (text: string): boolean => /^pay[0-9A-Za-z]{12}$/.test(text);

/** An id without its kind, as block strings and keys hold it. */
export function bare(id: string): string {
  return id.slice(id.indexOf('_') + 1);
}
