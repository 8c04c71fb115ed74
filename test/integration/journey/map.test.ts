// The live map over HTTP: as JSON, as what changed, as bits, as a stream; small dates and large ones alike.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, inject, it } from 'vitest';
import { routes as line } from '../../../functions/queue/contract.ts';
import { adminRoutes } from '../../../functions/seats/contract-admin.ts';
import { routes as seats } from '../../../functions/seats/contract-map.ts';
import {
  type Admitted,
  api,
  documents,
  eventually,
  hold,
  newAdmitted,
  newConcert,
  refusalOf,
  tableOf,
  theOperator,
} from '../../support/journey.ts';

const origin = inject('cloud').apiUrl.replace(/\/$/, '');
const tokens = ({ accessToken, queueToken }: Admitted) => ({ accessToken, queueToken });
const mapOf = (buyer: Admitted, concertId: string, query: { since?: string; section?: string; cursor?: string } = {}) =>
  api.call(seats.map, { ...tokens(buyer), params: { concertId }, query });

/** A GET with a buyer's tokens, as it comes. */
const get = ({ accessToken, queueToken }: Admitted, path: string, headers: Record<string, string> = {}) =>
  fetch(`${origin}/api/v1/concerts/${path}`, {
    headers: { authorization: `Bearer ${accessToken}`, 'x-queue-token': queueToken, ...headers },
  });

/** A hall of `sections` sections with 10 rows of 30 seats, as a file. @returns its layoutId */
async function importHall(sections: number): Promise<string> {
  const lines = Array.from({ length: sections * 300 }, (_, i) => {
    const [section, row] = [Math.floor(i / 300), Math.floor(i / 30) % 10];
    return `S${section + 1},${row + 1},${i + 1},${row < 2 ? 'VIP' : 'STANDARD'}`;
  });
  const { accessToken } = await theOperator();
  const answer = await fetch(`${origin}/api/v1/admin/layouts?name=Hall`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'text/csv' },
    body: ['section,row,seatNo,grade', ...lines].join('\n'),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { layoutId: string }).layoutId;
}

/** A date of 50 seats, or one of 2,400 whose map follows the blocks' stream. */
type MakeDate = readonly [string, number, () => Promise<{ concertId: string; scheduleId: string }>];
const DATES: readonly [MakeDate, MakeDate] = [
  ['of 50 seats', 50, () => newConcert({ seatsPerPerson: 8 })],
  [
    'of 2,400 seats',
    2_400,
    async () => {
      const prices = { VIP: 165_000, STANDARD: 121_000 };
      return newConcert({ seatsPerPerson: 8 }, undefined, { layoutId: await importHall(8), prices });
    },
  ],
];

