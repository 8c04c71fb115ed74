// A thousand card payments on a bad day, every tenth webhook lost: in the end our books are the gateway's, to the won.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { hold } from '../../../functions/reservations/use-cases-hold.ts';
import { createSeatWrites, locate } from '../../../functions/seats/writes.ts';
import { toDay } from '../../../functions/shared/clock.ts';
import { newId } from '../../../functions/shared/keyed-id.ts';
import { faultsOf } from '../../support/card-audit.ts';
import type { ConfirmDay } from '../../support/card-portone.ts';
import { choicesOf, sideBySide } from '../../support/card-processes.ts';
import { type CardSale, openCardSale, playCards, START, tables, toTheEnd } from '../../support/card-sale.ts';
import { setNow } from '../../support/saga.ts';

beforeAll(playCards);
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const PAYMENTS = 1_000;
const LOST_EACH = 10;
const DAYS: readonly ConfirmDay[] = ['good', 'good', 'good', 'unheard', 'lost', 'late', 'declined', 'declined-late'];
const HALL = { sections: [{ section: 'Hall', rows: [{ row: 'A', grade: 'VIP' as const, from: 1, to: PAYMENTS }] }] };

/** A seat of a large hall, at a price of its own. */
async function holdSeat(sale: CardSale, seatNo: number): Promise<string> {
  const seat = locate(HALL, seatNo);
  if (!seat) throw new Error(`no seat ${seatNo}`);
  const given = { db: sale.db, ...tables };
  const { reservationId } = await hold(
    { store: createReservationStore(given), seats: createSeatWrites(given) },
    {
      reservationId: newId('rsv'),
      userId: `${seatNo}-${sale.concertId}`,
      personId: `person-${seatNo}-${sale.concertId}`,
      concertId: sale.concertId,
      scheduleId: 'sch_hall00000000',
      seq: seatNo,
      seats: [{ ...seat, price: 50_000 + 7 * seatNo }],
      requestHash: 'hash',
      hasKey: false,
      holdSeconds: 300,
      seatsPerPerson: 4,
      now: Date.now(),
      cause: { correlationId: 'journey-1', causationId: 'request-1' },
    },
  );
  return reservationId;
}

const sumOf = <T>(all: readonly T[], amount: (one: T) => number): number =>
  all.reduce((sum, one) => sum + amount(one), 0);

describe('a thousand payments', () => {
  it('end with the same sums at both sides, though every tenth webhook was lost', { timeout: 300_000 }, async () => {
    const sale = await openCardSale();
    const { portone } = sale;
    const choose = choicesOf(7);
    portone.confirmDay = () => DAYS[choose(DAYS.length)] ?? 'good';
    for (let i = 1; i <= PAYMENTS; i++) {
      const name = String(i);
      const intent = i % 2 ? await sale.beginCharge(name, 1_000 + i) : await sale.begin(name, await holdSeat(sale, i));
      const token = intent && portone.open(intent, 'authenticates');
      if (!token) throw new Error(`the checkout of ${name} did not open`);
      const diesAfter = choose(4) === 0 ? 3 + choose(6) : undefined;
      await sideBySide([{ does: () => sale.complete(name, token), diesAfter }], choose);
    }
    setNow(Date.now() + 60_000);
    for (const [i, message] of portone.told.entries()) if (i % LOST_EACH > 0) await sale.webhook(message);
    await toTheEnd(sale);

    expect(faultsOf(sale)).toEqual([]);
    const books = portone.books();
    const kept = sumOf(books, ({ captured, returned }) => captured - returned);
    const sold = sale.reservations().filter(({ status, paymentVersion }) => status === 'CONFIRMED' && paymentVersion);
    expect(sumOf(sold, ({ amount }) => amount) + sumOf(sale.chargedBy(), ({ amount }) => amount)).toBe(kept);
    const report = await sale.report(toDay(START));
    expect(report).toMatchObject({ differences: 0, different: [], ours: report.theirs });
    expect(report.theirs.captured).toBe(sumOf(books, ({ captured }) => captured));
    expect(report.theirs.returned).toBe(sumOf(books, ({ returned }) => returned));
    expect(report.theirs.captured).toBeGreaterThan(PAYMENTS * 10_000);
    expect(report.theirs.returned).toBeGreaterThan(0);
  });
});
