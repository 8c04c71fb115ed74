// The catalogue over HTTP: what everybody sees, and what operators make and change.
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { DEFAULT_SETTINGS, routes } from '../../../functions/catalog/contract.ts';
import { adminRoutes } from '../../../functions/catalog/contract-admin.ts';
import { browserSdkUrl, CARD_CHANNEL_KEY } from '../../../localstack/portone/account.ts';
import { createPeople, type OnSale, type Person } from '../../support/people.ts';

const cloud = inject('cloud');
const people = createPeople(cloud);
const { client } = people;

let operator: Person;
let sale: OnSale;

beforeAll(async () => {
  operator = await people.operator();
  sale = await people.concert(operator, { holdSeconds: 120, capacity: 7 });
});

const isListed = async ({ concertId }: OnSale) =>
  (await client.call(routes.listAvailable, {})).concerts.some((concert) => concert.concertId === concertId);

/** As the operator. */
const sent = <T extends object>(more: T) => ({ accessToken: operator.accessToken, ...more });

describe('a concert on sale', () => {
  it('is listed, and shows buyers what they need and not how its line is run', async () => {
    expect(await isListed(sale)).toBe(true);
    const params = { concertId: sale.concertId };
    const shown = await client.call(routes.getConcert, { params });
    expect(shown).toMatchObject({ ...params, enabled: true, holdSeconds: 120, seatsPerPerson: 4 });
    expect(shown).not.toHaveProperty('capacity');
    const whole = await client.call(adminRoutes.getConcert, sent({ params }));
    expect(whole).toMatchObject({ ...DEFAULT_SETTINGS, holdSeconds: 120, capacity: 7 });
  });

  it('is told beside those on sale while it is to come, to who asks for them', async () => {
    const { concertId } = await people.concert(operator, {}, 3_600_000);
    const ask = () => client.call(routes.listAvailable, { query: { include: 'upcoming' } });
    const ids = (list: readonly { readonly concertId: string }[] = []) => list.map((concert) => concert.concertId);
    let answer = await ask();
    // An answer may be a second old.
    const comingNow = async () => {
      answer = await ask();
      return ids(answer.upcoming);
    };
    await expect.poll(comingNow, { timeout: 5_000 }).toContain(concertId);
    const { concerts, upcoming = [] } = answer;
    expect(ids(concerts)).not.toContain(concertId);
    const opensInMs = Date.parse(upcoming.find((one) => one.concertId === concertId)?.opensAt ?? '') - Date.now();
    expect([opensInMs > 3_000_000, opensInMs <= 3_600_000]).toEqual([true, true]);
    expect(ids(upcoming)).not.toContain(sale.concertId);
    expect(ids(concerts)).toContain(sale.concertId);
    expect(await client.call(routes.listAvailable, {})).not.toHaveProperty('upcoming');
  });

  it('has dates with what is left of each grade', async () => {
    const { schedules } = await client.call(routes.listSchedules, { params: { concertId: sale.concertId } });
    expect(schedules).toMatchObject([
      {
        scheduleId: sale.scheduleId,
        status: 'ONGOING',
        total: 50,
        available: 50,
        grades: [
          { grade: 'VIP', price: 165_000, total: 10, available: 10 },
          { grade: 'STANDARD', price: 121_000, total: 30, available: 30 },
          { grade: 'STANDING', price: 99_000, total: 10, available: 10 },
        ],
      },
    ]);
  });

  it('may be kept a second by caches', async () => {
    const response = await fetch(`${cloud.apiUrl}/api/v1/concerts/${sale.concertId}`);
    expect(response.headers.get('cache-control')).toBe('public, max-age=1');
  });
});

describe('a concert that is disabled', () => {
  it('is not listed, is still told, and comes back when it is enabled', async () => {
    const hidden = await people.concert(operator);
    const params = { concertId: hidden.concertId };
    await client.call(adminRoutes.changeConcert, sent({ params, body: { enabled: false } }));
    await expect.poll(() => isListed(hidden)).toBe(false);
    await expect.poll(async () => (await client.call(routes.getConcert, { params })).enabled).toBe(false);
    await client.call(adminRoutes.changeConcert, sent({ params, body: { enabled: true, name: '새 이름' } }));
    await expect.poll(() => isListed(hidden)).toBe(true);
  });
});

describe('what is not there', () => {
  it.each([
    ['a concert', 'CONCERT_NOT_FOUND', () => client.call(routes.getConcert, { params: { concertId: 'con_none' } })],
    ["a concert's dates", 'CONCERT_NOT_FOUND', () => client.call(routes.listSchedules, { params: { concertId: 'x' } })],
    [
      'a layout',
      'LAYOUT_NOT_FOUND',
      () => client.call(adminRoutes.getLayout, sent({ params: { layoutId: 'lay_none' } })),
    ],
  ])('is 404 for %s', async (_, code, call) => {
    await expect(call()).rejects.toMatchObject({ status: 404, code });
  });
});

