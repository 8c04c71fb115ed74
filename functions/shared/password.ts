// Password hashes: scrypt (RFC 7914), with its parameters beside each hash, so that they can grow without a migration.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** N = 2^15 and r = 8 take 32 MiB; with 3 rounds (p) that is what OWASP's password storage cheat sheet asks for. */
const LOG2_N = 15;
const BLOCK_SIZE = 8;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

interface Cost {
  readonly log2N: number;
  readonly blockSize: number;
  readonly rounds: number;
}

const FORMAT = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** Hashes with a new salt, e.g. `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`; time grows with `rounds`. */
export async function hashPassword(password: string, rounds: number): Promise<string> {
  const cost = { log2N: LOG2_N, blockSize: BLOCK_SIZE, rounds };
  const salt = randomBytes(SALT_BYTES);
  return format(cost, salt, await derive(password, salt, cost, HASH_BYTES));
}

/** Whether `password` is the one that `hash` was made of. @throws when `hash` is none of ours */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [, log2N, blockSize, rounds, salt = '', expected = ''] = FORMAT.exec(hash) ?? [];
  if (expected === '') throw new Error('not a password hash of the form $scrypt$ln=…,r=…,p=…$salt$hash');
  const cost = { log2N: Number(log2N), blockSize: Number(blockSize), rounds: Number(rounds) };
  const wanted = Buffer.from(expected, 'base64');
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), cost, wanted.length), wanted);
}

/** A hash that no password has, to verify against where there is no account: that takes the same time. */
export function nobodysHash(rounds: number): string {
  return format({ log2N: LOG2_N, blockSize: BLOCK_SIZE, rounds }, Buffer.alloc(SALT_BYTES), Buffer.alloc(HASH_BYTES));
}

function format({ log2N, blockSize, rounds }: Cost, salt: Buffer, hash: Buffer): string {
  const [saltText, hashText] = [salt, hash].map((bytes) => bytes.toString('base64').replaceAll('=', ''));
  return `$scrypt$ln=${log2N},r=${blockSize},p=${rounds}$${saltText}$${hashText}`;
}

/** Keyboards compose Hangul and accents in two ways; both spell the same password (NIST SP 800-63B, normalization). */
function derive(password: string, salt: Buffer, cost: Cost, bytes: number): Promise<Buffer> {
  const N = 2 ** cost.log2N;
  // Node refuses at the limit, and 32 MiB is both its default and what one hash takes.
  const maxmem = 2 * 128 * N * cost.blockSize;
  const options = { N, r: cost.blockSize, p: cost.rounds, maxmem };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
