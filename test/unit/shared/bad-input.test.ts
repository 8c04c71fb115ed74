// Bad input on every route of every contract: 400 naming the field, 413 or 415, never 500, and no use case runs.
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { routes as maps } from '../../../functions/seats/contract-map.ts';
import { http } from '../../../functions/shared/http.ts';
import { log } from '../../../functions/shared/log.ts';
import { nothing, type Route, routeKey, type Schema } from '../../../functions/shared/route.ts';
import { ask, type Request } from '../../support/http-event.ts';
import { allRoutes } from '../../support/routes.ts';

vi.spyOn(log, 'info').mockReturnValue();
const endpoint = vi.fn(async () => ({}));
afterEach(() => expect(endpoint).not.toHaveBeenCalled());

interface Shape {
  readonly properties?: Record<string, { readonly type?: string }>;
  readonly required?: readonly string[];
}
const shapeOf = (schema: Schema) => z.toJSONSchema(schema, { io: 'input' }) as Shape;
const named = (routes: readonly Route[]) => routes.map((route) => [routeKey(route), route] as const);

/** Path parameters that every contract takes: what is tested is something else. */
const GOOD_PARAMS: Readonly<Record<string, string>> = { blockingId: 'blk_000000000000' };
function paramsOf(route: Route): Record<string, string> {
  const names = Object.keys(shapeOf(route.params).properties ?? {});
  return Object.fromEntries(names.map((name) => [name, GOOD_PARAMS[name] ?? '1']));
}

async function send(route: Route, request: Request) {
  const { status, body } = await ask(http(route, endpoint), route, { params: paramsOf(route), ...request });
  const fields = ((body.errors ?? []) as { field: string }[]).map(({ field }) => field);
  return { status, code: body.code, fields };
}

const withBody = allRoutes.filter(({ body }) => body !== nothing);
/** Some routes take a cookie in place of a body. */
const needsBody = (route: Route) => !z.safeParse(route.body, undefined).success;

describe.each(named(withBody.filter(needsBody)))('the body of %s', (_, route) => {
  const { required = [] } = shapeOf(route.body);

  it('is refused when there is none', async () => {
    expect(await send(route, {})).toMatchObject({ status: 400, fields: ['body'] });
  });

  it('must have what is required', async () => {
    const { status, fields } = await send(route, { body: {} });
    expect([status, new Set(fields)]).toEqual([400, new Set(required.length > 0 ? required : ['body'])]);
  });
});

