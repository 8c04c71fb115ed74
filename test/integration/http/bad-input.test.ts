// Bad input on every route of every contract: 400 naming the field, 413, 415; never 500, and nothing is written.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { adminRoutes as catalog } from '../../../functions/catalog/contract-admin.ts';
import { parse } from '../../../functions/shared/request.ts';
import { nothing, type Route, routeKey } from '../../../functions/shared/route.ts';
import { clientConfig } from '../../../localstack/cloud.ts';
import { type BadRequest, badRequests, sampleBody } from '../../support/bad-requests.ts';
import { createPeople, type OnSale, type Person } from '../../support/people.ts';
import { allRoutes } from '../../support/routes.ts';

const cloud = inject('cloud');
const people = createPeople(cloud);
const db = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(cloud.cloud)));

/** How many requests are on their way at one time. */
const IN_FLIGHT = 8;

let buyer: Person;
let operator: Person;
let sale: OnSale;
let queueToken: string;
let before: string[];

beforeAll(async () => {
  [buyer, operator] = await Promise.all([people.buyer(), people.operator()]);
  sale = await people.concert(operator);
  queueToken = await people.admitted(buyer, sale.concertId);
  before = await written();
});

afterAll(() => db.destroy());

/** What the tables hold of ours: other tests' timers may still be at work on theirs. */
async function written(): Promise<string[]> {
  const ours = [buyer.userId, operator.userId, sale.concertId, sale.scheduleId];
  const found: string[] = [];
  for (const [output, TableName] of Object.entries(cloud.tables)) {
    for await (const { Items = [] } of paginateScan({ client: db }, { TableName })) {
      for (const item of Items) {
        const text = JSON.stringify(item, Object.keys(item).sort());
        // Nothing but requests writes these two; the line moves by itself, so of it the keys count.
        const alone = output === 'CatalogTable' || output === 'AuthTable';
        if (alone || ours.some((id) => text.includes(id))) {
          found.push(`${output} ${output === 'QueueTable' ? `${item.pk} ${item.sk}` : text}`);
        }
      }
    }
  }
  return found.sort();
}

function credentialsFor({ who }: Route): Record<string, string> {
  if (who === 'open') return {};
  const { accessToken } = who === 'operator' ? operator : buyer;
  return { authorization: `Bearer ${accessToken}`, 'x-queue-token': queueToken };
}

/** Sends it, and answers what is wrong with the answer. */
async function complaints(route: Route, bad: BadRequest): Promise<string[]> {
  const response = await fetch(`${cloud.apiUrl}${bad.path}`, {
    method: route.method,
    headers: { ...credentialsFor(route), ...bad.headers },
    ...(bad.body === undefined ? {} : { body: bad.body }),
  });
  const text = await response.text();
  const say = (what: string) => [`${bad.what}: ${what}: ${text.slice(0, 300)}`];
  if (response.status !== bad.status) return say(`${response.status} instead of ${bad.status}`);
  if (response.headers.get('content-type') !== 'application/problem+json') return say('not a problem document');
  const { code, errors = [] } = JSON.parse(text) as { code: string; errors?: { field: string; message: string }[] };
  if (bad.status === 400 && code !== 'INVALID_REQUEST') return say(`${code} instead of INVALID_REQUEST`);
  const named = errors.find(({ field }) => field === bad.field);
  if (bad.field !== undefined && !named?.message) return say(`does not name ${bad.field}`);
  return [];
}

async function allComplaints(route: Route, bads: readonly BadRequest[]): Promise<string[]> {
  const left = [...bads];
  const found: string[] = [];
  const work = async () => {
    for (let bad = left.shift(); bad; bad = left.shift()) found.push(...(await complaints(route, bad)));
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  return found;
}

const known = () => ({ concertId: sale.concertId });

describe('the samples, which every bad request is one fault away from,', () => {
  const withBody = allRoutes.filter(({ body }) => body !== nothing).map((route) => [routeKey(route), route] as const);

  it.each(withBody)('fit the contract of %s', (_, route) => {
    expect(parse(route.body, sampleBody(route), 'en', 'body')).toEqual(sampleBody(route));
  });
});

describe('bad input', () => {
  const taking = allRoutes.filter((route) => badRequests(route, {}).length > 0);

  it.each(taking.map((route) => [routeKey(route), route] as const))('is refused by %s', async (_, route) => {
    expect(await allComplaints(route, badRequests(route, known()))).toEqual([]);
  });

  it('that only the rules of the catalogue can tell is refused by field, too', async () => {
    const at = (hour: number) => `2030-01-01T${String(hour).padStart(2, '0')}:00:00+09:00`;
    const concert = { code: 'NEW', category: 'NEW', name: '공연', bookingStartAt: at(1), bookingEndAt: at(2) };
    const prices = { VIP: 1, STANDARD: 1, STANDING: 1 };
    const date = { startAt: at(1), endAt: at(3), saleStartAt: at(1), saleEndAt: at(2), prices };
    const row = { row: '1', grade: 'VIP', from: 1, to: 10 };
    const layoutOf = (...rows: object[]) => ({ name: '홀', sections: [{ section: '1', rows }] });
    const faults: [keyof typeof catalog, object, string][] = [
      ['createConcert', { ...concert, bookingEndAt: at(1) }, 'bookingEndAt'],
      ['createConcert', { ...concert, bookingStartAt: '1999-12-31T00:00:00Z' }, 'bookingStartAt'],
      ['changeConcert', {}, 'body'],
      ['createSchedule', { ...date, endAt: at(1) }, 'endAt'],
      ['createSchedule', { ...date, saleStartAt: at(2) }, 'saleEndAt'],
      ['createSchedule', { ...date, saleEndAt: at(4) }, 'saleEndAt'],
      ['createSchedule', { ...date, prices: { ...prices, VIP: undefined } }, 'prices.VIP'],
      ['createLayout', layoutOf(row, { ...row, row: '2' }), 'sections.0.rows.1.from'],
      [
        'createLayout',
        layoutOf(row, { ...row, row: '2', from: 11, to: 20 }, { ...row, from: 21, to: 30 }),
        'sections.0.rows.2.row',
      ],
      ['createLayout', layoutOf({ ...row, from: 11 }), 'sections.0.rows.0.to'],
      ['createLayout', layoutOf({ ...row, to: 50_001 }), 'sections'],
    ];
    for (const [name, body, field] of faults) {
      const route: Route = catalog[name];
      const path = route.path.replace('{concertId}', sale.concertId);
      const headers = { 'content-type': 'application/json' };
      const bad = { what: name, path, headers, body: JSON.stringify(body), status: 400 as const, field };
      expect(await complaints(route, bad)).toEqual([]);
    }
  });

  it('has written nothing', async () => {
    // The concert itself, its code, its date and its place in the list are among what is compared.
    expect(before.filter((item) => item.includes(sale.concertId)).length).toBeGreaterThan(3);
    expect(await written()).toEqual(before);
  });
});
