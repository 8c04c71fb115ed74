// The events that reservations carry: what a change added to their log.
import { events as payments } from '../payments/contract.ts';
import type { Publish } from '../shared/bus.ts';
import { type Published, published } from '../shared/event.ts';
import { added, type Change, causeOf, type LogEntry } from '../shared/outbox.ts';
import { events } from './contract.ts';
import { isTombstone, type Reservation } from './domain.ts';
import { itemOf, keptOf } from './keys.ts';

/** What the log keeps for operators alone: nobody else has to know, as the end of a reservation tells its last seats. */
const UNTOLD: readonly string[] = ['SeatsGivenUp'];

/** What a change of the reservations table tells the world. @throws when a log entry cannot be told */
export function eventsOf({ old, now }: Change): Published[] {
  if (now?.sk !== 'RESERVATION') return [];
  const kept = keptOf(now);
  if (isTombstone(kept)) return [];
  const before = old && keptOf(old);
  return added(kept.log, before && !isTombstone(before) ? before.log : [])
    .filter(({ type }) => !UNTOLD.includes(type))
    .map((entry) => eventOf(kept, entry));
}

/**
 * Publishes an event of a stored reservation once more, with its own id: consumers that had it do nothing.
 * @returns whether its log has one of that type. @throws when the bus does not take it
 */
export function createTellAgain(publish: Publish) {
  return async (reservation: Reservation, type: string): Promise<boolean> => {
    const log = reservation.log.filter((entry) => entry.type === type);
    const told = eventsOf({ old: undefined, now: itemOf({ ...reservation, log }), expired: false });
    const [poison] = await publish(told);
    if (poison) throw new Error(`${reservation.reservationId} cannot tell ${type}: ${poison.reason}`);
    return told.length > 0;
  };
}

function eventOf(reservation: Reservation, entry: LogEntry): Published {
  const { reservationId, userId, personId, concertId, scheduleId, seats, amount, expiresAt, status } = reservation;
  const head = { id: `reservation/${reservationId}/${entry.v}/${entry.type}`, at: entry.at, cause: causeOf(entry) };
  const ids = { reservationId, userId, concertId, scheduleId };
  switch (entry.type) {
    case 'SeatReserved':
      return published(events.SeatReserved, head, { ...ids, seats, amount, expiresAt });
    case 'PaymentRequested': {
      const paymentId = entry.ref ?? '';
      return published(payments.PaymentRequested, head, { paymentId, reservationId, userId, method: 'CARD', amount });
    }
    case 'PaymentFailed': {
      const reason = entry.reason ?? reservation.lastFailure ?? 'UNKNOWN';
      const by = entry.ref === undefined ? { walletId: userId } : { paymentId: entry.ref };
      return published(payments.PaymentFailed, head, { reservationId, userId, ...by, amount, reason });
    }
    case 'ReservationCompleted': {
      const { seq, paymentId = '' } = reservation;
      return published(events.ReservationCompleted, head, { ...ids, personId, seq, seats, amount, paymentId });
    }
    case 'ReservationFailed':
      return published(events.ReservationFailed, head, { ...ids, personId, seats, expiresAt, reason: status });
    default:
      throw new Error(`a reservation cannot tell of ${entry.type}`);
  }
}
