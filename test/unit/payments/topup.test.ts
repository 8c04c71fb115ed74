// Topping up by card: one payment for each key, credited once, and never asked for beyond the limits.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CardPayment } from '../../../functions/payments/domain-card.ts';
import { topUpLimits } from '../../../functions/payments/domain-topup.ts';
import { complete } from '../../../functions/payments/use-cases-complete.ts';
import { beginTopUp } from '../../../functions/payments/use-cases-topup.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import type { MemoryDb } from '../../support/memory-db.ts';
import { NOW } from '../reservations/samples.ts';
import { charge } from './card-samples.ts';
import { CAUSE, openTill, TABLES, type Till } from './till.ts';

const request = { userId: 'user-1', personId: 'person-1', amount: 50_000, idempotencyKey: 'key-1', cause: CAUSE };
const chargedAt = (till: Till, date = '2025-07-13') =>
  till.memory.items(TABLES.PAYMENTS_TABLE).find(({ sk }) => sk === `CHARGED#${date}`);
const balanceAt = async (till: Till) => (await till.tools.wallets.wallet('user-1')).balance;

function completing(till: Till, paymentId: string) {
  const asked = { userId: 'user-1', paymentId, paymentToken: 'token-1', txId: 'tx-1', cause: CAUSE };
  return complete(till.tools, asked);
}

/** Open charges of these amounts, their checkouts done. */
function chargesAt(till: Till, ...amounts: readonly number[]): CardPayment[] {
  const charges = amounts.map((amount, i) =>
    charge({ paymentId: `payCharge00000${i}`, amount, createdAt: NOW, updatedAt: NOW, expiresAt: NOW + 1_000 }),
  );
  till.put(...charges);
  return charges;
}

describe('beginning to top up by card', () => {
  it('answers what the checkout is opened with, for half an hour, and moves no money', async () => {
    const till = openTill();
    const intent = await beginTopUp(till.tools, request);
    expect(intent).toMatchObject({ totalAmount: 50_000, currency: 'KRW', expiresAt: '2025-07-13T19:25:00.000+09:00' });
    expect(till.registered).toEqual([{ paymentId: intent.paymentId, amount: 50_000 }]);
    expect(till.card(intent.paymentId)).toMatchObject({
      purpose: 'CHARGE',
      status: 'OPEN',
      cause: 'journey-2 request-2',
    });
    expect(till.card(intent.paymentId)).not.toHaveProperty('reservationId');
    expect([await balanceAt(till), chargedAt(till)]).toEqual([0, undefined]);
  });

  it('gives the same under the same key, another without a key, and refuses the key for another amount', async () => {
    const till = openTill();
    const [first, second] = await Promise.all([beginTopUp(till.tools, request), beginTopUp(till.tools, request)]);
    expect(second).toEqual(first);
    const keyless = await beginTopUp(till.tools, { ...request, idempotencyKey: undefined });
    expect(keyless.paymentId).not.toBe(first.paymentId);
    await expect(beginTopUp(till.tools, { ...request, amount: 1 })).rejects.toMatchObject({
      kind: { code: 'IDEMPOTENCY_KEY_REUSED', status: 422 },
    });
    const others = await beginTopUp(till.tools, { ...request, userId: 'user-2', amount: 1 });
    expect(others.paymentId).not.toBe(first.paymentId);
  });

  it.each([
    [0, 'AMOUNT_INVALID', { leastKrw: 1 }],
    [1_000_001, 'LIMIT_REACHED', { limit: 'PER_CHARGE', limitKrw: 1_000_000, remainingKrw: 1_000_000 }],
  ])('of %i won is refused as %s', async (amount, code, fields) => {
    const till = openTill();
    await expect(beginTopUp(till.tools, { ...request, amount })).rejects.toMatchObject({ kind: { code }, fields });
    expect(till.registered).toEqual([]);
  });

  it('is refused with what is left of the balance, which has what is being charged', async () => {
    const till = openTill();
    const [underWay] = chargesAt(till, 900_000);
    till.outcome = 'never-arrived';
    await completing(till, underWay?.paymentId ?? '');
    till.memory.put(TABLES.WALLET_TABLE, { pk: 'USER#user-1', sk: 'WALLET', balance: 500_000, version: 1 });
    await expect(beginTopUp(till.tools, { ...request, amount: 600_001 })).rejects.toMatchObject({
      fields: { limit: 'BALANCE', limitKrw: 2_000_000, remainingKrw: 600_000 },
    });
    await expect(beginTopUp(till.tools, { ...request, amount: 600_000 })).resolves.toMatchObject({ currency: 'KRW' });
  });

  it('does not miss a charge that is credited while it looks', async () => {
    const underWay = charge({ paymentId: 'payUnderWay0000', amount: 900_000, status: 'CONFIRMING' });
    const wallet = { pk: 'USER#user-1', sk: 'WALLET', version: 1 };
    let looks = 0;
    const till: Till = openTill({
      wrap: (memory) => ({
        send: (async (command: Parameters<Db['send']>[0]) => {
          const answer = await memory.send(command);
          const about = JSON.stringify(command.input);
          const isLook = about.includes(underWay.paymentId) || about.includes('USER#user-1');
          if (isLook && ++looks === 1) {
            till.put({ ...underWay, status: 'APPLIED' });
            memory.put(TABLES.WALLET_TABLE, { ...wallet, balance: 1_400_000 });
          }
          return answer;
        }) as MemoryDb['send'],
      }),
    });
    till.put(underWay);
    till.memory.put(TABLES.WALLET_TABLE, { ...wallet, balance: 500_000 });
    const day = { pk: 'PERSON#person-1', sk: 'CHARGED#2025-07-13', version: 1 };
    till.memory.put(TABLES.PAYMENTS_TABLE, { ...day, entries: { [underWay.paymentId]: 900_000 } });
    const refused = beginTopUp(till.tools, { ...request, amount: 700_000 });
    await expect(refused).rejects.toMatchObject({ kind: { code: 'LIMIT_REACHED' }, fields: { limit: 'BALANCE' } });
    expect(looks).toBe(2);
  });

  it('counts what was charged since midnight in Seoul', async () => {
    const till = openTill();
    const entries = { payspent0000000: 2_950_000 };
    const day = { pk: 'PERSON#person-1', entries, version: 1 };
    till.memory.put(TABLES.PAYMENTS_TABLE, { ...day, sk: 'CHARGED#2025-07-13' });
    await expect(beginTopUp(till.tools, { ...request, amount: 50_001 })).rejects.toMatchObject({
      fields: { limit: 'PER_DAY', limitKrw: 3_000_000, remainingKrw: 50_000 },
    });
    till.now = Date.parse('2025-07-14T00:00:00+09:00');
    await expect(beginTopUp(till.tools, { ...request, amount: 50_001 })).resolves.toMatchObject({ currency: 'KRW' });
  });
});

