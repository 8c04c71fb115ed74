// Cancelling tickets under race: one outcome, money exact, and the seats are for others at once.
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTable, type TestTable } from '../../support/table.ts';
import { expectTheRestToBeFree, faultsAfterAll } from './audit.ts';
import { createBooth, PRICE } from './booth.ts';
import { CURTAIN, createCounter, DAY, told } from './counter.ts';
import { Died, dyingAfter, repeating, stallingBefore } from './process.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

function open(policy?: Parameters<typeof createCounter>[2]) {
  const booth = createBooth(table);
  return { booth, ...createCounter(table, booth, policy) };
}

const ENDS = ['CONFIRMED', 'CANCELLED', 'EXPIRED'];
const free = (reservationId: string, refundedAmount = PRICE) => {
  return { reservationId, status: 'CANCELLED', refundedAmount, fee: 0 };
};

describe('a ticket that is cancelled', () => {
  it('gives its money back once and its seats at once, also when two requests come at once', async () => {
    const { booth, ticket, cancel, refundsOf } = open();
    const reservationId = await ticket('owner', [47, 48, 49]);
    const answers = await Promise.all([cancel('owner', reservationId), cancel('owner', reservationId)]);
    expect(answers).toEqual([free(reservationId, 3 * PRICE), free(reservationId, 3 * PRICE)]);
    expect(await refundsOf('owner')).toMatchObject([{ amount: 3 * PRICE, reason: 'CANCELLED', reservationId }]);
    const map = await booth.map();
    expect([47, 48, 49].map((seatNo) => map.get(seatNo))).toEqual(['AVAILABLE', 'AVAILABLE', 'AVAILABLE']);
    expect(await faultsAfterAll(booth, { owner: 3 * PRICE }, ENDS)).toEqual([]);
  });

  it('gives its money back once to 20 requests at once, while the wallet is topped up', async () => {
    const { booth, ticket, cancel, refundsOf } = open();
    const reservationId = await ticket('owner', [1]);
    booth.now = CURTAIN - 5 * DAY;
    const cancels = Array.from({ length: 20 }, () => cancel('owner', reservationId));
    const charges = Array.from({ length: 3 }, () => booth.charge('owner', 100));
    const answer = { reservationId, status: 'CANCELLED', refundedAmount: 900, fee: 100 };
    expect(await Promise.all(cancels)).toEqual(cancels.map(() => answer));
    await Promise.all(charges);
    expect((await refundsOf('owner')).map(({ amount }) => amount)).toEqual([900]);
    expect(await booth.walletOf('owner')).toMatchObject({ balance: 1_200, version: 6 });
    expect(await faultsAfterAll(booth, { owner: PRICE + 300 }, ENDS)).toEqual([]);
  });

  it('is cancelled once when every write is sent twice and the first answer is lost', async () => {
    const { booth, ticket, cancel, refundsOf } = open();
    const reservationId = await ticket('owner', [1]);
    expect(await cancel('owner', reservationId, { db: repeating(table.db) })).toEqual(free(reservationId));
    expect(await refundsOf('owner')).toHaveLength(1);
    expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
  });

  it('can be bought by another person at once, who keeps it when late messages come', async () => {
    const { booth, ticket, cancel, statusOf } = open();
    const reservationId = await ticket('owner', [7]);
    const late = await booth.events();
    await cancel('owner', reservationId);
    const bought = await ticket('other', [7]);
    const failed = (await booth.events()).filter(({ envelope }) => envelope.type === 'ReservationFailed');
    for (const event of [...failed, ...failed, ...late]) await booth.deliver(event);
    expect(await statusOf(bought)).toBe('CONFIRMED');
    expect((await booth.map()).get(7)).toBe('SOLD');
    expect(await faultsAfterAll(booth, { owner: PRICE, other: PRICE }, ENDS)).toEqual([]);
  });

  it('does not count against its person’s limit any more', async () => {
    const { booth, ticket, cancel } = open();
    const reservationId = await ticket('owner', [1, 2, 3, 4]);
    expect(await told(booth.hold({ person: 'owner', seatNos: [5] }))).toBe('LIMIT_REACHED');
    await cancel('owner', reservationId);
    const again = await booth.hold({ person: 'owner', seatNos: [1, 2, 3, 4] });
    expect(again.status).toBe('PENDING');
  });

  it('stays in one journey, from the hold to the refund', async () => {
    const { booth, ticket, cancel } = open();
    await cancel('owner', await ticket('owner', [1]));
    const events = (await booth.events()).map(({ envelope }) => envelope);
    expect(new Set(events.map(({ type }) => type))).toEqual(
      new Set(['SeatReserved', 'PaymentCompleted', 'ReservationCompleted', 'ReservationFailed', 'PaymentRefunded']),
    );
    expect(new Set(events.map(({ correlationId }) => correlationId)).size).toBe(1);
    const refund = events.find(({ type }) => type === 'PaymentRefunded')?.data;
    expect(refund).toMatchObject({ amount: PRICE, balanceAfter: PRICE, reason: 'CANCELLED' });
  });
});

