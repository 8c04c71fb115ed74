// A date with two seats whose tickets are paid by card: the real handlers over tables in memory, a PortOne in the test's
// own time, and every message and webhook in the test's hands.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Webhook } from 'standardwebhooks';
import { vi } from 'vitest';
import type { CardIntentView } from '../../functions/payments/contract.ts';
import { routes as paymentRoutes } from '../../functions/payments/contract.ts';
import { adminRoutes, routes as cardRoutes } from '../../functions/payments/contract-card.ts';
import { isUnsettled } from '../../functions/payments/domain-card.ts';
import { cardOf } from '../../functions/payments/keys.ts';
import { routes as reservationRoutes } from '../../functions/reservations/contract.ts';
import { keptOf } from '../../functions/reservations/keys.ts';
import type { Reservation } from '../../functions/reservations/reads.ts';
import { toDay } from '../../functions/shared/clock.ts';
import { isCardId } from '../../functions/shared/ids.ts';
import { routes as walletRoutes } from '../../functions/wallet/contract.ts';
import { CARD_CHANNEL_KEY, STORE_ID, WEBHOOK_SECRET } from '../../localstack/portone/account.ts';
import { createPortone, type Portone, type Token, type Told } from './card-portone.ts';
import { noWaiting, request } from './card-processes.ts';
import { ask, passes } from './http-event.ts';
import { createMemoryDb, type MemoryDb } from './memory-db.ts';
import {
  type Delivery,
  deliver,
  deliveriesOf,
  eventsIn,
  playStack,
  setNow,
  TABLES,
  type Tables,
  takeSent,
} from './saga.ts';
import { openSale } from './saga-sale.ts';

export const START = 1_800_000_000_000;
export const tables = Object.fromEntries(TABLES.map((name) => [name, name])) as Tables;

/** Whose messages matter to money and seats; of others nothing is delivered. */
const DELIVERED = /^(payments|reservations|seats)\/(?!count-seats)/;
/** When a message comes again whose consumer failed. */
const AGAIN_MS = 30_000;

let db: MemoryDb;
let portone: Portone;

