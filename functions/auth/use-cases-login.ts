// Signing in, for who knows the password; who guesses learns little, and shuts nobody else out.
import type { ReadRing } from '../shared/key-ring.ts';
import { randomChars } from '../shared/keyed-id.ts';
import { nobodysHash, verifyPassword } from '../shared/password.ts';
import { Refusal } from '../shared/refusal.ts';
import { refusals } from './contract-sessions.ts';
import { type Counter, counterOf } from './domain-attempts.ts';
import { type Device, deviceKid, deviceName, deviceOf, deviceToken } from './domain-device.ts';
import type { AccountStore } from './store.ts';
import type { Guard } from './use-cases-attempts.ts';
import { type Opened, openSession, type SessionTools } from './use-cases-sessions.ts';

export interface LoginTools extends SessionTools {
  readonly accounts: Pick<AccountStore, 'login'>;
  readonly guard: Guard;
  readonly passwordRounds: number;
}

export interface Login {
  /** Normalised. */
  readonly email: string;
  readonly password: string;
  /** The caller's, as the gateway saw it. */
  readonly address: string;
  /** What the caller may be known as a device by: the first that is one of the account's. */
  readonly deviceTokens: readonly string[];
  readonly userAgent: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Begins a session. An unknown address and a wrong password take the same reads, the same work and the same writes, and
 * get the same answer, so that nobody learns who has an account.
 *
 * Failures count for the address of the account and the network they come from; on a device that signed in to the
 * account before they count for that device, and for all such devices of the account together. So a stranger's guesses
 * never shut out its owner there.
 * @throws Refusal BAD_CREDENTIALS, TOO_MANY_ATTEMPTS
 */
export async function logIn(tools: LoginTools, asked: Login): Promise<Opened & { readonly deviceToken: string }> {
  const { accounts, guard, passwordRounds } = tools;
  const { password, now } = asked;
  const [shown, found] = await Promise.all([shownTokens(tools.ring, asked.deviceTokens), accounts.login(asked.email)]);
  const known = found && knownDevice(shown, found.account.userId);
  const counters = countersOf(asked, known);
  await guard.check(counters, now);
  const right = await verifyPassword(password, found?.passwordHash ?? nobodysHash(passwordRounds));
  if (!found || !right) {
    await guard.failed(counters, now);
    throw new Refusal(refusals.BAD_CREDENTIALS);
  }
  await guard.succeeded(counters, now);
  const { account } = found;
  const opened = await openSession(tools, { account, device: asked.userAgent, now });
  const device = known ?? { userId: account.userId, nonce: randomChars() };
  return { ...opened, deviceToken: deviceToken(await tools.ring(), device) };
}

/** Tokens with a ring that may have their key: asked for unknown addresses too, as that may take a while. */
function shownTokens(ring: ReadRing, tokens: readonly string[]) {
  return Promise.all(tokens.map(async (token) => ({ token, ring: await ring(deviceKid(token)) })));
}

function knownDevice(shown: Awaited<ReturnType<typeof shownTokens>>, userId: string): Device | undefined {
  return shown.map(({ token, ring }) => deviceOf(ring, token, userId)).find((device) => device !== undefined);
}

function countersOf({ email, address }: Login, known: Device | undefined): Counter[] {
  if (known) return [counterOf('DEVICE', deviceName(known)), counterOf('DEVICES', known.userId)];
  return [counterOf('ACCOUNT', email), counterOf('ADDRESS', address)];
}