describe.each(named(withBody))('the body of %s', (_, route) => {
  const { properties = {} } = shapeOf(route.body);

  it.each([
    ['broken', '{"a":'],
    ['a list', []],
    ['a number', '1'],
    ['text', '"text"'],
    ['null', 'null'],
  ])('is refused when it is %s', async (__, body) => {
    expect(await send(route, { body })).toMatchObject({ status: 400, code: 'INVALID_REQUEST', fields: ['body'] });
  });

  it('may have no field that nobody knows', async () => {
    const { status, fields } = await send(route, { body: { surprise: 1 } });
    expect([status, fields]).toEqual([400, expect.arrayContaining(['surprise'])]);
  });

  it('takes no null and no object for any field', async () => {
    for (const wrong of [null, { $ne: 1 }]) {
      const body = Object.fromEntries(Object.keys(properties).map((name) => [name, wrong]));
      const { status, fields } = await send(route, { body });
      expect(status).toBe(400);
      expect(new Set(fields.map((field) => field.split('.')[0]))).toEqual(new Set(Object.keys(properties)));
    }
  });

  it('takes no text that never ends', async () => {
    const texts = Object.keys(properties).filter((name) => properties[name]?.type === 'string');
    for (const name of texts) {
      const { status, fields } = await send(route, { body: { [name]: 'x'.repeat(5_000) } });
      expect([status, fields]).toEqual([400, expect.arrayContaining([name])]);
    }
  });

  it('must be JSON by its type', async () => {
    const request = { body: '{}', headers: { 'content-type': 'text/plain' } };
    expect(await send(route, request)).toMatchObject({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  it('must not be larger than the route allows', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(route.maxBodyBytes) });
    expect(await send(route, { body })).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });
});

const numbersOf = (route: Route) =>
  Object.entries(shapeOf(route.body).properties ?? {})
    .filter(([, { type = '' }]) => type === 'integer' || type === 'number')
    .map(([name]) => name);

describe.each(named(withBody.filter((route) => numbersOf(route).length > 0)))('a number of %s', (_, route) => {
  it.each(['1e21', '1e400', '-0', '"1"', '[1]', 'true'])('is never %s', async (number) => {
    const body = `{${numbersOf(route).map((name) => `"${name}":${number}`)}}`;
    const { status, fields } = await send(route, { body });
    expect([status, fields]).toEqual([400, expect.arrayContaining(numbersOf(route))]);
  });
});

describe.each(named(allRoutes.filter(({ params }) => params !== nothing)))('the path of %s', (_, route) => {
  it.each(['', '한글', '../x', '15 abc', 'a'.repeat(65), '%00'])('is never "%s"', async (value) => {
    const params = Object.fromEntries(Object.keys(paramsOf(route)).map((name) => [name, value]));
    const { status, fields } = await send(route, { params, body: {} });
    expect([status, fields]).toEqual([400, Object.keys(params)]);
  });
});

const seatRoutes = allRoutes.filter(({ path }) => path.includes('{seatNo}'));

it.each(
  seatRoutes.flatMap((route) => ['15abc', '1e21', '-0', '-1', '1.5', '0x1', '٣'].map((no) => [no, route] as const)),
)('a seat number is never "%s"', async (seatNo, route) => {
  const params = { ...paramsOf(route), seatNo };
  expect(await send(route, { params })).toMatchObject({ status: 400, fields: ['seatNo'] });
});

const BAD_QUERY: Readonly<Record<string, readonly string[]>> = {
  limit: ['0', '-1', '1e3', '1000', 'all', ''],
  cursor: ['x'.repeat(513)],
  scheduleId: ['', '../x', 'a'.repeat(65)],
  status: ['', 'LOST', 'pending'],
  include: ['', 'all', 'FAILED'],
  date: ['yesterday', '2025-13-01', '2025-07-13T00:00:00Z'],
  refund: ['', '-1', '1.5', '1e3', '1'.repeat(13)],
  email: ['', 'nobody', '@example.com', 'a b@example.com'],
  reservationId: ['', '../x', 'a'.repeat(65)],
  paymentId: ['', '../x', 'a'.repeat(65)],
  name: ['', 'x'.repeat(101)],
  focus: ['', 'middle', '1', '1,2,3', '-1,2', '1.5,2'],
  since: ['', 'a b', '버전', 'x'.repeat(2_049)],
  section: ['', 'x'.repeat(41)],
  format: ['', 'json', 'BINARY'],
  ticket: ['x'.repeat(2_049)],
};

/** A cursor of a map holds a whole version. */
const LONGER: Readonly<Record<string, typeof BAD_QUERY>> = { [routeKey(maps.map)]: { cursor: ['x'.repeat(4_097)] } };

describe.each(named(allRoutes.filter(({ query }) => query !== nothing)))('the query of %s', (key, route) => {
  it('names every value that cannot be', async () => {
    const bad = { ...BAD_QUERY, ...LONGER[key] };
    for (const name of Object.keys(shapeOf(route.query).properties ?? {})) {
      expect(bad, 'a new query parameter needs bad values here').toHaveProperty(name);
      for (const value of bad[name] ?? []) {
        const answer = await send(route, { query: { [name]: value } });
        expect(answer, `${name}=${value}`).toMatchObject({ status: 400, code: 'INVALID_REQUEST', fields: [name] });
      }
    }
  });
});
