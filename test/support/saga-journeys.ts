// The journeys of the saga: what people do, in which order, and the one state that all ends in.

import type { Db } from '../../functions/shared/aws.ts';
import { type Delivery, deliver, deliveriesOf, eventsIn, setNow, type Tables, takeSent } from './saga.ts';
import { PRICE, type Sale } from './saga-sale.ts';

/** One thing somebody does; it waits for `when`, and is then done at any time between deliveries. */
interface Step {
  readonly when?: (sale: Sale) => Promise<boolean>;
  readonly does: (sale: Sale) => Promise<unknown>;
}

export interface Journey {
  readonly settings?: { readonly releaseOnInsufficientBalance: boolean };
  readonly steps: readonly Step[];
  readonly ends: Awaited<ReturnType<Sale['state']>>;
}

const HELD = 'SeatReserved';
const bought = `CONFIRMED, refunded nothing: ${HELD} ReservationCompleted`;
const expired = `EXPIRED, refunded nothing: ${HELD} ReservationFailed`;
const someone = {
  balance: 0,
  lines: [] as string[],
  failed: [] as unknown[],
  counted: [] as string[],
  place: 'leased',
};
const paidOnce = [`CHARGE ${PRICE}: ${PRICE}`, `PAYMENT ${PRICE}: 0`];
const free = { 1: 'AVAILABLE', 2: 'AVAILABLE' };

const charges = (name: string, amount = PRICE): Step => ({ does: (sale) => sale.charge(name, amount) });
const holds = (name: string, seatNo: number, as: string, when?: Step['when']): Step => ({
  does: (sale) => sale.hold(name, seatNo, as),
  ...(when ? { when } : {}),
});
const pays = (name: string, as: string): Step => ({ does: (sale) => sale.pay(name, as) });
const cancels = (name: string, as: string, when?: Step['when']): Step => ({
  does: (sale) => sale.cancel(name, as),
  ...(when ? { when } : {}),
});
const once =
  (as: string, status: string): Step['when'] =>
  async (sale) =>
    (await sale.statusOf(as)) === status;
const onceSoldOut = async (sale: Sale) => (await sale.state()).soldOut === 1;

export const JOURNEYS: Readonly<Record<string, Journey>> = {
  'a ticket that is bought': {
    steps: [charges('kim'), holds('kim', 1, 'a'), pays('kim', 'a')],
    ends: {
      reservations: { a: bought },
      seats: { 1: 'SOLD, a', 2: 'AVAILABLE' },
      people: { kim: { ...someone, lines: paidOnce, counted: ['a'], place: '1' } },
      soldOut: 0,
      told: ['ReservationCompleted'],
    },
  },
  'a hold that expires': {
    steps: [holds('kim', 1, 'a')],
    ends: {
      reservations: { a: expired },
      seats: free,
      people: { kim: someone },
      soldOut: 0,
      told: ['ReservationFailed'],
    },
  },
  'a hold that is cancelled': {
    steps: [holds('kim', 1, 'a'), cancels('kim', 'a')],
    ends: {
      reservations: { a: `CANCELLED, refunded 0: ${HELD} ReservationFailed` },
      seats: free,
      people: { kim: someone },
      soldOut: 0,
      told: ['ReservationFailed'],
    },
  },
  'a ticket that is cancelled': {
    steps: [charges('kim'), holds('kim', 1, 'a'), pays('kim', 'a'), cancels('kim', 'a', once('a', 'CONFIRMED'))],
    ends: {
      reservations: { a: `CANCELLED, refunded ${PRICE}: ${HELD} ReservationCompleted ReservationFailed` },
      seats: free,
      people: { kim: { ...someone, balance: PRICE, lines: [...paidOnce, `REFUND ${PRICE}: ${PRICE}`], place: '1' } },
      soldOut: 0,
      told: ['PaymentRefunded', 'ReservationCompleted', 'ReservationFailed'],
    },
  },
  'a payment that fails, and releases the seat': {
    settings: { releaseOnInsufficientBalance: true },
    steps: [holds('kim', 1, 'a'), pays('kim', 'a')],
    ends: {
      reservations: { a: `FAILED, refunded nothing: ${HELD} PaymentFailed ReservationFailed` },
      seats: free,
      people: { kim: { ...someone, failed: ['INSUFFICIENT_BALANCE'] } },
      soldOut: 0,
      told: ['ReservationFailed'],
    },
  },
  'a payment that fails, and succeeds after a charge': {
    steps: [holds('kim', 1, 'a'), pays('kim', 'a'), charges('kim'), pays('kim', 'a')],
    ends: {
      reservations: { a: `CONFIRMED, refunded nothing: ${HELD} PaymentFailed ReservationCompleted` },
      seats: { 1: 'SOLD, a', 2: 'AVAILABLE' },
      people: {
        kim: { ...someone, lines: paidOnce, failed: ['INSUFFICIENT_BALANCE'], counted: ['a'], place: '1' },
      },
      soldOut: 0,
      told: ['ReservationCompleted'],
    },
  },
  'a paid seat that an operator took away': {
    steps: [charges('kim'), holds('kim', 1, 'a'), { does: (sale) => sale.takeSeat(1) }, pays('kim', 'a')],
    ends: {
      reservations: { a: `REFUNDED, refunded ${PRICE}: ${HELD} ReservationFailed` },
      seats: free,
      people: { kim: { ...someone, balance: PRICE, lines: [...paidOnce, `REFUND ${PRICE}: ${PRICE}`] } },
      soldOut: 0,
      told: ['PaymentRefunded', 'ReservationFailed'],
    },
  },
  'a seat that lapses and is bought by another': {
    steps: [charges('lee'), holds('kim', 1, 'a'), holds('lee', 1, 'b', once('a', 'EXPIRED')), pays('lee', 'b')],
    ends: {
      reservations: { a: expired, b: bought },
      seats: { 1: 'SOLD, b', 2: 'AVAILABLE' },
      people: { kim: someone, lee: { ...someone, lines: paidOnce, counted: ['b'], place: '1' } },
      soldOut: 0,
      told: ['ReservationCompleted', 'ReservationFailed'],
    },
  },
  'a date that is sold out, once, and once more after a cancellation': {
    steps: [
      charges('kim'),
      charges('lee'),
      charges('park'),
      holds('kim', 1, 'a'),
      holds('lee', 2, 'b'),
      pays('kim', 'a'),
      pays('lee', 'b'),
      cancels('kim', 'a', onceSoldOut),
      holds('park', 1, 'c'),
      pays('park', 'c'),
    ],
    ends: {
      reservations: {
        a: `CANCELLED, refunded ${PRICE}: ${HELD} ReservationCompleted ReservationFailed`,
        b: bought,
        c: bought,
      },
      seats: { 1: 'SOLD, c', 2: 'SOLD, b' },
      people: {
        kim: { ...someone, balance: PRICE, lines: [...paidOnce, `REFUND ${PRICE}: ${PRICE}`], place: '1' },
        lee: { ...someone, lines: paidOnce, counted: ['b'], place: '1' },
        park: { ...someone, lines: paidOnce, counted: ['c'], place: '1' },
      },
      soldOut: 2,
      told: ['PaymentRefunded', ...Array(3).fill('ReservationCompleted'), 'ReservationFailed', 'SoldOut', 'SoldOut'],
    },
  },
};

