// What others may know of payments: what became of a reservation's.
export { type PaymentState, paymentOf } from './domain.ts';
export { cardStateOf, cardsNamedBy, isShown, walletPaymentOf } from './domain-view.ts';