describe('cancelling against the confirmation', () => {
  it('is refused while the ticket is paid and not confirmed, and possible afterwards', async () => {
    const { booth, cancel, refundsOf } = open();
    await booth.charge('owner', PRICE);
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1] });
    await booth.pay('owner', reservationId);
    expect(await told(cancel('owner', reservationId))).toBe('NOT_CANCELLABLE BEING_PAID');
    expect(await refundsOf('owner')).toEqual([]);
    await booth.confirm(reservationId);
    expect(await cancel('owner', reservationId)).toEqual(free(reservationId));
    expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
  });

  it('comes to one outcome when both are under way at once', async () => {
    for (let round = 0; round < 10; round++) {
      const { booth, cancel, statusOf } = open();
      await booth.charge('owner', PRICE);
      const { reservationId } = await booth.hold({ person: 'owner', seatNos: [1] });
      await booth.pay('owner', reservationId);
      const [answer] = await Promise.all([told(cancel('owner', reservationId)), booth.confirm(reservationId)]);
      const isCancelled = answer !== 'NOT_CANCELLABLE BEING_PAID';
      if (isCancelled) expect(answer).toEqual(free(reservationId));
      expect(await statusOf(reservationId)).toBe(isCancelled ? 'CANCELLED' : 'CONFIRMED');
      expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
    }
  });

  it.each([
    ['selling the seats', (id: string) => (input: string) => input.includes(`~${id.slice(4)}`)],
    ['its last step', () => (input: string) => input.includes('ReservationCompleted')],
  ])('is not undone by a confirmation that stalled before %s', async (_, isIt) => {
    const { booth, cancel, ticket, refundsOf, statusOf } = open();
    await booth.charge('owner', 2 * PRICE);
    const { reservationId } = await booth.hold({ person: 'owner', seatNos: [48, 49] });
    await booth.pay('owner', reservationId);
    const slow = stallingBefore(table.db, isIt(reservationId));
    const stalled = booth.processOn(slow.db).confirm(reservationId);
    await slow.arrived;
    await booth.confirm(reservationId);
    await cancel('owner', reservationId);
    const resold = await ticket('other', [48]);
    slow.goOn();
    await stalled;
    expect([await statusOf(reservationId), await statusOf(resold)]).toEqual(['CANCELLED', 'CONFIRMED']);
    expect(await refundsOf('owner')).toHaveLength(1);
    expect(await faultsAfterAll(booth, { owner: 2 * PRICE, other: PRICE }, ENDS)).toEqual([]);
    await expectTheRestToBeFree(booth);
  });
});

