// The ranking under race, on real tables and in virtual time: it follows the seats, whatever becomes of the messages.

import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { itemOf, tallyKey } from '../../../functions/ranking/keys.ts';
import { createRankingReads } from '../../../functions/ranking/reads.ts';
import { createRankingStore } from '../../../functions/ranking/store.ts';
import { hotConcerts, type Reason, refreshRanking } from '../../../functions/ranking/use-cases.ts';
import { createDateReads } from '../../../functions/seats/reads.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { shuffled } from '../reservations/booth.ts';
import { busyFor, counting, repeating } from '../reservations/process.ts';
import { createHall, type Hall, SEATS, START, sellOut } from '../seats/hall.ts';

let seatsTable: TestTable;
beforeAll(async () => {
  seatsTable = await createTable(inject('cloud').cloud);
});
afterAll(() => seatsTable.drop());

/** Each test has a list of its own. */
let table: TestTable;
let halls: Hall[];
beforeEach(async () => {
  table = await createTable(inject('cloud').cloud);
  halls = [];
  return () => table.drop();
});

function newHall(dates = 1): Hall {
  const hall = createHall(seatsTable, dates);
  halls.push(hall);
  return hall;
}

const concertOf = async (concertId: string) => halls.find((hall) => hall.concertId === concertId)?.concert;

/** One batch of messages about `hall`, by a refresher that reaches the ranking through `db`. @returns what comes again */
async function look(hall: Hall, reasons: readonly Omit<Reason, 'concertId'>[] = [{}], db: Db = table.db) {
  const tools = {
    store: createRankingStore({ db, RANKING_TABLE: table.name }),
    catalog: hall.catalog,
    dates: createDateReads({ db: seatsTable.db, SEATS_TABLE: seatsTable.name }),
    clock: () => hall.now,
  };
  return refreshRanking(
    tools,
    reasons.map((reason) => ({ concertId: hall.concertId, ...reason })),
  );
}

const refresh = async (...batch: Parameters<typeof look>) => expect(await look(...batch)).toEqual([]);

const soldOut = ({ scheduleId }: Hall, secondsSinceOpen: number) => ({ soldOut: { scheduleId, secondsSinceOpen } });
const reads = () => createRankingReads({ db: table.db, RANKING_TABLE: table.name });
const list = (now = START, limit = 10) =>
  hotConcerts({ reads: reads(), catalog: { concert: concertOf } }, { limit, now });
const order = async (now?: number) => (await list(now)).concerts.map(({ concertId }) => concertId);
const tallies = async () => (await reads().tallies()).map(({ tally }) => tally);

async function sell(hall: Hall, from: number, to: number) {
  await Promise.all(SEATS.slice(from - 1, to).map((seatNo) => hall.sell(seatNo)));
}

describe('the list', () => {
  it('has the one that sells faster in front, and tells of each what is left', async () => {
    const [slow, fast] = [newHall(), newHall()];
    await sell(slow, 1, 7);
    await sell(fast, 1, 35);
    await fast.hold(36);
    await refresh(slow);
    await refresh(fast);
    expect(await list()).toEqual({
      asOf: '2027-01-15T17:00:00.000+09:00',
      concerts: [
        expect.objectContaining({ rank: 1, concertId: fast.concertId, soldShare: 0.5, available: 34, total: 70 }),
        {
          rank: 2,
          concertId: slow.concertId,
          code: 'HALL',
          name: 'Hall',
          score: 0.2828,
          soldShare: 0.1,
          available: 63,
          total: 70,
          soldOut: false,
        },
      ],
    });
    expect((await list(START, 1)).concerts).toHaveLength(1);
  });

  it('has the sold-out ones on top, the quicker one first, however long ago', async () => {
    const [selling, quick, slow] = [newHall(), newHall(), newHall()];
    await sell(selling, 1, 69);
    for (const [hall, seconds] of [[slow, 7_200] as const, [quick, 60] as const]) {
      await sellOut(hall);
      await refresh(hall, [{}, soldOut(hall, seconds), {}]);
    }
    await refresh(selling);
    expect(await order()).toEqual([quick, slow, selling].map(({ concertId }) => concertId));
    expect((await list()).concerts[0]).toMatchObject({ soldOut: true, soldOutSeconds: 60, soldShare: 1, available: 0 });
    expect(await order(START + 7_200_000)).toEqual([quick, slow, selling].map(({ concertId }) => concertId));
    expect((await list(START + 7_200_000)).concerts[2]).toMatchObject({ score: 0, available: 1 });
  });

  it('takes a concert for sold out once all of its dates were', async () => {
    const hall = newHall(2);
    const [one, other] = hall.concert.schedules;
    await sellOut(hall);
    const told = ({ scheduleId = '' } = {}, secondsSinceOpen = 0) => ({ soldOut: { scheduleId, secondsSinceOpen } });
    await refresh(hall, [told(one, 90)]);
    expect((await list()).concerts).toMatchObject([{ soldOut: false, soldShare: 0.5, total: 140 }]);
    await refresh(hall, [told(other, 600)]);
    expect((await list()).concerts).toMatchObject([{ soldOut: true, soldOutSeconds: 600 }]);
  });

  it('leaves out who has sold nothing, who is disabled, and whose sale is over', async () => {
    const [fresh, disabled, over, there] = [newHall(), newHall(), newHall(), newHall()];
    await fresh.hold(1);
    for (const hall of [disabled, over, there]) await hall.sell(1);
    for (const hall of halls) await refresh(hall);
    expect(await tallies()).toHaveLength(3);
    Object.assign(disabled.concert, { enabled: false });
    const [date] = over.concert.schedules;
    Object.assign(date ?? {}, { saleEndAt: START });
    expect(await order()).toEqual([there.concertId]);
  });
});

