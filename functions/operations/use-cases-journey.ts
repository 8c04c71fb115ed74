// Showing the journey of one order: what reservation, wallet lines, card payments, webhooks and logs say of it.
import type { DeliveryReads } from '../external-data/reads-deliveries.ts';
import { cardsNamedBy } from '../payments/reads.ts';
import type { CardReads } from '../payments/reads-card.ts';
import { refusals as reservationRefusals } from '../reservations/contract.ts';
import type { Reservation, ReservationReads } from '../reservations/reads.ts';
import { viewOf } from '../reservations/reads-view.ts';
import { toIso } from '../shared/clock.ts';
import { Refusal } from '../shared/refusal.ts';
import type { WalletReads } from '../wallet/reads.ts';
import type { Card } from './domain-card.ts';
import { happenedIn, journeyOf, type Money, spanOf, tracesOf } from './domain-journey.ts';
import type { LogGateway } from './gateway-logs.ts';

export interface JourneyTools {
  readonly reservations: ReservationReads;
  readonly wallets: WalletReads;
  readonly cards: Pick<CardReads, 'cards'>;
  /** For how long a card payment's outcome is awaited. */
  readonly approvalSeconds: number;
  readonly deliveries: DeliveryReads;
  readonly logs: LogGateway;
  /** Functions whose logs may tell of a journey, as `<service>-<handler>`. */
  readonly workers: readonly string[];
  /** How long all logs together may take: 8 s unless stated. */
  readonly logsMs?: number;
}

const LOGS_MS = 8_000;

/** CloudWatch answers few such questions a second, all operators together. */
const LOGS_AT_ONCE = 4;

/**
 * Every step of one order in time order, as far as the logs answer: the functions whose logs did not, or not to the end, are named.
 * @throws Refusal RESERVATION_NOT_FOUND
 */
export async function showJourney(
  tools: JourneyTools,
  { reservationId, now }: { readonly reservationId: string; readonly now: number },
) {
  const reservation = await tools.reservations.reservation(reservationId);
  if (!reservation) throw new Refusal(reservationRefusals.RESERVATION_NOT_FOUND);
  const [money, cards] = await Promise.all([moneyOf(tools.wallets, reservation), cardsOf(tools, reservation)]);
  const written = { order: reservation, money, cards };
  const traces = tracesOf(written);
  const span = { ...spanOf(written), signal: AbortSignal.timeout(tools.logsMs ?? LOGS_MS) };
  const [deliveries, answers] = await Promise.all([
    tools.deliveries.deliveriesOf(happenedIn(written)),
    fewAtOnce(tools.workers, async (worker) => ({ worker, ...(await tools.logs.linesOf(worker, traces, span)) })),
  ]);
  const lines = answers.flatMap((answer) => answer.lines);
  const incomplete = answers.filter(({ complete }) => !complete).map(({ worker }) => worker);
  const { steps, truncated } = journeyOf({ ...written, deliveries, lines });
  return {
    reservationId,
    status: viewOf(reservation, now).status,
    correlationId: traces.correlationId,
    steps: steps.map((step) => ({ ...step, at: toIso(step.at) })),
    ...(incomplete.length > 0 ? { incomplete } : {}),
    ...(truncated ? { truncated } : {}),
  };
}

/** `work` on every item, in the items' order, each as soon as fewer than four others are under way. */
async function fewAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = items.entries();
  const lane = async () => {
    for (const [i, item] of left) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: LOGS_AT_ONCE }, lane));
  return results;
}

/** The lines that paid and refunded it. */
async function moneyOf(wallets: WalletReads, reservation: Reservation): Promise<Money[]> {
  const { userId, walletVersion, refundVersion } = reservation;
  const versions = [walletVersion, refundVersion].filter((version) => version !== undefined);
  const lines = await Promise.all(versions.map((version) => wallets.line(userId, version)));
  return lines.filter((line) => line !== undefined);
}

/** The card payments that were begun for it, and the one that pays it in another one's place; the earliest first. */
async function cardsOf({ cards, approvalSeconds }: JourneyTools, reservation: Reservation): Promise<Card[]> {
  const ids = cardsNamedBy(reservation);
  const found = ids.length > 0 ? await cards.cards(ids) : [];
  const shown = found.map((card): Card => {
    const { payingUntil } = card;
    return payingUntil === undefined ? card : { ...card, confirmingSince: payingUntil - approvalSeconds * 1000 };
  });
  return shown.toSorted((a, b) => a.createdAt - b.createdAt);
}
