// What others may know of payments: what became of a reservation's.
export { type PaymentState, paymentOf } from './domain.ts';
