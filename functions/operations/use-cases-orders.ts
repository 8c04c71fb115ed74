// Finding orders for somebody who asks about one: by address, reservation or payment.
import type { AccountReads } from '../auth/reads-account.ts';
import { paymentOf } from '../payments/reads.ts';
import type { Reservation, ReservationReads } from '../reservations/reads.ts';
import { viewOf } from '../reservations/reads-view.ts';
import { toIso } from '../shared/clock.ts';
import { bare } from '../shared/ids.ts';
import type { OrderView } from './contract.ts';

export interface OrderTools {
  readonly accounts: AccountReads;
  readonly reservations: ReservationReads;
}

/** Exactly one of them is there. */
export interface OrderQuery {
  readonly email?: string | undefined;
  readonly reservationId?: string | undefined;
  readonly paymentId?: string | undefined;
}

/** Orders as operators see them, newest first; of what nobody knows there are none. */
export async function findOrders(tools: OrderTools, query: OrderQuery, now: number): Promise<{ orders: OrderView[] }> {
  const found = await reservationsOf(tools, query);
  return { orders: found.map((reservation) => orderOf(reservation, now)) };
}

async function reservationsOf(
  { accounts, reservations }: OrderTools,
  { email, reservationId, paymentId }: OrderQuery,
): Promise<Reservation[]> {
  if (email !== undefined) {
    const owner = await accounts.ownerOf(email);
    if (!owner) return [];
    const listed = await reservations.list(owner.personId);
    const theirs = await reservations.reservations(listed.map((one) => one.reservationId));
    // What the same person has by another account is not this address's.
    return theirs.filter(({ userId }) => userId === owner.userId);
  }
  // A payment has the characters of its reservation (docs/adr/004).
  const id = reservationId ?? (paymentId?.startsWith('pay_') ? `rsv_${bare(paymentId)}` : undefined);
  const found = id === undefined ? undefined : await reservations.reservation(id);
  const isPaymentOfNone = paymentId !== undefined && found !== undefined && paymentOf(found) === undefined;
  return found && !isPaymentOfNone ? [found] : [];
}

function orderOf(reservation: Reservation, now: number): OrderView {
  const { userId, personId, seq, version, paidAt } = reservation;
  const payment = paymentOf(reservation);
  return {
    ...viewOf(reservation, now),
    userId,
    personId,
    seq,
    version,
    ...(paidAt === undefined ? {} : { paidAt: toIso(paidAt) }),
    ...(payment ? { paymentStatus: payment.status } : {}),
    ...(payment?.reason === undefined ? {} : { paymentReason: payment.reason }),
  };
}
