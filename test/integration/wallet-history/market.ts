// A booth whose books are kept: money moves by the real use cases, and history, checks and books look at it.
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { events as payments } from '../../../functions/payments/contract.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import type { Published } from '../../../functions/shared/event.ts';
import { Refusal } from '../../../functions/shared/refusal.ts';
import { slotName } from '../../../functions/shared/slots.ts';
import { events as wallets } from '../../../functions/wallet/contract.ts';
import { eventsOf } from '../../../functions/wallet/outbox.ts';
import { createLineReads } from '../../../functions/wallet/reads-lines.ts';
import type { HistoryLine } from '../../../functions/wallet-history/contract.ts';
import { createHistoryStore } from '../../../functions/wallet-history/store.ts';
import { keepFailure, readHistory } from '../../../functions/wallet-history/use-cases.ts';
import { balanceBooks } from '../../../functions/wallet-history/use-cases-books.ts';
import {
  type Check,
  checkCharge,
  checkPayment,
  checkRefund,
} from '../../../functions/wallet-history/use-cases-check.ts';
import type { TestTable } from '../../support/table.ts';
import { createBooth, START } from '../reservations/booth.ts';

export interface Bought {
  readonly reservationId: string;
  readonly seatNo: number;
}

export type Market = ReturnType<typeof createMarket>;

/** One table stands in for all services'. */
export function createMarket(table: TestTable) {
  const booth = createBooth(table);
  const store = createHistoryStore({ db: table.db, WALLET_HISTORY_TABLE: table.name });
  const lines = createLineReads({ db: table.db, WALLET_TABLE: table.name });
  const operator = 'rsv_operator0000';

  /** A person's events of money, as the relay would tell them. */
  async function told(person: string): Promise<Published[]> {
    const pages = { KeyConditionExpression: 'pk = :user', ExpressionAttributeValues: { ':user': pk(person) } };
    const items = [];
    for (let from: Record<string, unknown> | undefined; ; ) {
      const start = from ? { ExclusiveStartKey: from } : {};
      const page = await table.db.send(new QueryCommand({ TableName: table.name, ...pages, ...start }));
      items.push(...(page.Items ?? []));
      from = page.LastEvaluatedKey;
      if (!from) return items.flatMap((now) => eventsOf({ old: undefined, now, expired: false }));
    }
  }

  const pk = (person: string) => `USER#${booth.userOf(person)}`;

  return {
    booth,
    store,
    lines,
    told,
    pk,
    charge: (person: string, amount: number) => patiently(() => booth.charge(person, amount)),
    /** Holds and pays a seat that nobody else wants. */
    async buy(person: string, seatNo: number): Promise<Bought> {
      const held = await patiently(() => booth.hold({ person, seatNos: [seatNo], limit: 10_000 }));
      await patiently(() => booth.pay(person, held.reservationId));
      return { reservationId: held.reservationId, seatNo };
    },
    /** An operator takes the seat before it is confirmed, so the money goes back; then gives the seat up. */
    async refund({ reservationId, seatNo }: Bought): Promise<void> {
      const ref = { section: 0, block: Math.floor((seatNo - 1) / 48) };
      await booth.seats.releaseOwn(booth.scheduleId, ref, { reservationId });
      const untilMs = Math.ceil(booth.now / 1000) * 1000 + 60_000;
      const claim = { reservationId: operator, untilMs, slots: [slotName((seatNo - 1) % 48)] };
      await booth.seats.claim(booth.scheduleId, ref, { ...claim, over: {} });
      await patiently(() => booth.confirm(reservationId));
      await booth.seats.releaseOwn(booth.scheduleId, ref, { reservationId: operator });
    },
    history: (person: string, page: { limit?: number; cursor?: string | undefined; include?: 'failed' } = {}) =>
      readHistory({ lines, store }, { ...page, userId: booth.userOf(person), now: booth.now }),
    /** What the consumer of events of money finds. */
    check: (events: readonly Published[]) => Promise.all(events.map((event) => checked(lines, event))),
    /**
     * @param db what the job reads through
     * @param scanItems so few that a scan goes from answer to answer in the middle of a wallet
     */
    balance: (db: Db = table.db, scanItems = 3) => {
      const scanned = createLineReads({ db, WALLET_TABLE: table.name, scanItems });
      return balanceBooks({ lines: scanned, store, clock: () => booth.now + 5 }, booth.now);
    },
    /** What the consumer of failed attempts does with all of the booth's. */
    async keepFailures(): Promise<void> {
      for (const { envelope } of await booth.events()) {
        if (envelope.type !== 'PaymentFailed') continue;
        const data = envelope.data as Parameters<typeof keepFailure>[2]['data'];
        const cause = { correlationId: envelope.correlationId, causationId: envelope.id };
        await keepFailure(store, 'PAYMENT_FAILED', { data, envelope, cause });
      }
    },
  };
}

function checked(lines: ReturnType<typeof createLineReads>, { envelope }: Published): Promise<Check> {
  switch (envelope.type) {
    case wallets.ChargeCompleted.type:
      return checkCharge(lines, envelope, envelope.data as Parameters<typeof checkCharge>[2]);
    case payments.PaymentCompleted.type:
      return checkPayment(lines, envelope, envelope.data as Parameters<typeof checkPayment>[2]);
    case payments.PaymentRefunded.type:
      return checkRefund(lines, envelope, envelope.data as Parameters<typeof checkRefund>[2]);
    default:
      throw new Error(`${envelope.type} is no event of money`);
  }
}

/** As clients and queues do: what was told to try again, or failed while others moved the same, is tried again. */
async function patiently<T>(step: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await step();
    } catch (error) {
      const passing =
        error instanceof Refusal ? error.kind.code === 'TRY_AGAIN' : String(error).includes('while others');
      if (!passing || tries === 20) throw error;
    }
  }
}

/** Moves money `movements` times: several processes charge, buy and give back on one wallet at once. */
export async function moveALot(market: Market, person: string, movements: number): Promise<void> {
  const PROCESSES = 4;
  const seatsEach = 24;
  let left = movements;
  const takes = () => left-- > 0;
  const work = async (process: number) => {
    let kept = 0;
    for (let round = 0; takes(); round++) {
      market.booth.now = Math.max(market.booth.now, START + movements - left);
      await market.charge(person, 1_000 + round);
      if (!takes()) return;
      const bought = await market.buy(person, process * seatsEach + kept + 1);
      if (round % 5 === 4) kept += 1;
      else if (takes()) await market.refund(bought);
      else return;
    }
  };
  await Promise.all(Array.from({ length: PROCESSES }, (_, process) => work(process)));
}

/** What is wrong with a whole history, newest first: numbers, and balances. */
export function faultsIn(history: readonly HistoryLine[]): string[] {
  let balance = 0;
  return history.toReversed().flatMap(({ type, amount = 0, balanceAfter, walletVersion }, i) => {
    balance += type === 'PAYMENT' ? -amount : amount;
    const right = walletVersion === i + 1 && balanceAfter === balance;
    return right ? [] : [`line ${i + 1} is ${walletVersion}, with ${balanceAfter} after ${balance}`];
  });
}
