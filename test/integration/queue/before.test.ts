// A sale that began under the version before goes on under this one: its state, its leases and its notes are read.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Settings } from '../../../functions/catalog/contract.ts';
import { leaseFrom, slotOf } from '../../../functions/queue/domain-places.ts';
import { blockKey, counterKey, onSaleKey, stateKey, ticketKey } from '../../../functions/queue/keys.ts';
import type { Item } from '../../../functions/shared/aws.ts';
import { createTable, type TestTable } from '../../support/table.ts';
import { ended } from './crowd.ts';
import { createLine, START, seqOf } from './line.ts';

let table: TestTable;
beforeAll(async () => {
  table = await createTable(inject('cloud').cloud);
});
afterAll(() => table.drop());

/** Ten people; four were admitted 30 seconds ago: the first is active, the second left, the others may still claim. */
async function oldLine(changes: Item = {}, settings: Partial<Settings> = {}) {
  const line = createLine(table, { waitsWhenSoldOut: true, earlySeconds: 0, ...settings });
  const { concertId } = line;
  const state = {
    capacity: 4,
    ratePerSecond: 1,
    leaseSeconds: 600,
    claimSeconds: 90,
    secondsPerPlace: 30,
    phase: 'OPEN',
    watermark: 4,
    lastAdmitAt: START - 30_000,
    windows: [[1, 4, START - 30_000]],
    tail: 0,
    live: Uint8Array.of(1),
    measuredPerSecond: 0.7,
    measuringSince: START - 60_000,
    ticksUntil: START - 10_000,
    version: 9,
    ...changes,
  };
  const tickets = Array.from({ length: 10 }, (_, i) => ({
    ...ticketKey(concertId, `person-${i + 1}`),
    seq: i + 1,
    joinedAt: START - 60_000,
    ttl: START,
  }));
  const items = [
    { ...stateKey(concertId), ...state },
    { ...counterKey(concertId), n: 10 },
    { ...onSaleKey(concertId), listedAt: START - 60_000 },
    { ...blockKey(concertId, 0), [slotOf(1)]: leaseFrom(START - 20_000, 600), [slotOf(2)]: '0' },
    ...tickets,
  ];
  for (const Item of items) await table.db.send(new PutCommand({ TableName: table.name, Item }));
  const tokenOf = (n: number) => JSON.stringify({ sub: `person-${n}`, personId: `person-${n}`, concertId, seq: n });
  return { line, ask: (n: number) => line.status(`person-${n}`, tokenOf(n)) };
}

describe('a line of the version before', () => {
  it('keeps its places, its leases and its claim windows', async () => {
    const { line, ask } = await oldLine();
    expect(seqOf((await line.join('person-7')).token)).toBe(7);
    expect(seqOf((await line.join('new')).token)).toBe(11);
    expect(await ask(7)).toMatchObject({ status: 'WAITING', queuePosition: 3 });
    expect(await ask(1)).toMatchObject({ status: 'ACTIVE' });
    line.now += 59_000;
    expect(await ask(3)).toMatchObject({ status: 'ACTIVE' });
    expect(await line.active()).toBe(3);
  });

  it('goes on from the schedule’s minute: first what is free, then what nobody claimed in its old time', async () => {
    const { line, ask } = await oldLine();
    await line.pass(3_000);
    expect(await line.watermark()).toBe(4);
    await line.minute();
    await line.pass(3_000);
    expect(await line.watermark()).toBe(5);
    expect(await ask(5)).toMatchObject({ status: 'ACTIVE' });
    await line.pass(53_000, true);
    expect(await line.watermark()).toBe(5);
    await line.pass(4_000, true);
    expect(await line.watermark()).toBe(7);
    await expect(ask(3)).rejects.toMatchObject(ended('NOT_CLAIMED'));
    expect(line.admissions.map(({ from, to, active, admitted }) => [from, to, active, admitted])).toEqual([
      [4, 5, 3, 1],
      [5, 7, 2, 2],
    ]);
  });

  it('is shown to operators and to everybody, though nothing was measured as now', async () => {
    const { line } = await oldLine();
    expect(await line.view()).toMatchObject({ waiting: 6, active: 3, admitted: 0, version: 9, controlsVersion: 0 });
    expect(await line.forAll()).toMatchObject({ servingUpTo: 4, waiting: 6, phase: 'OPEN' });
    await line.operate({ kind: 'pause' });
    expect(await line.view()).toMatchObject({ paused: true, controlsVersion: 1 });
  });

  it('knows what was sold out', async () => {
    const soldOut = { soldOut: new Set(['sch_test']), soldOutAt: START - 5_000 };
    const told = '2027-01-15T16:59:55.000+09:00';
    const waiting = await oldLine(soldOut);
    expect(await waiting.ask(7)).toMatchObject({ status: 'WAITING', soldOutAt: told });
    const ending = await oldLine(soldOut, { waitsWhenSoldOut: false });
    await expect(ending.ask(7)).rejects.toMatchObject(ended('SOLD_OUT'));
    await ending.line.store.noteSoldOut(ending.line.concertId, { scheduleId: 'sch_test', soldOutAt: START });
    expect((await ending.line.state()).soldOut).toEqual({ sch_test: START });
  });
});
