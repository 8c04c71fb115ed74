// Audits cards: every won that the gateway took is a ticket's, a wallet's, or was given back. Pure.
import type { CardStatus } from '../../functions/payments/domain-card.ts';
import type { Line } from '../../functions/wallet/domain.ts';
import type { Book } from '../../localstack/portone/client.ts';
import { isFromCard, type WalletFact } from './audit-money.ts';
import { keptOf, type ReservationFact, ruleOf, type Violation } from './audit-seats.ts';
import type { CardNote } from './diary.ts';

/** A payment as the table has it, and as its owner is told of it. Times are epoch milliseconds. */
export interface CardFact {
  readonly paymentId: string;
  readonly purpose: 'RESERVATION' | 'CHARGE';
  readonly userId: string;
  readonly reservationId?: string;
  readonly amount: number;
  readonly status: CardStatus;
  readonly expiresAt: number;
  readonly payingUntil?: number;
  readonly refundedAmount?: number;
  /** From the API. */
  readonly told: string;
}

/** The gateway's own word for a payment. */
export type BookFact = Pick<Book, 'paymentId' | 'captured' | 'returned' | 'confirms'>;

export interface CardFacts {
  /** Of this sale's people. */
  readonly cards: readonly CardFact[];
  readonly books: readonly BookFact[];
  /** What the people were told last. */
  readonly notes: readonly CardNote[];
  readonly reservations: readonly ReservationFact[];
  readonly wallets: readonly Pick<WalletFact, 'userId' | 'lines'>[];
  /** When the payments were read, epoch milliseconds. */
  readonly at: number;
}

export interface CardSums {
  /** Taken and given back, by the gateway's books. */
  readonly captured: number;
  readonly returned: number;
  /** What is left of it by our own: in tickets, and in wallets. */
  readonly tickets: number;
  readonly charges: number;
}

export function cardSumsOf({ cards, books, reservations, wallets }: Omit<CardFacts, 'notes' | 'at'>): CardSums {
  const own = books.filter((book) => cards.some(({ paymentId }) => paymentId === book.paymentId));
  const lines = wallets.flatMap((wallet) => wallet.lines.filter(isFromCard));
  return {
    captured: sum(own.map(({ captured }) => captured)),
    returned: sum(own.map(({ returned }) => returned)),
    tickets: sum(reservations.filter(({ paidByCard }) => paidByCard !== undefined).map(keptOf)),
    charges: sum(lines.map(({ amount }) => amount)),
  };
}

export function auditCards(facts: CardFacts): Violation[] {
  return [
    ...sumsAgree(facts),
    ...everyWonIsSomewhere(facts),
    ...chargedOnce(facts),
    ...statusIsTrue(facts),
    ...everythingEnds(facts),
    ...ticketHasItsPayment(facts),
    ...chargeHasItsPayment(facts),
    ...toldIsTrue(facts),
  ];
}

/** Ours and the gateway's, to the won. */
function sumsAgree(facts: CardFacts): Violation[] {
  const { captured, returned, tickets, charges } = cardSumsOf(facts);
  if (captured === tickets + charges + returned) return [];
  const violation = ruleOf('taken from cards = tickets + charges + given back');
  return [violation(`${captured} was taken, but ${tickets} + ${charges} + ${returned}`)];
}

/** The same for each payment, and for those that nobody here began. */
function everyWonIsSomewhere({ cards, books, reservations, wallets }: CardFacts): Violation[] {
  const violation = ruleOf('what a card paid and did not get back is a ticket or in the wallet');
  const due = (card: CardFact) => {
    if (card.purpose === 'CHARGE') return sum(chargesOf(wallets, card).map(({ amount }) => amount));
    return sum(reservations.filter(({ paidByCard }) => paidByCard === card.paymentId).map(keptOf));
  };
  const wrong = cards.flatMap((card) => {
    const { captured, returned } = bookOf(books, card.paymentId);
    const is = due(card);
    if (captured - returned === is) return [];
    const { purpose, paymentId, status } = card;
    return [violation(`${purpose} ${paymentId} is ${status}: ${captured} taken, ${returned} given back, ${is} in use`)];
  });
  const strange = books.filter(
    (book) => book.captured > book.returned && !cards.some(({ paymentId }) => paymentId === book.paymentId),
  );
  return [
    ...wrong,
    ...strange.map(({ paymentId, captured }) => violation(`${captured} was taken for ${paymentId}, which is unknown`)),
  ];
}

/** The money of a payment is asked for by one call, and taken once. */
function chargedOnce({ cards, books }: CardFacts): Violation[] {
  const violation = ruleOf('no card is charged twice');
  return cards.flatMap(({ paymentId, amount }) => {
    const { captured, confirms } = bookOf(books, paymentId);
    if (confirms <= 1 && captured <= amount) return [];
    return [violation(`${captured} was taken for ${paymentId} over ${amount}, asked for ${confirms} times`)];
  });
}

