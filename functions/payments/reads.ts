// What others may know of payments: what became of a reservation's, and what may be charged by card.
export { type PaymentState, paymentOf } from './domain.ts';
export { topUpLimits } from './domain-topup.ts';
export { cardStateOf, cardsNamedBy, isShown, walletPaymentOf } from './domain-view.ts';
