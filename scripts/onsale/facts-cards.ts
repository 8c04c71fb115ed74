// Collects what the audit of cards is held over: our payments, what their owners are told of them, the gateway's books.
import { routes } from '../../functions/payments/contract.ts';
import { isUnsettled } from '../../functions/payments/domain-card.ts';
import { cardOf } from '../../functions/payments/keys.ts';
import { type CardPayment, createCardReads } from '../../functions/payments/reads-card.ts';
import { scanPages } from '../../functions/shared/pages.ts';
import { booksOf } from '../../localstack/portone/client.ts';
import type { BookFact, CardFact, CardFacts } from './audit-cards.ts';
import type { Caller } from './caller.ts';
import type { Diary } from './diary.ts';
import type { Scene } from './facts.ts';
import { signedIn } from './sign-up.ts';
import type { Target } from './target.ts';

/** @returns all of a person's, in no order */
export async function collectCards(scene: Scene): Promise<Pick<CardFacts, 'cards' | 'books' | 'notes' | 'at'>> {
  const { caller, target, diaries } = scene;
  const cards = await readCards(scene);
  const books = await readBooks(scene, cards);
  const at = Date.now();
  const told = await Promise.all(cards.map((card) => ask(caller, card, diaries)));
  const facts = cards.map((card, i): CardFact => ({ ...factOf(card), told: told[i] ?? '' }));
  // A payment of somebody else's is not this sale's matter; one of nobody's is.
  const others = books.filter(({ paymentId }) => !cards.some((card) => card.paymentId === paymentId));
  const theirs = new Set((await readsOf(target).cards(others.map(({ paymentId }) => paymentId))).map(idOf));
  return {
    cards: facts,
    books: books.filter(({ paymentId }) => !theirs.has(paymentId)),
    notes: diaries.flatMap((diary) => diary.cards),
    at,
  };
}

const idOf = ({ paymentId }: { readonly paymentId: string }) => paymentId;

function readsOf({ db, tables }: Target) {
  return createCardReads({ db, PAYMENTS_TABLE: tables.payments });
}

/** The payments of this sale's people. */
export async function readCards({ target, diaries }: Pick<Scene, 'target' | 'diaries'>): Promise<CardPayment[]> {
  const people = new Set(diaries.map(({ userId }) => userId));
  const pages = scanPages(target.db, {
    TableName: target.tables.payments,
    ConsistentRead: true,
    FilterExpression: 'sk = :payment',
    ExpressionAttributeValues: { ':payment': 'PAYMENT' },
  });
  const cards: CardPayment[] = [];
  for await (const page of pages) cards.push(...page.map(cardOf));
  return cards.filter(({ userId }) => people.has(userId));
}

/** The books of these payments, and of what was taken since the sale began. */
export async function readBooks(
  { target, booksBefore }: Pick<Scene, 'target' | 'booksBefore'>,
  cards: readonly CardPayment[],
): Promise<BookFact[]> {
  const own = new Set(cards.map(idOf));
  const books = await booksOf(target.portoneUrl);
  return books.filter(({ paymentId }) => own.has(paymentId) || !booksBefore.has(paymentId));
}

/** For so long after the approval window a slow gateway may take the money all the same. */
const LATE_MS = 20_000;

/** From when a payment should be settled, epoch milliseconds; undefined when nobody waits for it any more. */
export function awaitedUntil(card: CardPayment, books: readonly BookFact[], now: number): number | undefined {
  if (!isUnsettled(card)) return undefined;
  if (card.status === 'CANCELLING') return now;
  // A charge's checkout may take half an hour, and nobody comes back to it.
  if (card.status === 'OPEN') return card.purpose === 'CHARGE' ? undefined : card.expiresAt;
  const knownAt = (card.payingUntil ?? 0) + LATE_MS;
  const isTaken = books.some(({ paymentId, captured }) => paymentId === card.paymentId && captured > 0);
  return isTaken || knownAt > now ? Math.max(knownAt, now) : undefined;
}

function factOf(card: CardPayment): Omit<CardFact, 'told'> {
  const { paymentId, purpose, userId, reservationId, amount, status, expiresAt, payingUntil, refundedAmount } = card;
  return {
    paymentId,
    purpose,
    userId,
    amount,
    status,
    expiresAt,
    ...(reservationId === undefined ? {} : { reservationId }),
    ...(payingUntil === undefined ? {} : { payingUntil }),
    ...(refundedAmount === undefined ? {} : { refundedAmount }),
  };
}

async function ask(caller: Caller, { paymentId, userId }: CardPayment, diaries: readonly Diary[]): Promise<string> {
  const owner = diaries.find((diary) => diary.userId === userId);
  if (!owner) return '';
  return (await signedIn(caller, owner).call(routes.one, { params: { paymentId } })).answer.status;
}
