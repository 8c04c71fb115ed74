// The best available seats of a date, for whoever holds them.
export { bestSeats, codesOf, largestGroup, type SeatGroup, type SeatWish } from './domain-best.ts';
export { type Plan, planOf } from './domain-plan.ts';
