// The map as a buyer gets it: whole, in pages, what changed, one section, as bits; and under which version.
import { beforeEach, describe, expect, it } from 'vitest';
import type { SeatPlan } from '../../../functions/seats/domain.ts';
import { planOf } from '../../../functions/seats/domain-plan.ts';
import type { Look, MapReads } from '../../../functions/seats/reads-map.ts';
import { seatBitmap, seatMap } from '../../../functions/seats/use-cases-map.ts';
import { toCursor } from '../../../functions/shared/cursor.ts';
import { catalogOf, DATE, LARGE, row, SMALL, START } from './map-world.ts';

const asked = { place: { concertId: 'con_1' }, concertId: 'con_1', now: START };
const head = { ...DATE, layoutId: 'lay_1', version: 'v2' };
let seen: (string | undefined)[] = [];

function tools(plan: SeatPlan, look: Partial<Look> = {}) {
  const statuses = new Uint8Array(planOf(plan).seats.length);
  const maps: MapReads = {
    look: async (_date, _plan, given) => {
      seen.push(given.seen);
      return { version: 'v2', statuses, changed: undefined, ...look };
    },
  };
  return { catalog: catalogOf(plan), maps };
}

beforeEach(() => {
  seen = [];
});

describe('the map of a small date', () => {
  it('has every seat with a number, and the standing rooms apart', async () => {
    const statuses = new Uint8Array(120);
    statuses.set([1, 2, 3]);
    statuses.set([1, 2], 60);
    const { body, extras } = await seatMap(tools(SMALL, { statuses }), asked);
    expect(body).toMatchObject({
      ...head,
      areas: [{ section: 'Pit', grade: 'STANDING', price: 50, capacity: 50, available: 48 }],
    });
    expect(body.seats.map(({ seatNo }) => seatNo)).toEqual(Array.from({ length: 70 }, (_, i) => i + 1));
    expect(body.seats[0]).toEqual({ seatNo: 1, section: 'Floor', row: 'A', grade: 'VIP', price: 100, status: 'HOLD' });
    expect(body.seats.slice(0, 4).map(({ status }) => status)).toEqual(['HOLD', 'SOLD', 'BLOCKED', 'AVAILABLE']);
    expect(Object.keys(body)).not.toContain('cursor');
    expect(extras).toEqual({ etag: 'v2' });
  });

  it('has one section alone, under a version of its own, where that is asked for', async () => {
    const { body, extras } = await seatMap(tools(SMALL), { ...asked, section: 'Balcony' });
    expect(body.seats.map(({ seatNo }) => seatNo)).toEqual([61, 62, 63, 64, 65, 66, 67, 68, 69, 70]);
    expect(body.areas).toHaveLength(1);
    expect(extras.etag).toBe('v2.2-3');
    expect((await seatMap(tools(SMALL), { ...asked, section: 'Pit' })).body.seats).toEqual([]);
    await expect(seatMap(tools(SMALL), { ...asked, section: 'Attic' })).rejects.toMatchObject({
      kind: { code: 'SECTION_NOT_FOUND', status: 404 },
    });
  });

  it('is only of the concert that one was admitted to', async () => {
    const elsewhere = { ...asked, place: { concertId: 'con_2' } };
    await expect(seatMap(tools(SMALL), elsewhere)).rejects.toMatchObject({ kind: { code: 'NOT_ADMITTED' } });
    await expect(seatBitmap(tools(SMALL), elsewhere)).rejects.toMatchObject({ kind: { code: 'NOT_ADMITTED' } });
  });
});

describe('what changed since a version', () => {
  it('is those seats, and every standing room', async () => {
    const statuses = new Uint8Array(120);
    statuses.set([2], 3);
    const { body, extras } = await seatMap(tools(SMALL, { statuses, changed: [3, 60] }), { ...asked, since: 'v1' });
    expect(seen).toEqual(['v1']);
    expect(body).toMatchObject({ ...head, since: 'v1', areas: [{ available: 50 }] });
    expect(body.seats.map(({ seatNo, status }) => [seatNo, status])).toEqual([[4, 'SOLD']]);
    expect(extras).toEqual({ etag: 'v2', notModified: false });
  });

  it('is not modified when nothing did', async () => {
    const { extras } = await seatMap(tools(SMALL, { changed: [] }), { ...asked, since: 'v1' });
    expect(extras).toEqual({ etag: 'v2', notModified: true });
  });

  it('is narrowed to a section, whose client still learns the new version when others changed', async () => {
    const look = { changed: [3, 110] };
    const balcony = await seatMap(tools(SMALL, look), { ...asked, since: 'v1', section: 'Balcony' });
    expect(balcony.body.seats.map(({ seatNo }) => seatNo)).toEqual([61]);
    const floor = await seatMap(tools(SMALL, { changed: [110] }), { ...asked, since: 'v1', section: 'Floor' });
    expect(floor.body).toMatchObject({ version: 'v2', since: 'v1', seats: [] });
    expect(floor.extras).toEqual({ etag: 'v2.0-1', notModified: false });
  });

  it('is the first page, without `since`, when nobody knows or almost all did', async () => {
    const unknown = await seatMap(tools(LARGE), { ...asked, since: 'v1' });
    const much = await seatMap(tools(LARGE, { changed: Array.from({ length: 2_001 }, (_, i) => i) }), {
      ...asked,
      since: 'v1',
    });
    for (const { body, extras } of [unknown, much]) {
      expect(Object.keys(body)).not.toContain('since');
      expect(body.seats).toHaveLength(1_900);
      expect(extras).toEqual({ etag: 'v2' });
    }
  });
});