describe('a layout', () => {
  const csv = (text: string, query = '?name=Hall') =>
    fetch(`${cloud.apiUrl}/api/v1/admin/layouts${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${operator.accessToken}`, 'content-type': 'text/csv; charset=utf-8' },
      body: text,
    });

  it('comes as CSV too, and is the same layout then', async () => {
    const text = 'section,row,seatNo,grade,capacity\r\n1층,가,1,VIP,\r\n1층,가,2,VIP,\r\n플로어,,,,300\r\n';
    const answer = await csv(text);
    expect(answer.status).toBe(201);
    const made = (await answer.json()) as { layoutId: string };
    const rows = [{ row: '가', grade: 'VIP' as const, from: 1, to: 2 }];
    const sections = [
      { section: '1층', rows },
      { section: '플로어', standing: { capacity: 300 } },
    ];
    const body = { name: 'Hall', sections };
    expect(await client.call(adminRoutes.createLayout, sent({ body }))).toEqual({ ...made, ...body, seats: 302 });
  });

  it('of CSV with faults is refused with every line of them', async () => {
    const answer = await csv('section,row,seatNo,grade\nA,1,x,VIP\nA,1,2,GOLD\n', '');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      code: 'INVALID_REQUEST',
      errors: [
        { field: 'name', message: '필수 항목입니다' },
        { field: 'seatNo', line: 2 },
        { field: 'grade', line: 3 },
      ],
    });
  });

  it('is open to everybody with where each seat stands, for ever, and to caches', async () => {
    const rows = [{ row: '1', grade: 'VIP' as const, from: 1, to: 2 }];
    const body = { name: '열린 배치도', sections: [{ section: 'A', rows }] };
    const { layoutId } = await client.call(adminRoutes.createLayout, sent({ body }));
    const url = `${cloud.apiUrl}/api/v1/layouts/${layoutId}`;
    const answer = await fetch(url);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await answer.json()).toMatchObject({ sections: [{ rows: [{ ...rows[0], x: [0, 100], y: [0, 0] }] }] });
    const again = await fetch(url, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
    const none = await fetch(`${cloud.apiUrl}/api/v1/layouts/lay_none`);
    expect([none.status, none.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });
});

describe('a date with a layout of its own', () => {
  it('has prices for exactly the grades of that layout', async () => {
    const rows = [{ row: 'A', grade: 'VIP' as const, from: 101, to: 130 }];
    const body = { name: '소극장', sections: [{ section: '1층', rows }] };
    const layout = await client.call(adminRoutes.createLayout, sent({ body }));
    expect(await client.call(adminRoutes.getLayout, sent({ params: { layoutId: layout.layoutId } }))).toEqual(layout);
    const { concertId } = await people.concert(operator);
    const add = (prices: { VIP: number; STANDING?: number }) => {
      const times = { startAt: '2031-01-01T19:00:00+09:00', endAt: '2031-01-01T21:00:00+09:00' };
      const date = { ...times, layoutId: layout.layoutId, prices };
      return client.call(adminRoutes.createSchedule, sent({ params: { concertId }, body: date }));
    };
    await expect(add({ VIP: 1, STANDING: 1 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      problem: { errors: [{ field: 'prices.STANDING', message: '배치도에 없는 등급입니다' }] },
    });
    expect(await add({ VIP: 77_000 })).toMatchObject({
      layoutId: layout.layoutId,
      total: 30,
      grades: [{ grade: 'VIP', price: 77_000, total: 30, available: 30 }],
    });
    const { schedules } = await client.call(adminRoutes.listSchedules, sent({ params: { concertId } }));
    expect(schedules.map(({ total }) => total)).toEqual([50, 30]);
  });
});

describe('the configuration', () => {
  it('tells a client what it must know', async () => {
    expect(await client.call(routes.config, {})).toMatchObject({
      stage: cloud.stage,
      paymentMethods: ['WALLET', 'CARD'],
      card: {
        channelKey: CARD_CHANNEL_KEY,
        charge: { perChargeKrw: 1_000_000, perDayKrw: 3_000_000, balanceKrw: 2_000_000 },
      },
      browserSdkUrl: browserSdkUrl(cloud.portoneUrl),
      directTopUp: true,
      defaults: DEFAULT_SETTINGS,
      limits: { seatsPerLayout: 50_000 },
    });
  });
});