/** Far more than any journey takes. */
const MOST_TURNS = 500;
/** An event is delivered so often at most. */
const MOST_COPIES = 3;
/** After so long a queue gives a message again that was not done with. */
const VISIBLE_AGAIN_MS = 10_000;
const DAYS_LATER_MS = 3 * 86_400_000;

/** Where a journey is played. */
export interface Stage {
  readonly db: Db;
  readonly tables: Tables;
  readonly sale: Sale;
}

export interface Played {
  readonly deliveries: number;
  /** The types of all events that were told, each of which has an id of its own. */
  readonly events: readonly string[];
}

/**
 * Plays a journey to its end: at each turn `choose` says which of the due messages is delivered, or that the next step
 * is done. Time passes when there is nothing else to do.
 * @param choose a number below the given one
 */
export async function play(
  { db, tables, sale }: Stage,
  { steps }: Journey,
  choose: (below: number) => number,
): Promise<Played> {
  const todo = [...steps];
  const told = new Map<string, string>();
  let pending: Delivery[] = [];
  let deliveries = 0;
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    const now = Date.now();
    for (const event of await eventsIn(db, tables, sale.concertId)) {
      if (told.has(event.envelope.id)) continue;
      told.set(event.envelope.id, event.envelope.type);
      for (const message of deliveriesOf(event, now)) pending.push(...Array(1 + choose(MOST_COPIES)).fill(message));
    }
    pending.push(...takeSent());
    const [step] = todo;
    const isReady = step !== undefined && ((await step.when?.(sale)) ?? true);
    const due = pending.filter(({ dueAt }) => dueAt <= now);
    if (due.length === 0 && !isReady) {
      if (pending.length === 0) {
        if (step) throw new Error(`the journey ended ${todo.length} steps early`);
        return { deliveries, events: [...told.values()] };
      }
      setNow(Math.min(...pending.map(({ dueAt }) => dueAt)));
      continue;
    }
    const message = due[choose(due.length + (isReady ? 1 : 0))];
    if (message) {
      deliveries += 1;
      pending = pending.toSpliced(pending.indexOf(message), 1);
      if (!(await deliver(message))) pending.push({ ...message, dueAt: now + VISIBLE_AGAIN_MS });
    } else {
      todo.shift();
      await step?.does(sale);
    }
  }
  throw new Error(`the journey did not end in ${MOST_TURNS} turns`);
}

/** Days later every message of a journey comes once more, the newest first. @returns those that failed */
export async function redrive({ db, tables, sale }: Stage): Promise<Delivery[]> {
  setNow(Date.now() + DAYS_LATER_MS);
  const events = await eventsIn(db, tables, sale.concertId);
  const again = events.toReversed().flatMap((event) => deliveriesOf(event, Date.now()));
  const failed: Delivery[] = [];
  for (let batch = again; batch.length > 0; batch = takeSent()) {
    for (const message of batch) if (!(await deliver(message))) failed.push(message);
  }
  return failed;
}
