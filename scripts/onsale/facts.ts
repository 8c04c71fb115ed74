// Collects what the audit is held over: tables, API and log, once everything has settled.
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { adminRoutes as queueAdmin } from '../../functions/queue/contract-admin.ts';
import { routes as reservationRoutes } from '../../functions/reservations/contract.ts';
import { isTombstone, type Reservation } from '../../functions/reservations/domain.ts';
import { keptOf } from '../../functions/reservations/keys.ts';
import { byBlock, everySeat, readValue } from '../../functions/seats/domain.ts';
import { blockKey } from '../../functions/seats/keys.ts';
import { queryAll, scanPages } from '../../functions/shared/pages.ts';
import { routes as walletRoutes } from '../../functions/wallet/contract.ts';
import type { Line } from '../../functions/wallet/domain.ts';
import type { Facts } from './audit.ts';
import type { AdmissionFact } from './audit-line.ts';
import type { WalletFact } from './audit-money.ts';
import type { ReservationFact, SeatFacts } from './audit-seats.ts';
import type { Caller } from './caller.ts';
import type { Diary } from './diary.ts';
import { collectCards } from './facts-cards.ts';
import type { Sale } from './sale.ts';
import { logIn } from './sale.ts';
import { signedIn } from './sign-up.ts';
import type { Target } from './target.ts';

export interface Scene {
  readonly caller: Caller;
  readonly target: Target;
  readonly sale: Sale;
  readonly diaries: readonly Diary[];
  readonly capacity: number;
  /** Epoch milliseconds. */
  readonly beganAt: number;
  /** The payments that the gateway knew before. */
  readonly booksBefore: ReadonlySet<string>;
}

type Item = Record<string, unknown>;

const POLL_MS = 1_000;
const LOG_WITHIN_MS = 15_000;

/** @param shown the map, as an admitted person was just shown it */
export async function collect(scene: Scene, shown: SeatFacts['shown']): Promise<Facts> {
  const { caller, target, sale, diaries, capacity } = scene;
  const people = diaries.filter(({ userId }) => userId !== undefined);
  const reservations = await readReservations(target, sale);
  const taken = await readSeats(target, sale);
  const at = Date.now();
  const told = await Promise.all(people.map((diary) => askReservations(caller, diary)));
  const wallets = await Promise.all(people.map((diary) => readWallet(scene, diary)));
  const cards = await collectCards(scene);
  const accessToken = await logIn(caller, target.operator);
  const { answer: line } = await caller.call(queueAdmin.saleState, {
    accessToken,
    params: { concertId: sale.concertId },
  });
  const admissions = await readAdmissions(scene, line.watermark);
  return {
    seats: {
      rows: sale.sections.flatMap(({ rows = [] }) => rows),
      groups: people.flatMap(({ groups }) => groups),
      taken,
      shown,
      reservations,
      told: told.flat(),
      at,
    },
    money: { wallets, reservations },
    cards: { ...cards, wallets, reservations },
    line: { admissions, watermark: line.watermark, capacity, diaries },
  };
}

export async function readReservations({ db, tables }: Target, { concertId }: Sale): Promise<ReservationFact[]> {
  const pages = scanPages(db, {
    TableName: tables.reservations,
    ConsistentRead: true,
    FilterExpression: 'sk = :reservation AND concertId = :concert',
    ExpressionAttributeValues: { ':reservation': 'RESERVATION', ':concert': concertId },
  });
  const facts: ReservationFact[] = [];
  for await (const page of pages) {
    facts.push(...page.map(keptOf).flatMap((kept) => (isTombstone(kept) ? [] : [reservationFactOf(kept)])));
  }
  return facts;
}

function reservationFactOf(kept: Reservation): ReservationFact {
  const { reservationId, userId, status, amount, expiresAt } = kept;
  const { paymentId, paymentVersion, payingUntil, refundedAmount } = kept;
  const isByCard = paymentId !== undefined && paymentVersion !== undefined;
  return {
    reservationId,
    userId,
    status,
    seatNos: kept.seats.map(numberOf),
    amount,
    expiresAt,
    paid: paymentId !== undefined,
    ...(isByCard ? { paidByCard: paymentId } : {}),
    ...(payingUntil === undefined ? {} : { payingUntil }),
    ...(refundedAmount === undefined ? {} : { refundedAmount }),
  };
}

