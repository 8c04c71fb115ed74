// What a person can ask of a wallet.
import { jitter } from '../shared/aws.ts';
import type { Cause } from '../shared/event.ts';
import { keyedChars, randomChars, requestHash } from '../shared/keyed-id.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { CHARGE_LIMITS, refusals } from './contract.ts';
import { decideCharge } from './domain.ts';
import type { ChargeMark, WalletStore } from './store.ts';

export interface Charged {
  readonly previousBalance: number;
  readonly currentBalance: number;
}

/** How often a charge is tried while others move the same wallet. */
const TRIES = 8;

/**
 * Tops up a wallet, once per Idempotency-Key: the charge's id follows from the key.
 * @throws Refusal AMOUNT_INVALID, LIMIT_REACHED, PAYMENT_REQUIRED_FOR_TOP_UP, IDEMPOTENCY_KEY_REUSED, TRY_AGAIN
 */
export async function charge(
  { store, directTopUp }: { store: WalletStore; directTopUp: boolean },
  asked: { userId: string; amount: number; idempotencyKey: string | undefined; now: number; cause: Cause },
): Promise<Charged> {
  if (!directTopUp) throw new Refusal(refusals.PAYMENT_REQUIRED_FOR_TOP_UP);
  const { userId, amount, idempotencyKey, now, cause } = asked;
  const id = `chg_${idempotencyKey === undefined ? randomChars() : keyedChars(userId, 'charge', idempotencyKey)}`;
  const hash = idempotencyKey === undefined ? undefined : requestHash({ amount });
  for (let tries = 1; tries <= TRIES; tries++) {
    const { wallet, mark } = await store.walletAndMark(userId, id);
    if (mark) return repeated(store, userId, mark, hash);
    const decided = decideCharge(wallet, { id, amount, at: now }, CHARGE_LIMITS);
    switch (decided.decision) {
      case 'AMOUNT_INVALID':
        throw new Refusal(refusals.AMOUNT_INVALID, {
          leastKrw: CHARGE_LIMITS.leastKrw,
          mostKrw: CHARGE_LIMITS.mostKrw,
        });
      case 'LIMIT_REACHED':
        throw new Refusal(refusals.LIMIT_REACHED, { balance: wallet.balance, balanceKrw: CHARGE_LIMITS.balanceKrw });
      case 'charge': {
        const outcome = await store.charge({ userId, seen: wallet, line: decided.line, cause, requestHash: hash });
        if (outcome === 'committed') {
          return { previousBalance: wallet.balance, currentBalance: decided.line.balanceAfter };
        }
        if (outcome !== 'moved') return repeated(store, userId, outcome, hash);
        await jitter(tries);
        break;
      }
      default:
        decided satisfies never;
    }
  }
  throw new Refusal(common.TRY_AGAIN, {}, 1);
}

/** The first answer again, from the line that the charge wrote. */
async function repeated(
  store: WalletStore,
  userId: string,
  mark: ChargeMark,
  hash: string | undefined,
): Promise<Charged> {
  if (mark.requestHash !== hash) throw new Refusal(common.IDEMPOTENCY_KEY_REUSED);
  const line = await store.line(userId, mark.walletVersion);
  if (!line) throw new Error(`wallet line ${mark.walletVersion} of a marked charge is missing`);
  return { previousBalance: line.balanceAfter - line.amount, currentBalance: line.balanceAfter };
}
