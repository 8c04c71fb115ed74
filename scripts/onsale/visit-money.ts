// A person's wallet: charging it, from a card or without, and paying from it.
import { routes as payments } from '../../functions/payments/contract.ts';
import { ApiError } from '../../functions/shared/client.ts';
import { routes as wallet } from '../../functions/wallet/contract.ts';
import { creditedKrw } from './diary.ts';
import { chargeByCard } from './visit-card.ts';
import { callAndRepeat, compare, type Hold, type Visit, type Visitor } from './visitor.ts';

/** Charges the wallet. What cannot be charged from the card at once is charged without. */
export async function charge(here: Visitor, amount: number): Promise<void> {
  const { diary } = here;
  if (diary.person.chargesBy === 'card' && (await chargeByCard(here, amount))) return;
  await callAndRepeat(here, wallet.charge, `charge-${diary.chargedKrw}`, { body: { amount } });
  diary.chargedKrw += amount;
}

/** @returns whether it was paid; false when the money is too little and stays so */
export async function payFromWallet(here: Visit, { reservationId, amount }: Hold): Promise<boolean> {
  const { caller, diary, queueToken } = here;
  const sent = { queueToken, body: { reservationId, amount, method: 'WALLET' as const } };
  const paid = () => caller.call(payments.pay, sent);
  const done = await paid().catch(async (error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== 'INSUFFICIENT_BALANCE') throw error;
    if (diary.person.purse === 'gives-up') return undefined;
    await charge(here, amount - creditedKrw(diary));
    return paid();
  });
  if (!done) return false;
  const { answer, sentAt, answeredAt } = done;
  if (!('remainingBalance' in answer)) throw new Error(`paid from the wallet, and got ${JSON.stringify(answer)}`);
  // From then on the place may be somebody else's before this answer is read.
  diary.activeTo ??= sentAt;
  diary.paidAt = answeredAt;
  diary.paidKrw = answer.amount;
  if (diary.person.repeats) compare(diary, 'pay', answer, (await paid()).answer);
  return true;
}
