// Showing the journey of one order: what its reservation, its wallet lines and the functions' logs say of it.
import { refusals as reservationRefusals } from '../reservations/contract.ts';
import type { Reservation, ReservationReads } from '../reservations/reads.ts';
import { viewOf } from '../reservations/reads-view.ts';
import { toIso } from '../shared/clock.ts';
import { Refusal } from '../shared/refusal.ts';
import type { WalletReads } from '../wallet/reads.ts';
import { journeyOf, type LogLine, type Money, spanOf, tracesOf } from './domain-journey.ts';
import type { LogGateway } from './gateway-logs.ts';

export interface JourneyTools {
  readonly reservations: ReservationReads;
  readonly wallets: WalletReads;
  readonly logs: LogGateway;
  /** Functions whose logs may tell of a journey, as `<service>-<handler>`. */
  readonly workers: readonly string[];
  /** How long all logs together may take: 8 s unless stated. */
  readonly logsMs?: number;
}

const LOGS_MS = 8_000;

/**
 * Every step of one order in time order, as far as the logs answer: those that did not are named.
 * @throws Refusal RESERVATION_NOT_FOUND
 */
export async function showJourney(
  tools: JourneyTools,
  { reservationId, now }: { readonly reservationId: string; readonly now: number },
) {
  const reservation = await tools.reservations.reservation(reservationId);
  if (!reservation) throw new Refusal(reservationRefusals.RESERVATION_NOT_FOUND);
  const money = await moneyOf(tools.wallets, reservation);
  const traces = tracesOf(reservation, money);
  const span = { ...spanOf(reservation, money), signal: AbortSignal.timeout(tools.logsMs ?? LOGS_MS) };
  const answers = await Promise.all(
    tools.workers.map(async (worker) => ({ worker, lines: await tools.logs.linesOf(worker, traces, span) })),
  );
  const lines = answers.flatMap(({ lines = [] }): readonly LogLine[] => lines);
  const incomplete = answers.filter((answer) => answer.lines === undefined).map(({ worker }) => worker);
  return {
    reservationId,
    status: viewOf(reservation, now).status,
    correlationId: traces.correlationId,
    steps: journeyOf(reservation, money, lines).map((step) => ({ ...step, at: toIso(step.at) })),
    ...(incomplete.length > 0 ? { incomplete } : {}),
  };
}

/** The lines that paid and refunded it. */
async function moneyOf(wallets: WalletReads, reservation: Reservation): Promise<Money[]> {
  const { userId, walletVersion, refundVersion } = reservation;
  const versions = [walletVersion, refundVersion].filter((version) => version !== undefined);
  const lines = await Promise.all(versions.map((version) => wallets.line(userId, version)));
  return lines.filter((line) => line !== undefined);
}