describe.each(DATES)('the map of a date %s', (_, size, make) => {
  it('says what changed since a version, and nothing when nothing did', async () => {
    const { concertId, scheduleId } = await make();
    const buyer = await newAdmitted(concertId);
    // A large date has a map of its own from the first minute on.
    const first = await eventually(async () => {
      const { version } = await mapOf(buyer, concertId);
      const again = await get(buyer, `${concertId}/seats?since=${version}`);
      return again.status === 304 ? version : undefined;
    }, 90);
    await hold(buyer, { scheduleId, seatNos: [11, 12] });
    const delta = await eventually(async () => {
      const answer = await get(buyer, `${concertId}/seats?since=${first}`);
      return answer.status === 200 ? ((await answer.json()) as Record<string, unknown>) : undefined;
    });
    expect(delta).toMatchObject({
      scheduleId,
      since: first,
      seats: [
        { seatNo: 11, status: 'HOLD' },
        { seatNo: 12, status: 'HOLD' },
      ],
    });
    expect((await mapOf(buyer, concertId, { since: 'nobody.knows.it' })).since).toBeUndefined();
  }, 120_000);

  it('is two bits a seat, in base64 or alone, and not sent twice', async () => {
    const { concertId, scheduleId } = await make();
    const buyer = await newAdmitted(concertId);
    await hold(buyer, { scheduleId, seatNos: [2, 3] });
    const bits = await eventually(async () => {
      const seen = await api.call(seats.bitmap, { ...tokens(buyer), params: { concertId } });
      const bytes = Buffer.from(seen.bits, 'base64');
      return bytes[0] === 0b00_01_01_00 ? { ...seen, bytes } : undefined;
    });
    expect([bits.seats, bits.bytes.length]).toEqual([size, Math.ceil(size / 4)]);
    const binary = await get(buyer, `${concertId}/seats/bitmap?format=binary`);
    expect([binary.headers.get('content-type'), binary.headers.get('cache-control')]).toEqual([
      'application/octet-stream',
      'private, max-age=1',
    ]);
    expect(Buffer.from(await binary.arrayBuffer()).equals(bits.bytes)).toBe(true);
    const etag = binary.headers.get('etag') ?? '';
    expect((await get(buyer, `${concertId}/seats/bitmap`, { 'if-none-match': etag })).status).toBe(304);
  });

  it('is had whole, page by page', async () => {
    const { concertId } = await make();
    const buyer = await newAdmitted(concertId);
    const numbers: number[] = [];
    for (let cursor: string | undefined, pages = 0; pages < 1 || cursor; pages++) {
      const page = await mapOf(buyer, concertId, cursor ? { cursor } : {});
      numbers.push(...page.seats.map(({ seatNo }) => seatNo));
      cursor = page.cursor;
    }
    expect(numbers).toEqual(Array.from({ length: size }, (__, i) => i + 1));
  });

  it('comes as events to who has a ticket, from where they were, until they leave', async () => {
    const { concertId, scheduleId } = await make();
    const buyer = await newAdmitted(concertId);
    const { url } = await api.call(seats.streamTicket, { ...tokens(buyer), params: { concertId }, body: {} });
    const listen = (lastEventId = '') =>
      fetch(`${origin}${url}`, { headers: lastEventId ? { 'last-event-id': lastEventId } : {} });
    // Until there is a map that an id can be resumed from: a large date's is begun within a minute, and delta 0 says that
    // there is none yet. Who holds such an id is told all once the map is there, and not what changed.
    const known = await eventually(async () => {
      const opened = await listen();
      expect(opened.headers.get('content-type')).toBe('text/event-stream');
      const init = await opened.text();
      expect(init).toContain('event: init\n');
      const id = /^id: (.+)$/m.exec(init)?.[1] ?? '';
      if (size > 2_000 && id.split('.')[1] === '0') return undefined;
      const again = await (await listen(id)).text();
      return again.includes('event:') ? undefined : { id, again };
    }, 90);
    expect(known.again).toContain('retry: 1000\n');

    const held = await hold(buyer, { scheduleId, seatNos: [50, 49] });
    expect(held.status).toBe('PENDING');
    const update = await eventually(async () => {
      const news = await (await listen(known.id)).text();
      return news.includes('event: update\n') ? news : undefined;
    });
    const data = JSON.parse(/^data: (.+)$/m.exec(update)?.[1] ?? '{}');
    expect(data.seats).toEqual([
      { seatNo: 49, status: 'HOLD' },
      { seatNo: 50, status: 'HOLD' },
    ]);

    await api.call(line.leave, tokens(buyer));
    await eventually(async () => ((await listen(known.id)).status === 204 ? true : undefined), 30);
  }, 120_000);
});

/** What is kept of a date's map, in the order of its keys. */
async function kept(scheduleId: string) {
  const query = { KeyConditionExpression: 'pk = :map', ExpressionAttributeValues: { ':map': `MAP#${scheduleId}` } };
  return (await documents.send(new QueryCommand({ TableName: tableOf('Seats'), ...query }))).Items ?? [];
}