/** The crowd's hall has no standing room: a place without a number cannot be of it. */
function numberOf({ seatNo, at }: { readonly seatNo?: number; readonly at: string }): number {
  if (seatNo === undefined) throw new Error(`the place at ${at} has no number`);
  return seatNo;
}

async function readSeats({ db, tables }: Target, { scheduleId, sections }: Sale): Promise<SeatFacts['taken']> {
  const seats = [...everySeat({ sections })];
  const found: { seatNo: number; value: ReturnType<typeof readValue> }[] = [];
  for (const { ref, slots } of byBlock(seats.map(({ at }) => at))) {
    const { pk, sk } = blockKey(scheduleId, ref);
    const [block = {}] = await query(db, tables.seats, 'pk = :pk AND sk = :sk', { ':pk': pk, ':sk': sk });
    for (const slot of slots) {
      const value = block[slot];
      const seat = seats.find(({ at }) => at === `${ref.section}.${ref.block}.${slot}`);
      if (value !== undefined && seat) found.push({ seatNo: numberOf(seat), value: readValue(String(value)) });
    }
  }
  return found;
}

function query(db: Target['db'], TableName: string, condition: string, values: Item): Promise<Item[]> {
  return queryAll(db, {
    TableName,
    ConsistentRead: true,
    KeyConditionExpression: condition,
    ExpressionAttributeValues: values,
  });
}

async function askReservations(caller: Caller, diary: Diary): Promise<SeatFacts['told']> {
  const { answer } = await signedIn(caller, diary).call(reservationRoutes.list, { query: { limit: '100' } });
  return answer.reservations.map(({ reservationId, status }) => ({
    reservationId,
    status,
    userId: diary.userId ?? '',
  }));
}

async function readWallet({ caller, target }: Scene, diary: Diary): Promise<WalletFact> {
  const { userId = '', chargedKrw, paidKrw } = diary;
  const { answer } = await signedIn(caller, diary).call(walletRoutes.balance, {});
  const items = await query(target.db, target.tables.wallet, 'pk = :pk', { ':pk': `USER#${userId}` });
  const wallet = items.find(({ sk }) => sk === 'WALLET');
  const lines = items.filter(({ sk }) => String(sk).startsWith('LINE#')) as unknown as Line[];
  return {
    userId,
    balance: Number(wallet?.balance ?? 0),
    version: Number(wallet?.version ?? 0),
    lines,
    toldBalance: answer.balance,
    knownChargedKrw: chargedKrw,
    knownPaidKrw: paidKrw,
  };
}

/** The log may be a moment behind the line: it is read again until it reaches the watermark. */
async function readAdmissions(scene: Scene, watermark: number): Promise<AdmissionFact[]> {
  const until = Date.now() + LOG_WITHIN_MS;
  for (;;) {
    const admissions = await readLog(scene);
    if ((admissions.at(-1)?.to ?? 0) >= watermark || Date.now() > until) return admissions;
    await scene.caller.wait(POLL_MS);
  }
}

async function readLog({ target, sale, beganAt }: Scene): Promise<AdmissionFact[]> {
  const admissions: AdmissionFact[] = [];
  let nextToken: string | undefined;
  do {
    const page = await target.logs.send(
      new FilterLogEventsCommand({
        logGroupName: target.admitLogGroup,
        startTime: beganAt,
        filterPattern: '"admission"',
        ...(nextToken ? { nextToken } : {}),
      }),
    );
    for (const { message = '' } of page.events ?? []) {
      const line = parseLine(message);
      if (line?.message === 'admission' && line.concertId === sale.concertId) {
        admissions.push(line as unknown as AdmissionFact);
      }
    }
    nextToken = page.nextToken;
  } while (nextToken);
  // Two instances write to two streams: the line moves forward only, so its places tell the order.
  return admissions.sort((a, b) => a.to - b.to);
}

function parseLine(message: string): Item | undefined {
  try {
    return JSON.parse(message.slice(message.indexOf('{'))) as Item;
  } catch {
    return undefined;
  }
}
