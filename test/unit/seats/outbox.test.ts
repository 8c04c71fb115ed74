// What a date's counts tell the world.
import { describe, expect, it } from 'vitest';
import { withSoldOut } from '../../../functions/seats/domain-count.ts';
import { eventsOf } from '../../../functions/seats/outbox.ts';

const NOW = 1_800_000_000_000;
const key = { pk: 'COUNTS#sch_1', sk: 'COUNTS' };
const cause = { correlationId: 'j1', causationId: 'e1' };
const found = { concertId: 'con_1', holders: 'first', saleStartAt: NOW - 60_000, lastSaleAt: NOW, cause, now: NOW };
const first = withSoldOut(undefined, found);
const later = { lastSaleAt: NOW + 5_000, cause: { correlationId: 'j2', causationId: 'e2' }, now: NOW + 6_000 };
const second = withSoldOut(first, { ...found, holders: 'second', ...later });

const told = (now: object, old?: object) =>
  eventsOf({ now: { ...key, ...now }, old: old && { ...key, ...old }, expired: false });

describe('a sell-out', () => {
  it('is SoldOut, by the date and the number of the sell-out, with the cause of the sale', () => {
    expect(told(first)).toEqual([
      {
        source: 'onsale.seats',
        envelope: {
          id: 'soldout/sch_1/1',
          type: 'SoldOut',
          version: 1,
          occurredAt: '2027-01-15T08:00:00.000Z',
          correlationId: 'j1',
          causationId: 'e1',
          data: { concertId: 'con_1', scheduleId: 'sch_1', soldOutAt: NOW, secondsSinceOpen: 60 },
        },
      },
    ]);
  });

  it('after another one is told alone', () => {
    expect(told(second, first).map(({ envelope }) => [envelope.id, envelope.correlationId])).toEqual([
      ['soldout/sch_1/2', 'j2'],
    ]);
  });

  it('that is told again later has the facts and the id that it had', () => {
    expect(told(second)[0]).toEqual(told(first)[0]);
    expect(told(second)[1]?.envelope.data).toMatchObject({ soldOutAt: NOW + 5_000, secondsSinceOpen: 65 });
  });

  it('without facts is refused, so that the relay parks it', () => {
    expect(() => told({ ...first, soldOuts: [] })).toThrow('SoldOut');
    expect(() => told({ ...first, log: [{ ...first.log[0], type: 'Opened' }] })).toThrow('Opened');
  });
});

describe('any other change of the table', () => {
  it('tells nothing', () => {
    expect(eventsOf({ old: undefined, now: { pk: 'PULSE', sk: 'PULSE', at: NOW }, expired: false })).toEqual([]);
    expect(eventsOf({ old: undefined, now: { pk: 'SECTION#sch_1#0', sk: 'BLOCK#0000' }, expired: false })).toEqual([]);
    expect(eventsOf({ old: { ...key, ...first }, now: undefined, expired: true })).toEqual([]);
    expect(told(first, first)).toEqual([]);
  });
});
