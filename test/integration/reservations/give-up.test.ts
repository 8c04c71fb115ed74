// Giving up a hold under race: against its payment, against its end, against a twin of the request that made it.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { faultsAfterAll } from './audit.ts';
import { createBooth, PRICE } from './booth.ts';
import { createCounter, told } from './counter.ts';
import { dyingAfter, stallingBefore } from './process.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

function open() {
  const booth = createBooth(table);
  return { booth, ...createCounter(table, booth) };
}

const ENDS = ['CONFIRMED', 'CANCELLED', 'EXPIRED'];
const givenUp = { status: 'CANCELLED', refundedAmount: 0, fee: 0 };

describe('a hold that is given up', () => {
  it('frees its seat and its person’s limit at once', async () => {
    const { booth, cancel } = open();
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1], limit: 1 });
    expect(await cancel('owner', reservationId)).toEqual({ reservationId, ...givenUp });
    expect((await booth.map()).get(1)).toBe('AVAILABLE');
    expect((await booth.hold({ person: 'other', seatNos: [1] })).status).toBe('PENDING');
    expect((await booth.hold({ person: 'owner', seatNos: [2], limit: 1 })).status).toBe('PENDING');
    expect(await faultsAfterAll(booth, {}, ENDS)).toEqual([]);
  });

  it('cannot be paid any more, and is given up the same when it is asked again', async () => {
    const { booth, cancel } = open();
    await booth.charge('owner', PRICE);
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1] });
    expect(await cancel('owner', reservationId)).toMatchObject(givenUp);
    expect(await told(booth.pay('owner', reservationId))).toBe('RESERVATION_EXPIRED');
    booth.now += 400_000;
    expect(await cancel('owner', reservationId)).toMatchObject(givenUp);
    expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
  });

  it('is free at the latest by the consumers, when the process dies before it frees the seat', async () => {
    const { booth, cancel } = open();
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1], limit: 1 });
    const dying = dyingAfter(table.db, 1);
    await cancel('owner', reservationId, { db: dying.db }).catch(() => undefined);
    expect(dying.died()).toBe(true);
    expect((await booth.map()).get(1)).toBe('HOLD');
    await booth.deliverAll();
    expect((await booth.map()).get(1)).toBe('AVAILABLE');
    expect((await booth.hold({ person: 'owner', seatNos: [1], limit: 1 })).status).toBe('PENDING');
  });
});

describe('giving up a hold against paying it', () => {
  type Order = 'at once' | 'payment stalls' | 'cancellation stalls';

  async function race(order: Order) {
    const { booth, cancel, statusOf } = open();
    await booth.charge('owner', PRICE);
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1] });
    const slow = stallingBefore(table.db, (input) => input.includes('LINE#') || input.includes('CANCELLED'));
    const pay = () =>
      told(booth.processOn(order === 'payment stalls' ? slow.db : table.db).pay('owner', reservationId));
    const giveUp = () => told(cancel('owner', reservationId, order === 'cancellation stalls' ? { db: slow.db } : {}));
    const both = {
      'at once': async () => Promise.all([pay(), giveUp()]),
      'payment stalls': async () => {
        const paying = pay();
        await slow.arrived;
        const cancelling = await giveUp();
        slow.goOn();
        return [await paying, cancelling];
      },
      'cancellation stalls': async () => {
        const cancelling = giveUp();
        await slow.arrived;
        const paying = await pay();
        slow.goOn();
        return [paying, await cancelling];
      },
    };
    const [payment, cancellation] = await both[order]();
    const status = await statusOf(reservationId);
    const isPaid = status === 'PAID';
    expect(status).toBe(isPaid ? 'PAID' : 'CANCELLED');
    expect(payment).toEqual(isPaid ? expect.objectContaining({ status: 'COMPLETED' }) : 'RESERVATION_EXPIRED');
    expect(cancellation).toEqual(isPaid ? 'NOT_CANCELLABLE BEING_PAID' : expect.objectContaining(givenUp));
    expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
    return isPaid ? 'paid' : 'given up';
  }

  it('lets exactly one of them win, when both come at once', async () => {
    for (let round = 0; round < 20; round++) await race('at once');
  });

  it('is given up when the payment stalls before its write, which then takes no money', async () => {
    expect(await race('payment stalls')).toBe('given up');
  });

  it('is paid when the cancellation stalls before its write', async () => {
    expect(await race('cancellation stalls')).toBe('paid');
  });
});

