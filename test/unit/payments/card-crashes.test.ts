// A process that dies after any of its requests, at any step of a card payment: whoever comes after it finishes the step.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { faultsOf } from '../../support/card-audit.ts';
import type { CancelDay, ConfirmDay, Token } from '../../support/card-portone.ts';
import { choicesOf, sideBySide } from '../../support/card-processes.ts';
import { type CardSale, openCardSale, playCards, toTheEnd } from '../../support/card-sale.ts';
import { setNow } from '../../support/saga.ts';

beforeAll(playCards);
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** More than any process makes. */
const MOST_REQUESTS = 60;
/** Those of completing, up to the one for the money: payment, reservation, the gate, the queue, the gateway. */
const ASKED = 5;

/** @returns whether it died */
async function dying(after: number, does: () => Promise<unknown>): Promise<boolean> {
  let wasAlive = false;
  const work = async () => {
    await does();
    wasAlive = true;
  };
  await sideBySide([{ does: work, diesAfter: after }], choicesOf(after));
  return !wasAlive;
}

async function checkedOut(): Promise<{ sale: CardSale; token: Token }> {
  const sale = await openCardSale();
  await sale.hold('kim', 1, 'first');
  await sale.collect();
  const intent = await sale.begin('kim', sale.newestOf('kim')?.reservationId ?? '');
  const token = intent && sale.portone.open(intent, 'authenticates');
  if (!token) throw new Error('the checkout did not open');
  return { sale, token };
}

/** Plays with a process that dies after one request, two, three, … @returns after how many it had done all that it does */
async function untilItLives(play: (diesAfter: number) => Promise<boolean>): Promise<number> {
  for (let diesAfter = 1; diesAfter <= MOST_REQUESTS; diesAfter++) {
    if (await play(diesAfter)) return diesAfter;
  }
  throw new Error('it makes too many requests');
}

const ticketOf = (sale: CardSale) => sale.newestOf('kim')?.status;

describe.each<[ConfirmDay, readonly string[]]>([
  ['good', ['CONFIRMED', 'EXPIRED', 'FAILED']],
  ['unheard', ['CONFIRMED', 'EXPIRED', 'FAILED']],
  ['lost', ['EXPIRED', 'FAILED']],
  ['late', ['CONFIRMED', 'EXPIRED', 'FAILED']],
  ['declined', ['EXPIRED', 'FAILED']],
])('who completes a payment, and dies, on a day that is %s', (day, ends) => {
  it('leaves nothing that the queue does not bring to an end, whichever step was the last', async () => {
    const steps = await untilItLives(async (diesAfter) => {
      const { sale, token } = await checkedOut();
      sale.portone.confirmDay = () => day;
      const lives: { status?: number | undefined } = {};
      await sideBySide(
        [{ does: async () => void Object.assign(lives, await sale.complete('kim', token)), diesAfter }],
        choicesOf(diesAfter),
      );
      await toTheEnd(sale);
      expect(faultsOf(sale)).toEqual([]);
      expect(ends).toContain(ticketOf(sale));
      return lives.status !== 500;
    });
    expect(steps).toBeGreaterThan(4);
  });
});

describe('the worker that settles, and dies', () => {
  /** The caller of complete heard nothing: the worker finds out. */
  async function unheard() {
    const { sale, token } = await checkedOut();
    sale.portone.confirmDay = () => 'unheard';
    await dying(ASKED, () => sale.complete('kim', token));
    expect(sale.payments()[0]?.status).toBe('CONFIRMING');
    expect(sale.portone.books()[0]?.captured).toBe(1_000);
    await sale.collect();
    const message = { handler: 'payments/settle-payment', dueAt: Date.now() };
    return { sale, look: { ...message, body: JSON.stringify({ paymentId: token.paymentId, why: 'webhook' }) } };
  }

  it('leaves its message, and the next one sells the ticket', async () => {
    const steps = await untilItLives(async (diesAfter) => {
      const { sale, look } = await unheard();
      await dying(diesAfter, () => sale.deliver(look));
      const isLeft = sale.queue.some(({ body }) => body === look.body);
      await toTheEnd(sale);
      expect(faultsOf(sale)).toEqual([]);
      expect(ticketOf(sale)).toBe('CONFIRMED');
      return !isLeft;
    });
    expect(steps).toBeGreaterThan(3);
  });

  it('while it holds the seats anew for money that came late, leaves one ticket for it', async () => {
    const steps = await untilItLives(async (diesAfter) => {
      const { sale, look } = await unheard();
      // Nobody looked until the seats were free again.
      setNow(Date.now() + 400_000);
      sale.portone.isDown = true;
      await sale.deliver(look);
      sale.portone.isDown = false;
      await sale.collect();
      await dying(diesAfter, () => sale.deliver(look));
      const isLeft = sale.queue.some(({ body }) => body === look.body);
      await toTheEnd(sale);
      expect(faultsOf(sale)).toEqual([]);
      expect(
        sale
          .reservations()
          .map(({ status }) => status)
          .toSorted(),
      ).toEqual(['CONFIRMED', 'FAILED']);
      return !isLeft;
    });
    expect(steps).toBeGreaterThan(8);
  });

  it.each<CancelDay>(['good', 'unheard', 'lost', 'pending', 'fails', 'refused'])(
    'while it gives a ticket’s money back, on a day that is %s, has it given back once',
    async (day) => {
      const steps = await untilItLives(async (diesAfter) => {
        const { sale, token } = await checkedOut();
        await sale.complete('kim', token);
        await toTheEnd(sale);
        await sale.cancel('kim', sale.newestOf('kim')?.reservationId ?? '');
        await sale.collect();
        sale.portone.cancelDay = () => day;
        const look = sale.queue.find(({ handler }) => handler === 'payments/settle-payment');
        if (!look) throw new Error('nobody is asked for the refund');
        await dying(diesAfter, () => sale.deliver(look));
        const isLeft = sale.queue.some(({ body }) => body === look.body);
        await toTheEnd(sale);
        expect(faultsOf(sale)).toEqual([]);
        expect(sale.payments()[0]).toMatchObject({ status: 'CANCELLED', refundedAmount: 1_000 });
        expect(sale.portone.books()[0]).toMatchObject({ captured: 1_000, returned: 1_000 });
        return !isLeft;
      });
      expect(steps).toBeGreaterThan(3);
    },
  );
});