function statusIsTrue({ cards, books }: CardFacts): Violation[] {
  const violation = ruleOf("a payment's status is what the gateway did");
  return cards.flatMap((card) => {
    const { paymentId, status, amount, refundedAmount = 0 } = card;
    const { captured, returned } = bookOf(books, paymentId);
    const says = status === 'APPLIED' ? [amount, 0] : status === 'CANCELLED' ? [captured, refundedAmount] : [0, 0];
    if (status === 'CANCELLING' || (captured === says[0] && returned === says[1])) return [];
    return [violation(`${paymentId} over ${amount} is ${status}: ${captured} taken, ${returned} given back`)];
  });
}

/**
 * Audited after the last approval window and some time to settle. What the gateway was asked for and never took is looked
 * at for a day; its seats and its buyer have not waited.
 */
function everythingEnds({ cards, books, reservations, at }: CardFacts): Violation[] {
  const violation = ruleOf('every payment by card comes to an end');
  return cards.flatMap(({ paymentId, purpose, reservationId, status, expiresAt, payingUntil = 0 }) => {
    const isWaiting = status === 'OPEN' && purpose === 'CHARGE' && expiresAt > at;
    const order = reservations.find((reservation) => reservation.reservationId === reservationId);
    const isLookedAfter =
      status === 'CONFIRMING' &&
      payingUntil <= at &&
      bookOf(books, paymentId).captured === 0 &&
      order?.status !== 'PAYING';
    const hasEnded = status !== 'OPEN' && status !== 'CONFIRMING' && status !== 'CANCELLING';
    return hasEnded || isWaiting || isLookedAfter ? [] : [violation(`${purpose} ${paymentId} is still ${status}`)];
  });
}

function ticketHasItsPayment({ cards, reservations }: CardFacts): Violation[] {
  const violation = ruleOf('a ticket paid by card has its payment');
  return reservations.flatMap(({ reservationId, paidByCard, status, userId, amount }) => {
    if (status !== 'CONFIRMED' || paidByCard === undefined) return [];
    const card = cards.find(({ paymentId }) => paymentId === paidByCard);
    const fits =
      card?.status === 'APPLIED' &&
      card.userId === userId &&
      card.amount === amount &&
      card.reservationId === reservationId;
    if (fits) return [];
    return [
      violation(`${reservationId} over ${amount} was paid by ${paidByCard}, which is ${card?.status ?? 'nothing'}`),
    ];
  });
}

/** Credited once, to its owner; and nothing is credited of which there is no such payment. */
function chargeHasItsPayment({ cards, wallets }: CardFacts): Violation[] {
  const violation = ruleOf('a charge by card is one line');
  const wrong = cards.flatMap((card) => {
    if (card.purpose !== 'CHARGE') return [];
    const amounts = chargesOf(wallets, card).map(({ amount }) => amount);
    const right = card.status === 'APPLIED' ? [card.amount] : [];
    if (amounts.join() === right.join()) return [];
    return [violation(`${card.paymentId} over ${card.amount} is ${card.status}; lines: ${amounts.join() || 'none'}`)];
  });
  const strange = wallets.flatMap(({ userId, lines }) =>
    lines.filter(
      (line) => isFromCard(line) && !cards.some((card) => card.paymentId === line.id && card.userId === userId),
    ),
  );
  return [
    ...wrong,
    ...strange.map(({ id, amount }) => violation(`a line over ${amount} is for ${id}, which is unknown`)),
  ];
}

const TOLD: Readonly<Record<CardStatus, readonly string[]>> = {
  OPEN: ['REQUESTED', 'VOID'],
  CONFIRMING: ['PROCESSING'],
  APPLIED: ['COMPLETED'],
  FAILED: ['FAILED'],
  VOID: ['VOID'],
  CANCELLING: ['CANCELLING'],
  CANCELLED: ['CANCELLED', 'REFUNDED'],
};

/** What people are told now, and that what they were told to be paid was. */
function toldIsTrue({ cards, notes }: CardFacts): Violation[] {
  const violation = ruleOf('everybody is told the own payments');
  const wrong = cards.flatMap(({ paymentId, status, told }) =>
    TOLD[status].includes(told) ? [] : [violation(`${paymentId} is ${status}, and the API says ${told}`)],
  );
  const paid = notes.filter(({ status }) => status === 'COMPLETED');
  const forgotten = paid.flatMap(({ paymentId }) => {
    const status = cards.find((card) => card.paymentId === paymentId)?.status ?? 'unknown';
    return status === 'APPLIED' || status === 'CANCELLING' || status === 'CANCELLED'
      ? []
      : [violation(`${paymentId} was told to be COMPLETED, and is ${status}`)];
  });
  return [...wrong, ...forgotten];
}

function bookOf(books: readonly BookFact[], paymentId: string): BookFact {
  return books.find((book) => book.paymentId === paymentId) ?? { paymentId, captured: 0, returned: 0, confirms: 0 };
}

function chargesOf(wallets: CardFacts['wallets'], { paymentId, userId }: CardFact): Line[] {
  return wallets
    .filter((wallet) => wallet.userId === userId)
    .flatMap(({ lines }) => lines.filter((line) => isFromCard(line) && line.id === paymentId));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((all, amount) => all + amount, 0);
}
