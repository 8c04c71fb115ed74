// Reserving one seat of the concert one was admitted to: from the request to the hold.
import { admittedDate, type CatalogReads } from '../catalog/reads.ts';
import { refusals as seatRefusals } from '../seats/contract.ts';
import { locate } from '../seats/writes.ts';
import type { Cause } from '../shared/event.ts';
import { keyedChars, randomChars, requestHash } from '../shared/keyed-id.ts';
import { Refusal } from '../shared/refusal.ts';
import type { ReservationView } from './contract.ts';
import { viewOf } from './use-cases.ts';
import type { HoldTools } from './use-cases-claim.ts';
import { hold } from './use-cases-hold.ts';

export interface ReserveTools extends HoldTools {
  readonly catalog: CatalogReads;
  /** The secret that reservation ids are made with, so that nobody can aim at one. */
  readonly idSecret: () => Promise<string>;
}

export interface ReserveAsked {
  readonly buyer: { readonly userId: string; readonly personId: string };
  readonly place: { readonly concertId: string; readonly seq: number };
  readonly concertId: string;
  readonly scheduleId?: string | undefined;
  readonly date?: string | undefined;
  readonly seatNo: number;
  readonly idempotencyKey: string | undefined;
  readonly now: number;
  readonly cause: Cause;
}

/** @throws Refusal as `admittedDate` and `hold`, and SEAT_NOT_FOUND */
export async function reserve(tools: ReserveTools, asked: ReserveAsked): Promise<ReservationView> {
  const { buyer, place, seatNo, idempotencyKey, now, cause } = asked;
  const { concert, schedule } = await admittedDate(tools.catalog, place, asked);
  const { concertId, scheduleId, prices, layoutId } = schedule;
  const seat = locate(await tools.catalog.layout(layoutId), seatNo);
  if (!seat) throw new Refusal(seatRefusals.SEAT_NOT_FOUND, { seatNo });
  const price = prices[seat.grade];
  if (price === undefined) throw new Error(`${scheduleId} has no price for ${seat.grade}`);
  const chars = keyedChars(await tools.idSecret(), buyer.personId, scheduleId, idempotencyKey ?? randomChars());
  const reservation = await hold(tools, {
    ...buyer,
    reservationId: `rsv_${chars}`,
    concertId,
    scheduleId,
    seq: place.seq,
    seats: [{ ...seat, price }],
    requestHash: requestHash({ scheduleId, seatNos: [seatNo] }),
    hasKey: idempotencyKey !== undefined,
    holdSeconds: concert.settings.holdSeconds,
    seatsPerPerson: concert.settings.seatsPerPerson,
    ...(concert.settings.releaseOnInsufficientBalance ? { releaseIfShort: true } : {}),
    now,
    cause,
  });
  return viewOf(reservation, now);
}