describe('completing a charge', () => {
  it('credits the wallet once the gateway took the money, once', async () => {
    const till = openTill();
    const [open] = chargesAt(till, 50_000);
    const paymentId = open?.paymentId ?? '';
    for (let n = 1; n <= 2; n++) {
      expect(await completing(till, paymentId)).toMatchObject({ purpose: 'CHARGE', status: 'COMPLETED' });
    }
    expect(await balanceAt(till)).toBe(50_000);
    expect(till.lines()).toMatchObject([{ type: 'CHARGE', id: paymentId, amount: 50_000, balanceAfter: 50_000 }]);
    expect(chargedAt(till)).toMatchObject({ entries: { [paymentId]: 50_000 }, version: 1 });
    expect(till.card(paymentId)).toMatchObject({ status: 'APPLIED', chargedOn: '2025-07-13' });
  });

  it('that is declined counts against no limit, and credits nothing', async () => {
    const till = openTill();
    const [open] = chargesAt(till, 50_000);
    till.outcome = { declined: { code: 'PG_PROVIDER' } };
    await expect(completing(till, open?.paymentId ?? '')).rejects.toMatchObject({ kind: { code: 'PAYMENT_DECLINED' } });
    expect(chargedAt(till)).toMatchObject({ entries: {}, version: 2 });
    expect(await balanceAt(till)).toBe(0);
  });

  it('asks for no money beyond a limit that was reached since it began, and is left as it was', async () => {
    const till = openTill();
    const [first, second] = chargesAt(till, 1_000_000, 1_000_000);
    const third = charge({ paymentId: 'payCharge000009', amount: 1, expiresAt: NOW + 1_000 });
    till.put(third);
    await completing(till, first?.paymentId ?? '');
    await completing(till, second?.paymentId ?? '');
    await expect(completing(till, third.paymentId)).rejects.toMatchObject({
      kind: { code: 'LIMIT_REACHED', status: 409 },
      fields: { limit: 'BALANCE', remainingKrw: 0 },
    });
    expect(till.asked).toHaveLength(2);
    expect(till.card(third.paymentId)?.status).toBe('OPEN');
  });

  it('is over after its half hour', async () => {
    const till = openTill();
    const [open] = chargesAt(till, 1);
    till.now = NOW + 1_000;
    await expect(completing(till, open?.paymentId ?? '')).rejects.toMatchObject({
      kind: { code: 'PAYMENT_EXPIRED', status: 410 },
    });
    expect(till.asked).toEqual([]);
  });

  it('never takes a person beyond their day or their balance, however many complete at once', async () => {
    const amounts = fc.array(fc.integer({ min: 200_000, max: 1_000_000 }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), amounts, fc.boolean(), async (s, chosen, isKnown) => {
        const till = openTill({
          wrap: (memory) => ({ send: s.scheduleFunction(memory.send as () => Promise<never>) as Db['send'] }),
        });
        till.outcome = isKnown ? 'approved' : 'never-arrived';
        const charges = chargesAt(till, ...chosen);
        await s.waitFor(Promise.allSettled(charges.map(({ paymentId }) => completing(till, paymentId))));
        const taken = till.cards().filter(({ status }) => status === 'APPLIED' || status === 'CONFIRMING');
        const sum = taken.reduce((total, { amount }) => total + amount, 0);
        expect(sum).toBeLessThanOrEqual(2_000_000);
        expect(till.asked).toHaveLength(taken.length);
        const { entries } = chargedAt(till) as { entries: Record<string, number> };
        expect(Object.keys(entries).toSorted()).toEqual(taken.map(({ paymentId }) => paymentId).toSorted());
      }),
      { numRuns: 40 },
    );
  });
});

describe('the limits of a deployment', () => {
  it('are three amounts', () => {
    const limits = { perChargeKrw: 1_000_000, perDayKrw: 3_000_000, balanceKrw: 2_000_000 };
    expect(topUpLimits('1000000,3000000,2000000')).toEqual(limits);
  });

  it.each(['', '1,2', '1,2,3,4', '1,2,x', '1,2,0', '1,2,1.5'])('are not %j', (text) => {
    expect(() => topUpLimits(text)).toThrow('CHARGE_KRW');
  });
});
