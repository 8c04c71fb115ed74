// Sums of the checkout.
import { describe, expect, it } from 'vitest';
import { routes } from '../../../../functions/reservations/contract.ts';
import { chargeFault, firstWay, keptWithout, missingOf, planOf, wonIn } from '../../../../web/src/orders/amounts.ts';

const limits = { mostKrw: 100_000, balanceKrw: 150_000 };
const wallet = (balance: number, isDirect = true) => ({ balance, isDirect, limits });

describe('what is missing', () => {
  it('is what the wallet lacks, and never less than nothing', () => {
    expect(missingOf(100, 30)).toBe(70);
    expect(missingOf(100, 100)).toBe(0);
    expect(missingOf(100, 500)).toBe(0);
  });
});

describe('what paying comes to', () => {
  it('is one step where the wallet has enough, to the won', () => {
    expect(planOf('WALLET', 50_000, wallet(50_000))).toEqual({ step: 'pay-wallet' });
    expect(planOf('WALLET', 50_000, wallet(49_999))).toEqual({ step: 'charge-and-pay', missing: 1 });
  });

  it('begins with a card where the wallet cannot be charged without a payment', () => {
    expect(planOf('WALLET', 50_000, wallet(20_000, false))).toEqual({ step: 'charge-by-card', missing: 30_000 });
  });

  it('is not offered where so much cannot be charged at once, or not be held', () => {
    expect(planOf('WALLET', 100_001, wallet(0))).toEqual({ step: 'too-much', missing: 100_001, limitKrw: 100_000 });
    expect(planOf('WALLET', 160_000, wallet(90_000))).toEqual({ step: 'too-much', missing: 70_000, limitKrw: 60_000 });
    expect(planOf('WALLET', 900_000, wallet(200_000))).toEqual({ step: 'too-much', missing: 700_000, limitKrw: 0 });
  });

  it('asks a card for all of it, whatever the wallet has', () => {
    expect(planOf('CARD', 50_000, wallet(50_000))).toEqual({ step: 'pay-card' });
  });

  it('begins with the wallet where that is one button, and else with the card', () => {
    expect(firstWay(['WALLET', 'CARD'], 50_000, wallet(50_000, false))).toBe('WALLET');
    expect(firstWay(['WALLET', 'CARD'], 50_000, wallet(0))).toBe('WALLET');
    expect(firstWay(['WALLET', 'CARD'], 50_000, wallet(0, false))).toBe('CARD');
    expect(firstWay(['WALLET', 'CARD'], 500_000, wallet(0))).toBe('CARD');
  });

  it('stays with the only way that there is', () => {
    expect(firstWay(['WALLET'], 500_000, wallet(0))).toBe('WALLET');
    expect(firstWay(['CARD'], 50_000, wallet(50_000))).toBe('CARD');
  });
});

describe('an amount to charge', () => {
  it('is taken up to what may be charged at once, and up to what a wallet may hold', () => {
    expect(chargeFault(100_000, 50_000, limits)).toBeUndefined();
    expect(chargeFault(100_001, 0, limits)).toBe('over');
    expect(chargeFault(100_000, 50_001, limits)).toBe('full');
  });

  it('has to be one', () => {
    expect(chargeFault(undefined, 0, limits)).toBe('none');
    expect(chargeFault(0, 0, limits)).toBe('none');
  });

  it.each([
    ['50000', 50_000],
    ['50,000', 50_000],
    ['50,000원', 50_000],
    ['₩50 000', 50_000],
    ['５００００', 50_000],
    [' 007 ', 7],
  ])('is read from "%s"', (written, amount) => {
    expect(wonIn(written)).toBe(amount);
  });

  it.each(['', '원', '-5', '1e5', '5만', '1234567890123'])('is not read from "%s"', (written) => {
    expect(wonIn(written)).toBeUndefined();
  });
});

describe('what remains of a hold', () => {
  const seat = (seatNo: number) => ({ seatNo, section: 'A', row: '1', grade: 'VIP', price: 1 }) as const;
  const place = (section: string) => ({ section, row: '', grade: 'STANDING', price: 1 }) as const;

  it('is named by the numbers of the other seats', () => {
    expect(keptWithout([seat(1), seat(2), seat(3)], 1)).toEqual({ seatNos: [1, 3] });
  });

  it('counts places of standing room by section', () => {
    expect(keptWithout([place('F'), place('G'), place('F')], 0)).toEqual({
      standing: [
        { section: 'G', count: 1 },
        { section: 'F', count: 1 },
      ],
    });
  });

  it('is of both kinds where both remain, and of one where the other is given up', () => {
    expect(keptWithout([seat(1), place('F'), place('F')], 2)).toEqual({
      seatNos: [1],
      standing: [{ section: 'F', count: 1 }],
    });
    expect(keptWithout([seat(1), place('F')], 1)).toEqual({ seatNos: [1] });
  });

  it('is what the route takes, however mixed', () => {
    const seats = [seat(1), seat(2), place('F'), place('G')];
    const taken = seats.map((_, index) => routes.keep.body.safeParse(keptWithout(seats, index)).success);
    expect(taken).toEqual([true, true, true, true]);
  });
});
