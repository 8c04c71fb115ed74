// A process that dies after any of its writes: repeated or abandoned, everything ends in a legal state.
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { expectTheRestToBeFree, faultsAfterAll } from './audit.ts';
import { type Booth, createBooth, type Wish } from './booth.ts';
import { Died, dyingAfter } from './process.ts';

/** Each test has its own, as looking at everything is quick then. */
let table: TestTable;
beforeEach(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterEach(() => table.drop());

type Process = ReturnType<Booth['processOn']>;

interface Journey {
  readonly what: string;
  /** What was there before. */
  readonly before: (booth: Booth) => Promise<unknown>;
  readonly act: (process: Process, booth: Booth) => Promise<unknown>;
  /** What `act` comes to when nobody dies: the refusal's code, or nothing. */
  readonly code?: string;
  /** How many writes it has. */
  readonly writes: number;
  /** Whether the owner has bought, whoever dies. */
  readonly buys?: true;
}

const CHARGED = { owner: 20_000, other: 20_000 };
const WISH: Wish = { person: 'owner', seatNos: [47, 48, 49, 50], key: 'k' };
const ONE: Wish = { person: 'owner', seatNos: [7], key: 'k' };

async function owned(booth: Booth): Promise<string> {
  const own = (await booth.reservations()).find(({ userId }) => userId === booth.userOf('owner'));
  return own?.reservationId ?? '';
}

const hold = (booth: Booth) => booth.hold(WISH);
const paid = async (booth: Booth) => booth.pay('owner', (await hold(booth)).reservationId);

const JOURNEYS: readonly Journey[] = [
  { what: 'a hold of one seat', before: async () => {}, act: (process) => process.hold(ONE), writes: 3 },
  { what: 'a hold of seats in two blocks', before: async () => {}, act: (process) => process.hold(WISH), writes: 4 },
  {
    what: 'a hold whose second block is taken',
    before: (booth) => booth.hold({ person: 'other', seatNos: [50] }),
    act: (process) => process.hold(WISH),
    code: 'SEAT_TAKEN',
    // Claim, tombstone, release.
    writes: 3,
  },
  {
    what: 'a hold above the limit',
    before: (booth) => booth.hold({ person: 'owner', seatNos: [1] }),
    act: (process) => process.hold(WISH),
    code: 'LIMIT_REACHED',
    // Two claims, tombstone, two releases.
    writes: 5,
  },
  {
    what: 'a hold over a lapsed one',
    before: async (booth) => {
      await booth.hold({ person: 'other', seatNos: [48, 49], holdSeconds: 2 });
      booth.now += 2_000;
    },
    act: (process) => process.hold(WISH),
    // Settling is one write more.
    writes: 5,
  },
  {
    what: 'a payment',
    before: hold,
    act: async (process, booth) => process.pay('owner', await owned(booth)),
    writes: 1,
    buys: true,
  },
  {
    what: 'a confirmation',
    before: paid,
    act: async (process, booth) => process.confirm(await owned(booth)),
    writes: 3,
    buys: true,
  },
  {
    what: 'settling',
    before: async (booth) => {
      await hold(booth);
      booth.now += 300_000;
    },
    act: async (process, booth) => process.settle(await owned(booth)),
    writes: 1,
  },
];

/** The outcome as a code; a death is one too. */
async function outcomeOf(act: Promise<unknown>): Promise<string> {
  try {
    await act;
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.kind.code;
    if (error instanceof Died) return 'died';
    throw error;
  }
}

async function prepared(journey: Journey): Promise<Booth> {
  const booth = createBooth(table);
  for (const [person, amount] of Object.entries(CHARGED)) await booth.charge(person, amount);
  await journey.before(booth);
  return booth;
}

async function expectLegal(booth: Booth, { buys }: Journey): Promise<void> {
  expect(await faultsAfterAll(booth, CHARGED, [buys ? 'CONFIRMED' : 'EXPIRED'])).toEqual([]);
  await expectTheRestToBeFree(booth);
}

describe.each(JOURNEYS)('$what', (journey) => {
  const deaths = Array.from({ length: journey.writes }, (_, i) => i + 1);

  it(`has ${journey.writes} writes`, async () => {
    const booth = await prepared(journey);
    const { db, died } = dyingAfter(table.db, journey.writes);
    expect(await outcomeOf(journey.act(booth.processOn(db), booth))).toBe('died');
    expect(died()).toBe(true);
    const other = await prepared(journey);
    const living = dyingAfter(table.db, journey.writes + 1);
    expect(await outcomeOf(journey.act(other.processOn(living.db), other))).toBe(journey.code ?? 'done');
    expect(living.died()).toBe(false);
  });

  it.each(deaths)('died after write %i and was repeated: it ends as if nothing had happened', async (writes) => {
    const booth = await prepared(journey);
    const { db } = dyingAfter(table.db, writes);
    expect(await outcomeOf(journey.act(booth.processOn(db), booth))).toBe('died');
    expect(await outcomeOf(journey.act(booth, booth))).toBe(journey.code ?? 'done');
    await expectLegal(booth, journey);
  });

  it.each(deaths)('died after write %i and was abandoned: what should be free is free', async (writes) => {
    const booth = await prepared(journey);
    const { db } = dyingAfter(table.db, writes);
    expect(await outcomeOf(journey.act(booth.processOn(db), booth))).toBe('died');
    await expectLegal(booth, journey);
  });
});

describe('a paid seat that an operator took away', () => {
  const LOST = 'rsv_operator0000';

  async function robbed(): Promise<Booth> {
    const booth = createBooth(table);
    await booth.charge('owner', 20_000);
    await paid(booth);
    const second = { section: 0, block: 1 };
    await booth.seats.releaseOwn(booth.scheduleId, second, { reservationId: await owned(booth) });
    const claim = { reservationId: LOST, untilMs: booth.now + 1_000, slots: ['0'], over: {} };
    await booth.seats.claim(booth.scheduleId, second, claim);
    return booth;
  }

  it.each([0, 1, 2])('gives the money back and frees the rest, also when it dies after write %i', async (writes) => {
    const booth = await robbed();
    const reservationId = await owned(booth);
    if (writes > 0) {
      const { db } = dyingAfter(table.db, writes);
      expect(await outcomeOf(booth.processOn(db).confirm(reservationId))).toBe('died');
    }
    await booth.confirm(reservationId);
    expect(await booth.store.reservation(reservationId)).toMatchObject({ status: 'REFUNDED', refundedAmount: 4_000 });
    expect(await booth.walletOf('owner')).toMatchObject({ balance: 20_000, version: 3 });
    expect(await faultsAfterAll(booth, { owner: 20_000 }, ['REFUNDED'])).toEqual([]);
    expect((await booth.block(0)).seats).toEqual({});
  });
});