describe('the pages of a large date', () => {
  const sections = [900, 900, 300, 2_500, 10].map((size, i) => ({
    section: `S${i}`,
    rows: [row(i * 3_000 + 1, i * 3_000 + size)],
  }));
  const hall = { sections: [...sections, { section: 'Pit', standing: { capacity: 5_000 } }] };

  it('are whole sections of 2,000 seats together, or one that is larger, and together they are all', async () => {
    const pages: string[][] = [];
    const tags: (string | undefined)[] = [];
    let cursor: string | undefined;
    let count = 0;
    do {
      const { body, extras } = await seatMap(tools(hall), { ...asked, cursor });
      pages.push([...new Set(body.seats.map(({ section }) => section))]);
      tags.push(extras.etag);
      count += body.seats.length;
      expect(body.areas).toHaveLength(1);
      cursor = 'cursor' in body ? body.cursor : undefined;
    } while (cursor !== undefined);
    expect(pages).toEqual([['S0', 'S1'], ['S2'], ['S3'], ['S4']]);
    expect(count).toBe(900 + 900 + 300 + 2_500 + 10);
    expect(tags).toEqual(['v2.0-2', 'v2.2-3', 'v2.3-4', 'v2.4-6']);
  });

  it('go on with all seats though a client still says `since`', async () => {
    const given = { ...asked, cursor: toCursor('2 v1'), since: 'v0' };
    const { body } = await seatMap(tools(hall, { changed: [] }), given);
    expect(body.seats).toHaveLength(300);
  });

  it('all name the version of the first, and are never older than that', async () => {
    const first = await seatMap(tools(hall, { version: 'v7' }), asked);
    const { cursor } = first.body as { cursor?: string };
    const { body, extras } = await seatMap(tools(hall, { version: 'v8' }), { ...asked, cursor });
    expect([first.body.version, body.version, extras.etag]).toEqual(['v7', 'v7', 'v8.2-3']);
    expect(seen).toEqual([undefined, 'v7']);
  });

  it('are asked for by a cursor that a page gave, and by no other', async () => {
    const given = { ...asked, cursor: toCursor('2') };
    await expect(seatMap(tools(hall), given)).rejects.toMatchObject({ kind: { code: 'INVALID_REQUEST' } });
    const { body } = await seatMap(tools(hall), { ...asked, cursor: toCursor('999 v1') });
    expect(body).toMatchObject({ seats: [], areas: [{ capacity: 5_000 }] });
  });
});

describe('the bitmap', () => {
  const statuses = new Uint8Array(120);
  statuses.set([1, 2, 3, 0, 2]);
  statuses.fill(2, 60, 109);
  statuses.set([3], 110);

  it('is two bits for each seat with a number, as base64', async () => {
    const { body, extras } = await seatBitmap(tools(SMALL, { statuses }), asked);
    const bits = [...Buffer.from(body.bits, 'base64')];
    expect(body).toMatchObject({ ...head, seats: 70, areas: [{ capacity: 50, available: 1 }] });
    expect(bits).toHaveLength(18);
    expect(bits.slice(0, 2)).toEqual([0b01_10_11_00, 0b10_00_00_00]);
    expect(bits[15]).toBe(0b11_00_00_00);
    expect(extras).toEqual({ etag: 'v2' });
  });

  it('is those bytes alone, with the free places of each standing room behind them', async () => {
    const { body, extras } = await seatBitmap(tools(SMALL, { statuses }), { ...asked, format: 'binary' });
    const bytes = Buffer.concat([Buffer.from(body.bits, 'base64'), Buffer.from([0, 0, 0, 1])]);
    expect(extras.etag).toBe('v2');
    expect(extras.raw?.type).toBe('application/octet-stream');
    expect(Buffer.from(extras.raw?.content ?? '')).toEqual(bytes);
  });
});