describe('cancelling against time', () => {
  const TO_THE_START = [{ untilHoursBefore: 0, feePercent: 0 }];

  it('is possible to the millisecond at which the date starts', async () => {
    const { booth, ticket, cancel } = open(TO_THE_START);
    const [first, second] = [await ticket('owner', [1]), await ticket('owner', [2])];
    expect(await cancel('owner', first, { clock: () => CURTAIN })).toEqual(free(first));
    expect(await told(cancel('owner', second, { clock: () => CURTAIN + 1 }))).toBe('NOT_CANCELLABLE TOO_LATE');
    expect(await faultsAfterAll(booth, { owner: 2 * PRICE }, ENDS)).toEqual([]);
  });

  it('comes to one outcome when one request sees the start of the date and another one does not', async () => {
    for (let round = 0; round < 10; round++) {
      const { booth, ticket, cancel, refundsOf } = open(TO_THE_START);
      const reservationId = await ticket('owner', [1]);
      const ask = (ms: number) => told(cancel('owner', reservationId, { clock: () => CURTAIN + ms }));
      const [early, late] = await Promise.all(round % 2 === 0 ? [ask(0), ask(1)] : [ask(1), ask(0)].toReversed());
      expect(early).toEqual(free(reservationId));
      expect([free(reservationId), 'NOT_CANCELLABLE TOO_LATE']).toContainEqual(late);
      expect(await ask(DAY)).toEqual(free(reservationId));
      expect(await refundsOf('owner')).toHaveLength(1);
      expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
    }
  });

  it('takes one fee when two requests see different steps of the policy', async () => {
    for (let round = 0; round < 10; round++) {
      const { booth, ticket, cancel, refundsOf } = open();
      const reservationId = await ticket('owner', [1]);
      const ask = (ms: number) => cancel('owner', reservationId, { clock: () => CURTAIN - 10 * DAY + ms });
      const [one, other] = await Promise.all(round % 2 === 0 ? [ask(0), ask(1)] : [ask(1), ask(0)]);
      expect(other).toEqual(one);
      expect([0, 100]).toContain(one.fee);
      expect((await refundsOf('owner')).map(({ amount }) => amount)).toEqual([PRICE - one.fee]);
      expect(await faultsAfterAll(booth, { owner: PRICE }, ENDS)).toEqual([]);
    }
  });

  it('does not take a fee that the buyer was not shown', async () => {
    const { booth, ticket, cancel, statusOf } = open();
    const reservationId = await ticket('owner', [1]);
    booth.now = CURTAIN - 5 * DAY;
    expect(await told(cancel('owner', reservationId, { refund: PRICE }))).toBe('REFUND_CHANGED');
    expect(await statusOf(reservationId)).toBe('CONFIRMED');
    expect(await cancel('owner', reservationId, { refund: 900 })).toMatchObject({ refundedAmount: 900, fee: 100 });
  });
});

describe('a process that dies after it has cancelled', () => {
  const crashed = async () => {
    const sale = open();
    const reservationId = await sale.ticket('owner', [48, 49]);
    const dying = dyingAfter(table.db, 1);
    await expect(sale.cancel('owner', reservationId, { db: dying.db })).rejects.toThrow(Died);
    expect(await sale.statusOf(reservationId)).toBe('CANCELLED');
    const map = await sale.booth.map();
    expect([map.get(48), map.get(49)]).toEqual(['SOLD', 'SOLD']);
    return { ...sale, reservationId };
  };

  it('leaves the seats to the consumer of ReservationFailed, to whom doubled deliveries do no harm', async () => {
    const { booth, refundsOf } = await crashed();
    await booth.deliverAll();
    const map = await booth.map();
    expect([map.get(48), map.get(49)]).toEqual(['AVAILABLE', 'AVAILABLE']);
    expect(await refundsOf('owner')).toHaveLength(1);
    const again = await booth.hold({ person: 'owner', seatNos: [46, 47, 48, 49] });
    expect(again.status).toBe('PENDING');
    expect(await faultsAfterAll(booth, { owner: 2 * PRICE }, ENDS)).toEqual([]);
  });

  it('is finished by the buyer who asks again', async () => {
    const { booth, cancel, refundsOf, reservationId } = await crashed();
    expect(await cancel('owner', reservationId)).toEqual(free(reservationId, 2 * PRICE));
    const map = await booth.map();
    expect([map.get(48), map.get(49)]).toEqual(['AVAILABLE', 'AVAILABLE']);
    expect(await refundsOf('owner')).toHaveLength(1);
  });
});
