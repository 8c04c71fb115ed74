// What a viewer is told of a look, and how it is written: nothing that a client could read in halves, or twice.
import { createParser } from 'eventsource-parser';
import { describe, expect, it } from 'vitest';
import { SEAT_STATUSES } from '../../../functions/seats/contract.ts';
import { bitmap } from '../../../functions/seats/contract-map.ts';
import { planOf } from '../../../functions/seats/domain-plan.ts';
import { documentOf, eventsOf, type Round, seenVersion } from '../../../functions/seats/domain-stream.ts';
import { HALL } from './stream-samples.ts';

const plan = planOf(HALL);
const date = { scheduleId: 'sch_1', layoutId: 'lay_1', prices: { STANDING: 55_000 } };
/** Seats 1 to 6, three places, seats 11 and 12. */
const statuses = Uint8Array.from([0, 1, 2, 3, 0, 0, 0, 2, 1, 0, 3]);
const look = (changed?: readonly number[]) => ({ version: 'v.9', statuses, changed });
const told = (changed: readonly number[], seen = 'v.8') => eventsOf(look(changed), plan, date, seen);
const floor = { section: 'floor', grade: 'STANDING', price: 55_000, capacity: 3, available: 1 };

describe('what a viewer is told', () => {
  it('is the whole map, when nothing of it was seen, or nobody knows any more what was', () => {
    // 1 free, 2 held, 3 sold, 4 blocked | 5 and 6 free, 11 free, 12 blocked
    const bits = Buffer.from([0b00_01_10_11, 0b00_00_00_11]).toString('base64');
    const data = { scheduleId: 'sch_1', layoutId: 'lay_1', version: 'v.9', seats: 8, bits, areas: [floor] };
    const init = [{ event: 'init', id: 'v.9', data }];
    expect(eventsOf(look(), plan, date, undefined)).toEqual(init);
    expect(eventsOf(look([]), plan, date, undefined)).toEqual(init);
    expect(eventsOf(look(), plan, date, 'v.8')).toEqual(init);
    expect(bitmap.parse(data)).toEqual(data);
  });

  it('is exactly the seats that changed since, by number and status', () => {
    const seats = [
      { seatNo: 2, status: 'HOLD' },
      { seatNo: 3, status: 'SOLD' },
      { seatNo: 4, status: 'BLOCKED' },
      { seatNo: 11, status: 'AVAILABLE' },
    ];
    expect(told([1, 2, 3, 9])).toEqual([{ event: 'update', id: 'v.9', data: { since: 'v.8', version: 'v.9', seats } }]);
  });

  it('is the standing room too, when a place in it changed, and its places never', () => {
    const data = { since: 'v.8', version: 'v.9', seats: [{ seatNo: 1, status: 'AVAILABLE' }], areas: [floor] };
    expect(told([0, 6, 8])).toEqual([{ event: 'update', id: 'v.9', data }]);
    expect(told([8])).toEqual([
      { event: 'update', id: 'v.9', data: { since: 'v.8', version: 'v.9', seats: [], areas: [floor] } },
    ]);
  });

  it('is one standing room, when one of two changed', () => {
    const two = planOf({ sections: ['a', 'b'].map((section) => ({ section, standing: { capacity: 2 } })) });
    const seen = { version: 'v.9', statuses: Uint8Array.from([0, 0, 2, 0]), changed: [2] };
    expect(eventsOf(seen, two, date, 'v.8')).toMatchObject([
      { data: { seats: [], areas: [{ section: 'b', available: 1 }] } },
    ]);
  });

  it('is nothing, when nothing changed, whatever the state is called now', () => {
    expect([told([], 'v.9'), told([])]).toEqual([[], []]);
  });

  it('knows the statuses by the numbers that bits have', () => {
    const all = eventsOf(
      { version: 'v', statuses: Uint8Array.from([0, 1, 2, 3]), changed: [0, 1, 2, 3] },
      plan,
      date,
      'u',
    );
    expect(all[0]).toMatchObject({ data: { seats: SEAT_STATUSES.map((status, i) => ({ seatNo: i + 1, status })) } });
  });
});

describe('what a client saw last', () => {
  it.each(['tag.1.0', 'tag.12.1700000000.AbC-_9', 'x'.repeat(2_048)])('may be a version: %s', (text) => {
    expect(seenVersion(text)).toBe(text);
  });

  it.each([undefined, '', ' ', 'a b', 'v\n1', '버전', 'x'.repeat(2_049), '"v"', 'v;DROP'])('is none: %j', (text) => {
    expect(seenVersion(text)).toBeUndefined();
  });
});

/** As an EventSource reads it (the parser that the client of stream-client.test.ts uses). */
function read(text: string) {
  const found = { events: [] as object[], retry: [] as number[], ids: [] as string[] };
  const parser = createParser({
    onEvent: (event) => found.events.push({ ...event, data: JSON.parse(event.data) }),
    onRetry: (ms) => found.retry.push(ms),
    onId: (id) => found.ids.push(id),
  });
  parser.feed(text);
  parser.reset();
  return found;
}

const update = {
  event: 'update',
  id: 'v.9',
  data: { since: 'v.8', version: 'v.9', seats: [{ seatNo: 2, status: 'HOLD' }] },
} as const;
const round = (...events: Round['events']): Round => ({ retryMs: 1_000, events });

describe('a document', () => {
  it('says when to come back, what is new, and as of which version', () => {
    expect(documentOf(round(update))).toBe(
      'retry: 1000\n\nid: v.9\nevent: update\ndata: {"since":"v.8","version":"v.9","seats":[{"seatNo":2,"status":"HOLD"}]}\n\n',
    );
  });

  it('is complete without news', () => {
    expect(documentOf(round())).toBe('retry: 1000\n\n: nothing new\n\n');
    expect(read(documentOf(round()))).toEqual({ events: [], retry: [1_000], ids: [] });
  });

  it('is not broken by any text: a line break in a name stays inside', () => {
    const section = 'a\nid: evil\r\n\r\nevent: init\u2028\u0000:';
    const area = { ...floor, grade: 'STANDING' as const, section };
    const data = { since: 'v.8', version: 'v.9', seats: [], areas: [area] };
    const document = documentOf(round({ event: 'update', id: 'v.9', data }));
    expect(read(document)).toEqual({ events: [{ event: 'update', id: 'v.9', data }], retry: [1_000], ids: ['v.9'] });
    expect(document.split('\n').filter((line) => line.startsWith('id:'))).toEqual(['id: v.9']);
  });

  it.each(['v\n', 'a\r\nb', 'a\u0000', '', 'a b'])('is not made for a version that is none: %j', (id) => {
    expect(() => documentOf(round({ ...update, id }))).toThrow(TypeError);
  });

  it('is taken whole or not at all, wherever it is cut off', () => {
    const whole = documentOf(round(update));
    for (let length = 0; length < whole.length; length++) {
      expect(read(whole.slice(0, length))).toMatchObject({ events: [], ids: [] });
    }
    expect(read(whole)).toMatchObject({ events: [update], ids: ['v.9'] });
  });

  it('is the same when it is read twice', () => {
    const whole = documentOf(round(update));
    expect(read(whole + whole)).toMatchObject({ events: [update, update], ids: ['v.9', 'v.9'] });
  });
});