describe('messages', () => {
  it('that come twice write nothing more', async () => {
    const hall = newHall();
    await sell(hall, 1, 5);
    await refresh(hall, [{}, soldOut(hall, 60)]);
    const { db, sent } = counting(table.db);
    hall.now += 30_000;
    await refresh(hall, shuffled([{}, {}, soldOut(hall, 60), soldOut(hall, 90)]), db);
    expect(sent).toEqual(['GetCommand']);
  });

  it('of one batch are one look and one write for each concert', async () => {
    const hall = newHall();
    await sell(hall, 1, 70);
    const { db, sent } = counting(table.db);
    await refresh(hall, [...SEATS.map(() => ({})), soldOut(hall, 60)], db);
    expect(sent).toEqual(['GetCommand', 'PutCommand']);
  });

  it('do not keep the other concerts of their batch back when one cannot be found, and come again alone', async () => {
    const hall = newHall();
    await hall.sell(1);
    const tools = {
      store: createRankingStore({ db: table.db, RANKING_TABLE: table.name }),
      catalog: { ...hall.catalog, concert: concertOf },
      dates: createDateReads({ db: seatsTable.db, SEATS_TABLE: seatsTable.name }),
      clock: () => START,
    };
    const lost = { concertId: 'con_lost' };
    const batch = [lost, { concertId: hall.concertId }, { concertId: hall.concertId }];
    const error = new Error('there is no concert con_lost');
    expect(await refreshRanking(tools, batch)).toEqual([{ reason: lost, error }]);
    expect(await order()).toEqual([hall.concertId]);
  });
});

describe('an item', () => {
  it('with a sample for each minute of an hour, of the largest hall and a tour of eight dates, is one write unit', async () => {
    const minutes = Array.from({ length: 61 }, (_, minute) => minute);
    const dates = minutes.slice(0, 8).map((n) => [`sch_aaaaaaaaaaa${n}`, 3_599] as const);
    const tally = {
      at: START,
      sold: 49_999,
      available: 12_345,
      total: 50_000,
      samples: minutes.map((minute) => ({ minute: START / 60_000 + minute, sold: 49_939 + minute })),
      soldOut: Object.fromEntries(dates),
    };
    const Item = { ...tallyKey('con_aaaaaaaaaaaa'), ...itemOf(tally, { version: 12_345, ttl: START / 1_000 }) };
    const put = new PutCommand({ TableName: table.name, Item, ReturnConsumedCapacity: 'TOTAL' });
    expect((await table.db.send(put)).ConsumedCapacity?.CapacityUnits).toBe(1);
  });
});

describe('refreshers', () => {
  it('who look at the same concert at the same time lose nothing of what each has seen', async () => {
    const hall = newHall();
    await hall.sell(1);
    await Promise.all([1, 2, 3, 4].map((n) => refresh(hall, n === 3 ? [soldOut(hall, 75)] : [{}])));
    await sell(hall, 2, 4);
    await Promise.all([1, 2, 3, 4].map((n) => refresh(hall, n === 2 ? [soldOut(hall, 70)] : [{}])));
    expect(await tallies()).toEqual([
      {
        at: START,
        sold: 4,
        available: 66,
        total: 70,
        samples: [{ minute: START / 60_000, sold: 4 }],
        soldOut: { [hall.scheduleId]: 70 },
      },
    ]);
  });

  it('who looked earlier and write later do not turn the list back', async () => {
    const hall = newHall();
    await hall.sell(1);
    const late = { now: START, sold: 1 };
    hall.now += 120_000;
    await sell(hall, 2, 10);
    await refresh(hall);
    const store = createRankingStore({ db: table.db, RANKING_TABLE: table.name });
    const none = { available: 0, held: 0, sold: 0, blocked: 0, total: 0 };
    const sawOne = { ...none, total: 70, sold: late.sold, available: 69 };
    const tools = {
      store,
      catalog: hall.catalog,
      dates: { counts: async () => ({ VIP: sawOne, STANDARD: none, STANDING: none }) },
      clock: () => late.now,
    };
    await refreshRanking(tools, [{ concertId: hall.concertId }]);
    expect(await tallies()).toMatchObject([
      {
        at: START + 120_000,
        sold: 10,
        available: 60,
        samples: [
          { minute: START / 60_000, sold: 1 },
          { minute: START / 60_000 + 2, sold: 10 },
        ],
      },
    ]);
  });

  it('who die before their write, or whose write is sent twice, leave it to the message that comes again', async () => {
    const hall = newHall();
    await hall.sell(1);
    const reason = soldOut(hall, 60);
    const again = await look(
      hall,
      [reason],
      busyFor(table.db, () => true),
    );
    expect(again).toMatchObject([{ reason, error: { name: 'Refusal' } }]);
    expect(await tallies()).toEqual([]);
    await refresh(hall, [soldOut(hall, 60)], repeating(table.db));
    await refresh(hall, [soldOut(hall, 60)]);
    expect(await tallies()).toMatchObject([{ sold: 1, soldOut: { [hall.scheduleId]: 60 } }]);
  });
});
