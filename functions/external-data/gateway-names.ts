// Asks DNS for the addresses of receivers: each name by itself, and never for long.

import type { LookupAddress } from 'node:dns';
import { NODATA, NOTFOUND, promises, TIMEOUT } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Allowed } from './domain-address.ts';

/** For one question to one server. */
const ANSWER_WITHIN_MS = 2_000;

/** For all that a name takes; what its attempt has left is for the receiver. */
const GIVE_UP_AFTER_MS = 4_000;

const LOOPBACK = ['127.0.0.1', '::1'];

/** The questions of one name; `cancel` ends those that have no answer. */
export type Names = Pick<promises.Resolver, 'cancel'> & {
  resolve4(name: string): Promise<string[]>;
  resolve6(name: string): Promise<string[]>;
};

/**
 * A lookup without the system's (getaddrinfo): that one keeps a thread for as long as DNS is silent, there are four of
 * them, and nothing frees them; a few dead names would keep all other receivers waiting. This one knows DNS alone: no
 * hosts file, no search domains. `localhost` is not asked for (RFC 6761): it is the loopback that is allowed.
 * @param given `resolver`: makes the questions of one name; `giveUpAfterMs`: 4 s unless stated
 */
export function createLookup(given: {
  allowed: Allowed;
  resolver?: () => Names;
  giveUpAfterMs?: number;
}): LookupFunction {
  const { allowed, resolver = systemResolver, giveUpAfterMs = GIVE_UP_AFTER_MS } = given;
  const loopback = LOOPBACK.filter((address) => allowed.includes(address));
  // None is allowed: both are told, and refused as what they are.
  const local = loopback.length > 0 ? loopback : LOOPBACK;

  return (hostname, options, callback) => {
    const isLocal = /(^|\.)localhost\.?$/.test(hostname);
    const asked = isLocal ? Promise.resolve(local) : ask(resolver(), hostname, giveUpAfterMs);
    asked.then(
      (addresses) => {
        const all = addresses.map((address): LookupAddress => ({ address, family: isIP(address) }));
        const wanted = all.filter(({ family }) =>
          options.family !== 4 && options.family !== 6 ? true : family === options.family,
        );
        const [first] = wanted;
        if (!first) callback(failure(NOTFOUND), '', 0);
        else if (options.all) callback(null, wanted);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

function systemResolver(): Names {
  return new promises.Resolver({ timeout: ANSWER_WITHIN_MS, tries: 1 });
}

/** Addresses of both kinds, IPv4 first; one kind is enough. @throws an error with DNS's code when there is none */
async function ask(names: Names, hostname: string, giveUpAfterMs: number): Promise<string[]> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(failure(TIMEOUT)), giveUpAfterMs);
  try {
    const kinds = Promise.allSettled([names.resolve4(hostname), names.resolve6(hostname)]);
    const answers = await Promise.race([kinds, late]);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const codes = answers.map((answer) => (answer.status === 'rejected' ? String(answer.reason.code) : NODATA));
    throw failure(codes.find((code) => code !== NODATA && code !== NOTFOUND) ?? NOTFOUND);
  } finally {
    clearTimeout(timer);
    names.cancel();
  }
}

function failure(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