describe('giving up a hold against its end', () => {
  /** Both see the end of the hold by clocks of their own. */
  async function race(ownerMs: number, timerMs: number) {
    const { booth, cancel, statusOf } = open();
    const { reservationId, expiresAt } = await booth.hold({ person: 'owner', seatNos: [1], holdSeconds: 2 });
    booth.now = expiresAt + timerMs;
    const [answer] = await Promise.all([
      told(cancel('owner', reservationId, { clock: () => expiresAt + ownerMs })),
      booth.settle(reservationId),
    ]);
    const status = await statusOf(reservationId);
    expect(answer).toEqual(
      status === 'CANCELLED' ? expect.objectContaining(givenUp) : expect.stringMatching('NOT_CANCELLABLE ENDED'),
    );
    const ends = (await booth.events()).filter(({ envelope }) => envelope.type === 'ReservationFailed');
    expect(ends).toHaveLength(1);
    expect(await faultsAfterAll(booth, {}, ENDS)).toEqual([]);
    return status;
  }

  it('has one end, whichever clock is ahead', async () => {
    for (let round = 0; round < 20; round++) {
      expect(['CANCELLED', 'EXPIRED']).toContain(await race(-1, 0));
      expect(['CANCELLED', 'EXPIRED']).toContain(await race(-2_000, 2_000));
    }
  });

  it('has expired when its time is over for its owner too, and is given up while it is not over for anybody', async () => {
    expect(await race(0, 0)).toBe('EXPIRED');
    expect(await race(0, -1)).toBe('EXPIRED');
    expect(await race(-1, -1)).toBe('CANCELLED');
  });

  it('does not take the seat from a thief who was faster', async () => {
    const { booth, cancel } = open();
    const { reservationId, expiresAt } = await booth.hold({ person: 'owner', seatNos: [1], holdSeconds: 2 });
    const slow = stallingBefore(table.db, (input) => input.includes('CANCELLED'));
    const stalled = told(cancel('owner', reservationId, { db: slow.db, clock: () => expiresAt - 1 }));
    await slow.arrived;
    booth.now = expiresAt;
    await booth.hold({ person: 'thief', seatNos: [1] });
    slow.goOn();
    expect(await stalled).toBe('NOT_CANCELLABLE ENDED');
    expect((await booth.map()).get(1)).toBe('HOLD');
    expect(await faultsAfterAll(booth, {}, ENDS)).toEqual([]);
  });
});

describe('giving up a hold against a twin of the request that made it', () => {
  it.each([
    ['its claim', (input: string) => input.includes('SECTION#')],
    ['the standing', (input: string) => input.includes('entries') && input.includes('requestHash')],
    ['the reservation', (input: string) => input.includes('attribute_not_exists(pk)')],
  ])('leaves nothing behind when the twin stalled before %s', async (_, isIt) => {
    const { booth, cancel } = open();
    const slow = stallingBefore(table.db, isIt);
    const wish = { person: 'owner', seatNos: [1], key: 'k', limit: 1 };
    const twin = told(booth.processOn(slow.db).hold(wish));
    await slow.arrived;
    const { reservationId } = await booth.hold(wish);
    await cancel('owner', reservationId);
    slow.goOn();
    expect(await twin).toBe('RESERVATION_EXPIRED');
    expect((await booth.map()).get(1)).toBe('AVAILABLE');
    expect((await booth.hold({ person: 'owner', seatNos: [2], limit: 1 })).status).toBe('PENDING');
    expect(await faultsAfterAll(booth, {}, ENDS)).toEqual([]);
  });
});
