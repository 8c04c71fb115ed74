// Whose address it is that calls: the CDN's word counts, when it proves that it is ours; everybody else is who they are.
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { type ReadSecret, secretReader } from './aws.ts';
import type { Caller } from './caller.ts';
import { EDGE_HEADER, VIEWER_HEADER } from './edge.ts';
import { log } from './log.ts';
import { common, Refusal } from './refusal.ts';

/**
 * The address of who calls, for limits by address.
 * @throws Refusal TRY_AGAIN when a CDN is claimed and its secret cannot be read: taken for the CDN's own, the address
 * would be that of all who come through it
 */
export type AddressOf = (caller: Caller) => Promise<string>;

/** @param secretId of the CDN's secret, or `none` where there is no CDN */
export function addressReader(secretId: string, read: ReadSecret | undefined = readerOf(secretId)): AddressOf {
  return async ({ address, headers }) => {
    const { [EDGE_HEADER]: secret, [VIEWER_HEADER]: viewer = '' } = headers;
    if (!read || !secret || isIP(viewer) === 0) return address;
    return sameText(secret, await known(read)) ? viewer : address;
  };
}

function readerOf(secretId: string): ReadSecret | undefined {
  return secretId === 'none' ? undefined : secretReader(secretId);
}

async function known(read: ReadSecret): Promise<string> {
  try {
    return await read();
  } catch (error) {
    log.error("the CDN's secret cannot be read", { error: error as Error });
    throw new Refusal(common.TRY_AGAIN, {}, 1);
  }
}

/** In the same time whatever differs. */
function sameText(given: string, known: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(known));
}
