// What has to be true of a booth once everything has settled: one owner per seat, no money lost, nothing stuck.
import { expect } from 'vitest';
import type { Reservation } from '../../../functions/reservations/reads.ts';
import { type Booth, PLAN, PRICE } from './booth.ts';

const SEAT_NOS = Array.from({ length: 96 }, (_, i) => i + 1);

/** Ends that a journey may have; a refund is legal only where an operator took a seat away. */
const ENDS: readonly string[] = ['CONFIRMED', 'EXPIRED'];

/** Lets all holds lapse and all messages arrive, and says everything that is wrong then. */
export async function faultsAfterAll(
  booth: Booth,
  charged: Readonly<Record<string, number>> = {},
  ends = ENDS,
): Promise<string[]> {
  booth.now += 400_000;
  await booth.deliverAll();
  const reservations = await booth.reservations();
  const owners = new Map<number, string>();
  const faults: string[] = [];
  for (const { reservationId, status, seats } of reservations) {
    if (!ends.includes(status)) faults.push(`${reservationId} is ${status}`);
    if (status !== 'CONFIRMED') continue;
    for (const { seatNo = 0 } of seats) {
      if (owners.has(seatNo)) faults.push(`seat ${seatNo} was sold twice`);
      owners.set(seatNo, reservationId);
    }
  }
  for (const [seatNo, status] of await booth.map()) {
    const should = owners.has(seatNo) ? 'SOLD' : 'AVAILABLE';
    if (status !== should) faults.push(`seat ${seatNo} reads ${status}, and should be ${should}`);
  }
  for (const [person, amount] of Object.entries(charged)) {
    const own = reservations.filter(({ userId }) => userId === booth.userOf(person));
    const spent = own.reduce((sum, reservation) => sum + keptOf(reservation), 0);
    const { balance } = await booth.walletOf(person);
    if (balance !== amount - spent) faults.push(`${person} has ${balance} of ${amount} after spending ${spent}`);
  }
  return faults;
}

/** What a reservation that came to its end leaves with the seller. */
function keptOf({ status, seats, paymentId, refundedAmount = 0 }: Reservation): number {
  const isPaid = status === 'CONFIRMED' || (status === 'CANCELLED' && paymentId !== undefined);
  return isPaid ? seats.length * PRICE - refundedAmount : 0;
}

/** Somebody else takes every seat that nobody bought. */
export async function expectTheRestToBeFree(booth: Booth): Promise<void> {
  const sold = new Set(
    (await booth.reservations()).flatMap(({ status, seats }) =>
      status === 'CONFIRMED' ? seats.map(({ seatNo }) => seatNo) : [],
    ),
  );
  const seatNos = SEAT_NOS.filter((seatNo) => !sold.has(seatNo));
  const held = await booth.hold({ person: 'next', seatNos, limit: PLAN.sections.length * SEAT_NOS.length });
  expect(held.seats).toHaveLength(96 - sold.size);
}