/** Makes this process the stack's, as `playStack` does and with the same end, with the gateway beside it. */
export function playCards(): void {
  playStack(tables);
  const env = {
    PORTONE_URL: 'http://portone.test',
    PORTONE_STORE_ID: STORE_ID,
    PORTONE_SECRET: 'the secret of PortOne',
    PORTONE_LIVE: 'off',
    PORTONE_CARD_CHANNEL: CARD_CHANNEL_KEY,
    PORTONE_WEBHOOK_SECRET: WEBHOOK_SECRET,
    CARD_REDIRECT_URL: 'none',
    CHARGE_KRW: '1000000,3000000,2000000',
    DIRECT_TOP_UP: 'on',
    APPROVAL_SECONDS: '60',
    ID_SECRET: 'the secret of ids',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  // A secret's id is its text.
  const secret = async ({ input }: { input: { SecretId: string } }) => ({ SecretString: input.SecretId });
  vi.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(secret as never);
  const toTable = (command: Parameters<MemoryDb['send']>[0]) => request(() => db.send(command));
  vi.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(toTable as never);
  const queue = vi.mocked(SQSClient.prototype.send);
  const enqueue = queue.getMockImplementation() as unknown as (command: unknown) => Promise<unknown>;
  queue.mockImplementation(((command: unknown) => request(() => enqueue(command))) as never);
  const toPortone: typeof fetch = (url, init) => request(() => portone.fetch(url as URL, init));
  vi.spyOn(globalThis, 'fetch').mockImplementation(toPortone);
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(noWaiting(setImmediate) as never);
}

type Handlers = Awaited<ReturnType<typeof loadHandlers>>;
let loading: Promise<Handlers> | undefined;

/** After the environment is there. */
async function loadHandlers() {
  const [pay, complete, webhook, reconcile, report, manage, cancel, charge] = await Promise.all([
    import('../../functions/payments/handlers/pay-reservation.ts'),
    import('../../functions/payments/handlers/complete-payment.ts'),
    import('../../functions/payments/handlers/receive-webhook.ts'),
    import('../../functions/payments/handlers/reconcile-payments.ts'),
    import('../../functions/payments/handlers/report-payments.ts'),
    import('../../functions/payments/handlers/manage-payments.ts'),
    import('../../functions/reservations/handlers/cancel-reservation.ts'),
    import('../../functions/wallet/handlers/charge-wallet.ts'),
  ]);
  return { pay, complete, webhook, reconcile, report, manage, cancel, charge };
}

export type CardSale = Awaited<ReturnType<typeof openCardSale>>;

export async function openCardSale() {
  db = createMemoryDb();
  portone = createPortone();
  takeSent();
  setNow(START);
  loading ??= loadHandlers();
  const on = await loading;
  const sale = await openSale(db, tables);
  const { concertId } = sale;
  const userOf = (name: string) => `${name}-${concertId}`;
  const gateOf = (name: string) => ({ ...passes, concertId, userId: userOf(name), personId: `person-${userOf(name)}` });
  const queue: Delivery[] = [];
  const known = new Set<string>();

  const reservations = (): Reservation[] =>
    db
      .items(tables.RESERVATIONS_TABLE)
      .filter(({ sk, userId }) => sk === 'RESERVATION' && userId !== undefined)
      .map((item) => keptOf(item) as Reservation);

  const self = {
    db,
    portone,
    queue,
    concertId,
    scheduleId: sale.scheduleId,
    reservations,
    payments: () =>
      db
        .items(tables.PAYMENTS_TABLE)
        .filter(({ sk }) => sk === 'PAYMENT')
        .map(cardOf),
    /** The reservation that somebody made last. */
    newestOf: (name: string) =>
      reservations()
        .filter(({ userId }) => userId === userOf(name))
        .toSorted((a, b) => a.reservedAt - b.reservedAt)
        .at(-1),
    charge: sale.charge,
    hold: sale.hold,
    /** @returns what the checkout is opened with, unless it was refused */
    async begin(name: string, reservationId: string): Promise<CardIntentView | undefined> {
      const body = { reservationId, method: 'CARD' };
      const answer = await ask(on.pay.handler, paymentRoutes.pay, { body, gate: gateOf(name) });
      return answer.status === 200 ? (answer.body as unknown as CardIntentView) : undefined;
    },
    /** Begins to charge the wallet by card. */
    async beginCharge(name: string, amount: number): Promise<CardIntentView | undefined> {
      const body = { amount, method: 'CARD' };
      const answer = await ask(on.charge.handler, walletRoutes.charge, { body, gate: gateOf(name) });
      return answer.status === 200 ? (answer.body as unknown as CardIntentView) : undefined;
    },
    /** What a wallet was charged with by card, by payment. */
    chargedBy: () =>
      db
        .items(tables.WALLET_TABLE)
        .filter(({ sk, id }) => String(sk).startsWith('LINE#') && isCardId(String(id)))
        .filter(({ type }) => type === 'CHARGE')
        .map(({ id, amount }) => ({ paymentId: String(id), amount: Number(amount) })),
    payFromWallet: (name: string, reservationId: string) =>
      ask(on.pay.handler, paymentRoutes.pay, { body: { reservationId, method: 'WALLET' }, gate: gateOf(name) }),
    complete(name: string, { paymentId, ...body }: Token) {
      return ask(on.complete.handler, cardRoutes.complete, { params: { paymentId }, body, gate: gateOf(name) });
    },
    cancel: (name: string, reservationId: string) =>
      ask(on.cancel.handler, reservationRoutes.cancel, { params: { reservationId }, gate: gateOf(name) }),
    /** @param at when it was signed */
    webhook({ text }: Told, at = Date.now()) {
      const headers = {
        'webhook-id': 'message-1',
        'webhook-timestamp': String(Math.floor(at / 1000)),
        'webhook-signature': new Webhook(WEBHOOK_SECRET).sign('message-1', new Date(at), text),
      };
      return ask(on.webhook.handler, cardRoutes.webhook, { body: text, headers, gate: null });
    },
    reconcile: () => on.reconcile.handler(),
    report: (date: string) => on.report.handler({ date }),
    retryRefund: (paymentId: string) => ask(on.manage.handler, adminRoutes.retry, { params: { paymentId } }),
    /** Puts what was sent and told meanwhile into the queue. */
    async collect(): Promise<void> {
      queue.push(...takeSent().filter(({ handler }) => DELIVERED.test(handler)));
      for (const event of await eventsIn(db, tables, concertId)) {
        if (known.has(event.envelope.id)) continue;
        known.add(event.envelope.id);
        queue.push(...deliveriesOf(event, Date.now()).filter(({ handler }) => DELIVERED.test(handler)));
      }
    },
    due: (): Delivery[] => queue.filter(({ dueAt }) => dueAt <= Date.now()),
    /** @param how `keep`: it comes once more, as queues may do */
    async deliver(message: Delivery, { keep = false } = {}): Promise<void> {
      const at = queue.indexOf(message);
      if (at >= 0 && !keep) queue.splice(at, 1);
      let isDone = false;
      try {
        isDone = await deliver(message);
      } finally {
        if (!isDone && !keep) queue.push({ ...message, dueAt: Date.now() + AGAIN_MS });
      }
    },
  };
  return self;
}

/** Turns after which something goes on for ever. */
const ENDS_WITHIN = 2_000;
const STEP_MS = 1_800_000;
const DAY_MS = 86_400_000;

/** Lets time go on, with no more bad days, until nothing is left to be done, not even by the reports of all days. */
export async function toTheEnd(sale: CardSale): Promise<void> {
  const { portone } = sale;
  portone.isDown = false;
  portone.confirmDay = () => 'good';
  portone.cancelDay = () => 'good';
  await toRest(sale);
  // As each day's does on the next one.
  for (let at = START; at < Date.now() + DAY_MS; at += DAY_MS) await sale.report(toDay(at));
  await toRest(sale);
}

async function toRest(sale: CardSale): Promise<void> {
  for (let turn = 0; turn < ENDS_WITHIN; turn++) {
    sale.portone.goOn();
    await sale.collect();
    const due = sale.due();
    for (const message of due) await sale.deliver(message);
    if (due.length > 0) continue;
    const soonest = Math.min(
      ...sale.queue.map(({ dueAt }) => dueAt),
      sale.portone.nextAt() ?? Number.POSITIVE_INFINITY,
    );
    const open = sale.payments().filter(isUnsettled);
    if (soonest === Number.POSITIVE_INFINITY && open.length === 0) return;
    // As an operator would.
    for (const { paymentId, task } of open) if (task) await sale.retryRefund(paymentId);
    setNow(Math.max(Date.now() + 1, Math.min(soonest, Date.now() + STEP_MS)));
    await sale.reconcile();
  }
  throw new Error(`not at rest: ${JSON.stringify([sale.payments(), sale.queue], null, 1)}`);
}