describe('the map of a large date', () => {
  it('is made by the minute’s job, and grows by what the stream of the blocks brings', async () => {
    const { concertId, scheduleId } = await DATES[1][2]();
    const snapshot = await eventually(async () => (await kept(scheduleId)).find(({ sk }) => sk === 'SNAPSHOT'), 90);
    await hold(await newAdmitted(concertId), { scheduleId, seatNos: [100, 101] });
    await eventually(async () =>
      (await kept(scheduleId)).find(
        ({ sk, version, images }) => String(sk).startsWith('DELTA#') && version > snapshot.version && images,
      ),
    );
  }, 120_000);

  it('is not kept for a small one', async () => {
    const { concertId, scheduleId } = await newConcert();
    await hold(await newAdmitted(concertId), { scheduleId, seatNos: [1] });
    expect(await kept(scheduleId)).toEqual([]);
  });
});

describe('the map', () => {
  it('is for the admitted: no ticket without a place, and none but a genuine one opens the stream', async () => {
    const { concertId } = await newConcert();
    const elsewhere = await newConcert();
    const buyer = await newAdmitted(concertId);
    const call = { ...tokens(buyer), params: { concertId: elsewhere.concertId }, body: {} };
    expect((await refusalOf(api.call(seats.streamTicket, call))).code).toBe('NOT_ADMITTED');
    const { ticket } = await api.call(seats.streamTicket, { ...tokens(buyer), params: { concertId }, body: {} });
    for (const [id, wrong] of [
      [concertId, 'x'],
      [concertId, buyer.queueToken],
      [concertId, buyer.accessToken],
      [elsewhere.concertId, ticket],
    ]) {
      const answer = await fetch(`${origin}/api/v1/concerts/${id}/seats/stream?ticket=${wrong}`);
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([401, 'STREAM_TICKET_INVALID']);
    }
  });

  it('shows a hold whose time is over as free, before anything cleared it', async () => {
    const { concertId, scheduleId } = await newConcert({ holdSeconds: 3 });
    const buyer = await newAdmitted(concertId);
    const { reservedUntil } = await hold(buyer, { scheduleId, seatNos: [5] });
    const statusAt5 = async () => (await mapOf(buyer, concertId)).seats[4]?.status;
    await eventually(async () => ((await statusAt5()) === 'HOLD' ? true : undefined));
    await eventually(async () => ((await statusAt5()) === 'AVAILABLE' ? true : undefined), 10);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(reservedUntil));
    expect((await hold(await newAdmitted(concertId), { scheduleId, seatNos: [5] })).status).toBe('PENDING');
  });

  it('shows what an operator took off sale, who says why, until it is back', async () => {
    const { concertId, scheduleId } = await newConcert();
    const operator = await theOperator();
    const buyer = await newAdmitted(concertId);
    await hold(buyer, { scheduleId, seatNos: [1] });
    const params = { concertId, scheduleId };
    const body = { kind: 'BROKEN' as const, reason: '의자가 부러짐', seatNos: [1, 2, 3] };
    const made = await api.call(adminRoutes.block, { ...operator, params, body });
    expect([made.blocked.seatNos, made.taken]).toEqual([[2, 3], [{ seatNo: 1, status: 'HOLD' }]]);
    const { code, problem } = await refusalOf(hold(buyer, { scheduleId, seatNos: [2] }));
    expect([code, problem.seats]).toEqual(['SEAT_TAKEN', [{ seatNo: 2, status: 'BLOCKED' }]]);
    const why = await api.call(adminRoutes.seat, { ...operator, params: { ...params, seatNo: '2' } });
    expect(why).toMatchObject({ status: 'BLOCKED', blocking: { kind: 'BROKEN', reason: '의자가 부러짐' } });
    await eventually(async () => ((await mapOf(buyer, concertId)).seats[1]?.status === 'BLOCKED' ? true : undefined));
    const one = { ...params, blockingId: made.blockingId };
    const back = await api.call(adminRoutes.unblock, { ...operator, params: one });
    expect(back.unblocked.seatNos).toEqual([2, 3]);
    expect((await hold(buyer, { scheduleId, seatNos: [2] })).status).toBe('PENDING');
  });
});
