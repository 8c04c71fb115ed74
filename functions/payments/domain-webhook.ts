// What a webhook of PortOne hints at: a payment to look at, or nothing. Its kinds and fields:
// https://developers.portone.io/opi/ko/integration/webhook/readme-v2
import * as z from 'zod/mini';
import { isCardId } from '../shared/ids.ts';

/** `ignored`: why there is nothing to look at. */
export type Hint =
  | { readonly hint: 'look'; readonly paymentId: string }
  | { readonly hint: 'ignored'; readonly why: 'BODY' | 'TYPE' | 'STORE' | 'PAYMENT' };

/** Those after which a payment may be another one than before; an opened window (`Ready`) moves no money. */
const TYPES: readonly string[] = [
  'Transaction.Paid',
  'Transaction.PartialCancelled',
  'Transaction.Cancelled',
  'Transaction.CancelPending',
  'Transaction.Failed',
  'Transaction.PayPending',
  'Transaction.VirtualAccountIssued',
];

const anyType = z.object({ type: z.string() });

const transaction = z.object({ data: z.object({ storeId: z.string(), paymentId: z.string() }) });

/** @param body a genuine one, as it came; nothing else in it counts, as the payment is read anew */
export function hintOf(body: string, storeId: string): Hint {
  const told = parsed(body);
  const head = z.safeParse(anyType, told);
  if (!head.success) return { hint: 'ignored', why: 'BODY' };
  if (!TYPES.includes(head.data.type)) return { hint: 'ignored', why: 'TYPE' };
  const known = z.safeParse(transaction, told);
  if (!known.success) return { hint: 'ignored', why: 'BODY' };
  const { data } = known.data;
  if (data.storeId !== storeId) return { hint: 'ignored', why: 'STORE' };
  if (!isCardId(data.paymentId)) return { hint: 'ignored', why: 'PAYMENT' };
  return { hint: 'look', paymentId: data.paymentId };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
