// A small sale in which all is well, to be spoilt one fact at a time.
import { audit, type Facts } from '../../../scripts/onsale/audit.ts';
import type { CardFacts } from '../../../scripts/onsale/audit-cards.ts';
import { newDiary } from '../../../scripts/onsale/diary.ts';
import { peopleOf } from '../../../scripts/onsale/people.ts';

type Writable<T> = T extends readonly (infer E)[]
  ? Writable<E>[]
  : T extends object
    ? { -readonly [K in keyof T]: Writable<T[K]> }
    : T;

const AT = 1_800_000_000_000;

/**
 * Three people: 0 bought seat 1 after a top-up, 1 let a hold of seat 2 lapse, 2 left the line. Seat 3 was never touched.
 * Each call gives a new one.
 */
export function goodFacts(): Writable<Facts> {
  const diaries = peopleOf(1, 3).map((person, i) => ({
    ...newDiary(person),
    seq: i + 1,
    joined: { sentAt: AT - 60_000 + i, answeredAt: AT - 59_000 + i },
  }));
  const [first, second] = diaries;
  if (first) Object.assign(first, { activeFrom: AT - 50_000, activeTo: AT - 40_000, ending: 'bought' });
  if (second) Object.assign(second, { activeFrom: AT - 49_000, activeTo: AT - 39_000, ending: 'let the hold lapse' });
  const reservation = { amount: 100, expiresAt: AT - 20_000 };
  return {
    seats: {
      at: AT,
      rows: [
        { from: 1, to: 3 },
        { from: 4, to: 5 },
      ],
      groups: [],
      taken: [
        { seatNo: 1, value: { status: 'SOLD', holder: 'rsv_a', exact: '~a' } },
        { seatNo: 2, value: { status: 'HOLD', holder: 'rsv_b', untilMs: AT - 20_000, exact: 'Hb' } },
      ],
      shown: [
        { seatNo: 1, status: 'SOLD' },
        { seatNo: 2, status: 'AVAILABLE' },
        { seatNo: 3, status: 'AVAILABLE' },
      ],
      reservations: [
        { ...reservation, reservationId: 'rsv_a', userId: 'u0', status: 'CONFIRMED', seatNos: [1], paid: true },
        { ...reservation, reservationId: 'rsv_b', userId: 'u1', status: 'EXPIRED', seatNos: [2], paid: false },
      ],
      told: [
        { reservationId: 'rsv_a', userId: 'u0', status: 'CONFIRMED' },
        { reservationId: 'rsv_b', userId: 'u1', status: 'EXPIRED' },
      ],
    },
    money: {
      reservations: [
        { ...reservation, reservationId: 'rsv_a', userId: 'u0', status: 'CONFIRMED', seatNos: [1], paid: true },
        { ...reservation, reservationId: 'rsv_b', userId: 'u1', status: 'EXPIRED', seatNos: [2], paid: false },
      ],
      wallets: [
        {
          userId: 'u0',
          balance: 20,
          version: 3,
          toldBalance: 20,
          knownChargedKrw: 120,
          knownPaidKrw: 100,
          lines: [
            { walletVersion: 1, type: 'CHARGE', id: 'chg_1', amount: 50, balanceAfter: 50, at: AT },
            { walletVersion: 2, type: 'CHARGE', id: 'chg_2', amount: 70, balanceAfter: 120, at: AT },
            {
              walletVersion: 3,
              type: 'PAYMENT',
              id: 'pay_a',
              amount: 100,
              balanceAfter: 20,
              reservationId: 'rsv_a',
              at: AT,
            },
          ],
        },
        {
          userId: 'u1',
          balance: 0,
          version: 0,
          toldBalance: 0,
          knownChargedKrw: 0,
          knownPaidKrw: 0,
          lines: [],
        },
      ],
    },
    cards: cardFacts(),
    line: {
      capacity: 2,
      watermark: 2,
      admissions: [
        { from: 0, to: 1, active: 0, admitted: 1, capacity: 2 },
        { from: 1, to: 2, active: 1, admitted: 1, capacity: 2 },
      ],
      diaries,
    },
  };
}

/**
 * Cards: paycccccccccccc bought a ticket, paywwwwwwwwwwww charged a wallet, payrrrrrrrrrrrr was captured when its seats were gone and went back, payvvvvvvvvvvvv was
 * never used, payuuuuuuuuuuuu was asked for and never taken.
 */
function cardFacts(): Writable<CardFacts> {
  const card = {
    purpose: 'RESERVATION' as const,
    userId: 'u1',
    reservationId: 'rsv_b',
    amount: 100,
    expiresAt: AT - 20_000,
  };
  const reservation = { amount: 100, expiresAt: AT - 20_000, paid: false };
  const book = { captured: 100, returned: 0, confirms: 1 };
  return {
    at: AT,
    cards: [
      {
        ...card,
        paymentId: 'paycccccccccccc',
        userId: 'u2',
        reservationId: 'rsv_c',
        status: 'APPLIED',
        told: 'COMPLETED',
      },
      { ...card, paymentId: 'paywwwwwwwwwwww', purpose: 'CHARGE', amount: 50, status: 'APPLIED', told: 'COMPLETED' },
      { ...card, paymentId: 'payrrrrrrrrrrrr', status: 'CANCELLED', refundedAmount: 100, told: 'REFUNDED' },
      { ...card, paymentId: 'payvvvvvvvvvvvv', status: 'VOID', told: 'VOID' },
      {
        ...card,
        paymentId: 'payuuuuuuuuuuuu',
        reservationId: 'rsv_u',
        status: 'CONFIRMING',
        payingUntil: AT - 10_000,
        told: 'PROCESSING',
      },
    ],
    books: [
      { ...book, paymentId: 'paycccccccccccc' },
      { ...book, paymentId: 'paywwwwwwwwwwww', captured: 50 },
      { ...book, paymentId: 'payrrrrrrrrrrrr', returned: 100 },
      { ...book, paymentId: 'payuuuuuuuuuuuu', captured: 0 },
    ],
    notes: [
      { paymentId: 'paycccccccccccc', purpose: 'RESERVATION', amount: 100, status: 'COMPLETED' },
      { paymentId: 'paywwwwwwwwwwww', purpose: 'CHARGE', amount: 50, status: 'COMPLETED' },
      { paymentId: 'payuuuuuuuuuuuu', purpose: 'RESERVATION', amount: 100, status: 'PROCESSING' },
    ],
    reservations: [
      {
        ...reservation,
        reservationId: 'rsv_c',
        userId: 'u2',
        status: 'CONFIRMED',
        seatNos: [3],
        paid: true,
        paidByCard: 'paycccccccccccc',
      },
      { ...reservation, reservationId: 'rsv_b', userId: 'u1', status: 'EXPIRED', seatNos: [2] },
      { ...reservation, reservationId: 'rsv_u', userId: 'u1', status: 'FAILED', seatNos: [2] },
    ],
    wallets: [
      {
        userId: 'u1',
        lines: [{ walletVersion: 1, type: 'CHARGE', id: 'paywwwwwwwwwwww', amount: 50, balanceAfter: 50, at: AT }],
      },
    ],
  };
}

/** The rules that a sale breaks once it was spoilt, each once. */
export function brokenBy(spoil: (facts: Writable<Facts>) => void): string[] {
  const facts = goodFacts();
  spoil(facts);
  return [...new Set(audit(facts).map(({ rule }) => rule))];
}

export function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index}`);
  return found;
}
