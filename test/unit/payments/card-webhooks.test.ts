// Webhooks that come late, again or never, windows that were opened twice, and money that is not what was agreed on.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { faultsOf } from '../../support/card-audit.ts';
import type { CardSale } from '../../support/card-sale.ts';
import { openCardSale, playCards, toTheEnd } from '../../support/card-sale.ts';
import { setNow } from '../../support/saga.ts';

beforeAll(playCards);
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const DAY_MS = 86_400_000;

async function begun() {
  const sale = await openCardSale();
  await sale.hold('kim', 1, 'first');
  await sale.collect();
  const intent = await sale.begin('kim', sale.newestOf('kim')?.reservationId ?? '');
  if (!intent) throw new Error('the payment did not begin');
  return { sale, intent };
}

/** A ticket that was bought by card, sold, and cancelled. */
async function bought(how: 'kept' | 'cancelled') {
  const { sale, intent } = await begun();
  const token = sale.portone.open(intent, 'authenticates');
  if (!token) throw new Error('the checkout did not open');
  await sale.complete('kim', token);
  await toTheEnd(sale);
  if (how === 'cancelled') await sale.cancel('kim', sale.newestOf('kim')?.reservationId ?? '');
  await toTheEnd(sale);
  return sale;
}

const stateOf = (sale: CardSale) => ({
  payments: sale.payments(),
  reservations: sale.reservations(),
  books: sale.portone.books(),
});

describe('webhooks of a payment that is over', () => {
  it.each(['kept', 'cancelled'] as const)('change nothing a month later, its ticket being %s', async (how) => {
    const sale = await bought(how);
    const before = stateOf(sale);
    const { told } = sale.portone;
    expect(told.length).toBeGreaterThan(1);
    setNow(Date.now() + 30 * DAY_MS);
    for (const message of told) {
      expect((await sale.webhook(message)).status).toBe(200);
      expect((await sale.webhook(message)).status).toBe(200);
    }
    await toTheEnd(sale);
    expect(stateOf(sale)).toEqual(before);
  });

  it('are refused when it is their signature that is a month old', async () => {
    const sale = await bought('kept');
    const at = Date.now();
    setNow(at + 30 * DAY_MS);
    for (const message of sale.portone.told) expect((await sale.webhook(message, at)).status).toBe(401);
    await sale.collect();
    expect(sale.queue).toEqual([]);
  });
});

describe('a payment whose window was opened more than once', () => {
  it('is paid by the attempt that was confirmed, though a later one failed', async () => {
    const { sale, intent } = await begun();
    const first = sale.portone.open(intent, 'authenticates');
    sale.portone.open(intent, 'fails');
    if (!first) throw new Error('the checkout did not open');
    expect(await sale.complete('kim', first)).toMatchObject({ status: 200, body: { status: 'COMPLETED' } });
    await toTheEnd(sale);
    expect(sale.portone.books()[0]).toMatchObject({ attempts: 2, captured: 1_000, confirms: 1 });
    expect(sale.newestOf('kim')?.status).toBe('CONFIRMED');
    expect(faultsOf(sale)).toEqual([]);
  });

  it('is not declined by a later window that fails while the first is not known', async () => {
    const { sale, intent } = await begun();
    const first = sale.portone.open(intent, 'authenticates');
    if (!first) throw new Error('the checkout did not open');
    sale.portone.confirmDay = () => 'late';
    expect(await sale.complete('kim', first)).toMatchObject({ status: 200, body: { status: 'PROCESSING' } });
    sale.portone.open(intent, 'fails');
    await sale.reconcile();
    await sale.collect();
    for (const message of sale.due()) await sale.deliver(message);
    expect(sale.payments()[0]?.status).toBe('CONFIRMING');
    await toTheEnd(sale);
    expect(faultsOf(sale)).toEqual([]);
    expect(sale.portone.books()[0]).toMatchObject({ captured: 1_000, returned: 0 });
  });

  it('is asked for once, whichever attempts the browser completes it with', async () => {
    const { sale, intent } = await begun();
    const tokens = [sale.portone.open(intent, 'authenticates'), sale.portone.open(intent, 'authenticates')];
    for (const token of tokens) if (token) await sale.complete('kim', token);
    await toTheEnd(sale);
    expect(sale.portone.books()[0]).toMatchObject({ attempts: 2, captured: 1_000, confirms: 1 });
    expect(faultsOf(sale)).toEqual([]);
  });
});

describe('money that nobody asked for', () => {
  it('goes back when it is another amount, and the hold can still be paid', async () => {
    const { sale, intent } = await begun();
    sale.portone.open(intent, 'direct-wrong');
    for (const message of sale.portone.told) await sale.webhook(message);
    for (let turn = 0; turn < 4; turn++) {
      await sale.collect();
      for (const message of sale.due()) await sale.deliver(message);
    }
    expect(sale.payments()[0]).toMatchObject({ status: 'CANCELLED', reason: { code: 'AMOUNT_MISMATCH' } });
    expect(sale.portone.books()[0]).toMatchObject({ captured: 999, returned: 999 });
    const again = await sale.begin('kim', sale.newestOf('kim')?.reservationId ?? '');
    expect(again?.paymentId).not.toBe(intent.paymentId);
    const token = again && sale.portone.open(again, 'authenticates');
    if (!token) throw new Error('the checkout did not open');
    await sale.complete('kim', token);
    await toTheEnd(sale);
    expect(sale.newestOf('kim')?.status).toBe('CONFIRMED');
    expect(faultsOf(sale)).toEqual([]);
  });

  it('pays for the ticket when it is what was agreed on', async () => {
    const { sale, intent } = await begun();
    sale.portone.open(intent, 'direct');
    for (const message of sale.portone.told) await sale.webhook(message);
    await toTheEnd(sale);
    expect(sale.newestOf('kim')?.status).toBe('CONFIRMED');
    expect(faultsOf(sale)).toEqual([]);
  });

  it('and that no webhook told of is found by the report of its day', async () => {
    const { sale, intent } = await begun();
    setNow(Date.now() + 400_000);
    await toTheEnd(sale);
    expect(sale.payments()[0]?.status).toBe('VOID');
    sale.portone.open(intent, 'direct');
    await toTheEnd(sale);
    expect(sale.portone.books()[0]?.captured).toBe(1_000);
    expect(faultsOf(sale)).toEqual([]);
  });
});
