// An order that was paid at the second try, and what functions said of it.
import { type Delivery, journeyOf, type Money, type Order } from '../../../functions/operations/domain-journey.ts';
import type { LogLine } from '../../../functions/operations/domain-lines.ts';

export const T = 1_700_000_000_000;
export const RSV = 'rsv_abcdefghijkl';
export const order: Order = {
  reservationId: RSV,
  userId: 'u1',
  reservedAt: T,
  updatedAt: T + 3_000,
  paidAt: T + 2_000,
  confirmedAt: T + 3_000,
  log: [
    { v: 1, type: 'SeatReserved', at: T, cause: 'journey1 request-1=' },
    { v: 2, type: 'PaymentFailed', at: T + 1_000, cause: 'journey1 request-2=', reason: 'INSUFFICIENT_BALANCE' },
    { v: 4, type: 'ReservationCompleted', at: T + 3_000, cause: 'journey1 wallet/u1/7' },
  ],
};
export const payment: Money = {
  walletVersion: 7,
  type: 'PAYMENT',
  id: 'pay_abcdefghijkl',
  amount: 900,
  balanceAfter: 100,
  at: T + 2_000,
  cause: 'journey1 request-3=',
};

export const line = (ms: number, fields: LogLine['fields'], worker = 'payments-pay-reservation'): LogLine => {
  return { worker, at: T + ms, fields: { service: worker.split('-')[0], level: 'INFO', ...fields } };
};
export const stepsOf = (lines: readonly LogLine[], deliveries: readonly Delivery[] = []) =>
  journeyOf({ order, money: [payment], cards: [], deliveries, lines }).steps;
export const whats = (lines: readonly LogLine[]) => stepsOf(lines).map(({ what }) => what);
export const ITSELF = ['SeatReserved', 'PaymentFailed', 'PAYMENT', 'PAID', 'ReservationCompleted'];
