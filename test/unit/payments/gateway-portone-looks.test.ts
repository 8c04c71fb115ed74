// The gateway of card payments: looking at one, and at all that changed in a span.
import type { RequestListener } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import type { Changed } from '../../../functions/payments/gateway-portone.ts';
import { AMOUNT, PAYMENT_ID, paidAnswer, theirs } from './card-samples.ts';
import { answering, gatewayTo, keeping, logged, nonsense, unavailable, wasCounted } from './gateway-server.ts';

// Off on a developer's machine, which the tests' is.
vi.hoisted(() => vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false'));

describe('looking at a payment', () => {
  it('asks for it by its id, our store and our secret', async () => {
    const asked: unknown[] = [];
    const gateway = await gatewayTo(keeping(asked, answering(200, paidAnswer())));
    expect(await gateway.read(PAYMENT_ID)).toEqual({ ...theirs(), paidAt: Date.parse('2025-07-13T09:59:59.123Z') });
    expect(asked).toEqual([['GET', `/payments/${PAYMENT_ID}?storeId=store-1`, 'PortOne s3', undefined]]);
  });

  it('finds none where nobody opened the checkout, which is no failure', async () => {
    const lines = logged();
    const gateway = await gatewayTo(answering(404, { type: 'PAYMENT_NOT_FOUND', message: 'none' }));
    expect(await gateway.read(PAYMENT_ID)).toBeUndefined();
    expect(lines).toEqual([]);
  });

  it.each([
    ...nonsense,
    ['has no such route', answering(404, { type: 'NOT_FOUND' }), 'NOT_FOUND'] as const,
    ['forbids us the store', answering(403, { type: 'FORBIDDEN' }), 'FORBIDDEN'] as const,
    ['answers what is no payment', answering(200, ['card-of-haneul']), 'UNKNOWN_SHAPE'] as const,
  ])('is refused by PAYMENT_PROVIDER_UNAVAILABLE when PortOne %s', async (_, listener, failure) => {
    const lines = logged();
    const gateway = await gatewayTo(listener);
    await expect(gateway.read(PAYMENT_ID)).rejects.toMatchObject(unavailable);
    expect(lines.some((line) => line.includes(`"failure":"${failure}"`))).toBe(true);
    expect(wasCounted(lines)).toBe(true);
    expect(lines.join('\n')).not.toContain('haneul');
  });

  it('is refused so when PortOne does not answer in time', async () => {
    logged();
    const gateway = await gatewayTo(() => {}, { giveUpAfterMs: 20 });
    await expect(gateway.read(PAYMENT_ID)).rejects.toMatchObject(unavailable);
  });
});

describe('what changed in a span', () => {
  const idOf = (i: number) => `pay${String(i).padStart(12, '0')}`;
  const span = { from: Date.parse('2025-07-12T15:00:00Z'), until: Date.parse('2025-07-13T15:00:00Z') };

  interface Query {
    readonly page: { readonly number: number; readonly size: number };
    readonly filter: object;
  }

  /** A gateway with these payments, whose list may change before each page. */
  function listing(ids: () => string[], asked: Query[] = []): RequestListener {
    return (request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost');
      const query: Query = JSON.parse(searchParams.get('requestBody') ?? '');
      asked.push(query);
      const all = ids();
      const { number, size } = query.page;
      const items = all.slice(number * size, (number + 1) * size).map((id) => paidAnswer({ id }));
      answering(200, { items, page: { number, size, totalCount: all.length } })(request, response);
    };
  }

  async function all(pages: AsyncIterable<readonly Changed[]>): Promise<string[]> {
    const found: string[] = [];
    for await (const page of pages) {
      for (const { paymentId, payment } of page) {
        found.push(paymentId);
        expect(payment?.total).toBe(AMOUNT);
      }
    }
    return found;
  }

  it('is read page by page, in the order in which it changed', async () => {
    const asked: Query[] = [];
    const ids = Array.from({ length: 250 }, (_, i) => idOf(i));
    const gateway = await gatewayTo(listing(() => ids, asked));
    expect(await all(gateway.changed(span))).toEqual(ids);
    expect(asked.map(({ page }) => page)).toEqual([0, 1, 2].map((number) => ({ number, size: 100 })));
    expect(asked[0]?.filter).toEqual({
      storeId: 'store-1',
      status: ['PAID', 'PARTIAL_CANCELLED', 'CANCELLED'],
      timestampType: 'STATUS_CHANGED_AT',
      from: '2025-07-12T15:00:00.000Z',
      until: '2025-07-13T15:00:00.000Z',
      sortBy: 'STATUS_CHANGED_AT',
      sortOrder: 'ASC',
    });
  });

  it('may be nothing', async () => {
    const gateway = await gatewayTo(listing(() => []));
    expect(await all(gateway.changed(span))).toEqual([]);
  });

  it('has each payment once, also where one left the span between two pages', async () => {
    const ids = Array.from({ length: 250 }, (_, i) => idOf(i));
    let pages = 0;
    const gateway = await gatewayTo(listing(() => (pages++ === 0 ? ids : ids.slice(1))));
    const found = await all(gateway.changed(span));
    expect(found.toSorted()).toEqual(ids);
  });

  it('is read three times at most', async () => {
    const asked: Query[] = [];
    const gateway = await gatewayTo(
      listing(() => Array.from({ length: 190 - asked.length }, (_, i) => idOf(i)), asked),
    );
    expect((await all(gateway.changed(span))).length).toBeGreaterThan(180);
    expect(asked).toHaveLength(6);
  });

  it('leaves out what is not ours, whatever it looks like', async () => {
    const items = [{ id: 'order-7', status: 'OF_V1' }, { status: 'PAID' }, { id: 7 }, null, paidAnswer()];
    const gateway = await gatewayTo(answering(200, { items, page: { number: 0, size: 100, totalCount: 3 } }));
    expect(await all(gateway.changed(span))).toEqual([PAYMENT_ID]);
  });

  it('has a payment that cannot be read beside the others, and tells of it', async () => {
    const lines = logged();
    const items = [paidAnswer({ id: idOf(1), status: 'HALF_PAID' }), paidAnswer()];
    const gateway = await gatewayTo(answering(200, { items, page: { number: 0, size: 100, totalCount: 2 } }));
    const found: Changed[] = [];
    for await (const page of gateway.changed(span)) found.push(...page);
    expect(found).toMatchObject([
      { paymentId: idOf(1), payment: undefined },
      { paymentId: PAYMENT_ID, payment: { total: AMOUNT } },
    ]);
    expect(lines.some((line) => line.includes('"failure":"UNKNOWN_SHAPE"') && line.includes(idOf(1)))).toBe(true);
    expect(wasCounted(lines)).toBe(true);
  });

  it('is had though each of its pages fails twice', async () => {
    logged();
    const ids = Array.from({ length: 150 }, (_, i) => idOf(i));
    const asked: Query[] = [];
    let tries = 0;
    const good = listing(() => ids, asked);
    const gateway = await gatewayTo((request, response) =>
      (++tries % 3 === 0 ? good : answering(503, 'busy'))(request, response),
    );
    expect(await all(gateway.changed(span))).toEqual(ids);
    expect([tries, asked.length]).toEqual([6, 2]);
  });

  it('is asked for three times before it cannot be said', async () => {
    logged();
    const asked: unknown[] = [];
    const gateway = await gatewayTo(keeping(asked, answering(503, 'busy')));
    await expect(all(gateway.changed(span))).rejects.toMatchObject(unavailable);
    expect(asked).toHaveLength(3);
  });

  it.each([...nonsense, ['answers no page', answering(200, { items: [] }), 'UNKNOWN_SHAPE'] as const])(
    'cannot be said when PortOne %s',
    async (_, listener, failure) => {
      const lines = logged();
      const gateway = await gatewayTo(listener);
      await expect(all(gateway.changed(span))).rejects.toMatchObject(unavailable);
      expect(lines.some((line) => line.includes(`"failure":"${failure}"`))).toBe(true);
      expect(lines.join('\n')).not.toContain('haneul');
    },
  );
});
