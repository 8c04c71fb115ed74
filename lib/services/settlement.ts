// What follows a card payment: webhooks, the worker that brings each to its end, and the books compared with the gateway's.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { events } from '../../functions/payments/contract.ts';
import { adminRoutes, routes as cardRoutes } from '../../functions/payments/contract-card.ts';
import type { House, InHouse } from '../parts/house.ts';
import type { PortOne } from '../parts/portone.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { Timer } from '../parts/timer.ts';
import type { WorkerQueue } from '../parts/worker-queue.ts';
import type { Catalog } from './catalog.ts';
import { type Payments, UNSETTLED } from './payments.ts';
import type { Reservations } from './reservations.ts';
import type { Seats } from './seats.ts';
import type { Wallet } from './wallet.ts';

interface Asks {
  readonly portone: PortOne;
  readonly catalog: Catalog;
  readonly seats: Seats;
  readonly reservations: Reservations;
  readonly wallet: Wallet;
  readonly payments: Payments;
}

const SETTLING = 'Card payments whose outcome was not known at once stay open, and refunds to cards wait.';

/** A day, and what a retry may take. */
const SILENT_HOURS = 26;

/** A whole processor: every payment is read. */
const REPORT_MEMORY_MB = 1_769;

export class Settlement extends Construct {
  /** Who asks for a second look at a payment sends to it. */
  readonly settling: WorkerQueue;

  constructor(scope: Construct, id: string, { house, ...asks }: InHouse<Asks>) {
    super(scope, id);
    this.settling = this.working(house, asks);
    this.listening(house, asks);
    this.reconciling(house, asks);
    this.reporting(house, asks);
    this.managing(house, asks);
  }

  private working(house: House, { portone, catalog, seats, reservations, wallet, payments }: Asks): WorkerQueue {
    const settle = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'settle-payment',
      userImpact: SETTLING,
      sendsToItself: true,
      timeoutSeconds: 30,
    });
    payments.store.allow(settle, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']);
    reservations.grantHoldAgain(settle);
    seats.grantClaim(settle);
    catalog.grantRead(settle);
    wallet.grantMove(settle);
    portone.grantCharge(settle);
    const settling = house.bus.deliver(events.RefundRequested, settle, {
      name: 'payments-settle',
      userImpact: SETTLING,
      // The gateway is waited for: a batch goes out side by side.
      atOnce: 20,
    });
    settling.grantSend(settle, 'SETTLE_QUEUE_URL');
    const { alarms } = house;
    const raise = (name: string, userImpact: string, metric: string) =>
      alarms.raiseOnCount(`payments-${name}`, userImpact, 'payments', metric);
    raise(
      'mismatches',
      'Money was taken by a card that is not what was asked for; it goes back, and the buyer has no ticket.',
      'paymentMismatches',
    );
    raise(
      'auto-approved',
      'The card channel takes money before it is asked to: buyers may pay for seats that are gone.',
      'paymentsAutoApproved',
    );
    raise(
      'cancelled-elsewhere',
      'The gateway gave back money of a ticket that is still good: nobody here asked for it.',
      'paymentsCancelledElsewhere',
    );
    raise('refund-tasks', 'A refund to a card was refused: the buyer waits until an operator acts.', 'refundTasks');
    const failing = 'paymentProviderFailures';
    const AT_ONCE = 10;
    const failsToPay = 'The card gateway fails or does not answer: buyers cannot pay by card.';
    alarms.raiseOnCount('payments-provider', failsToPay, 'payments', failing, AT_ONCE);
    const failsToCharge = 'The card gateway fails or does not answer: buyers cannot begin to top up by card.';
    alarms.raiseOnCount('wallet-card-provider', failsToCharge, 'wallet', failing, AT_ONCE);
    return settling;
  }

  private listening(house: House, { portone }: Asks): void {
    const receive = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'receive-webhook',
      userImpact: 'What the gateway says by itself is heard late: outcomes that were not known at once take minutes.',
    });
    portone.grantVerify(receive);
    this.settling.grantSend(receive, 'SETTLE_QUEUE_URL');
    house.api.route(cardRoutes.webhook, receive);
    house.alarms.raiseOnCount(
      'payments-webhooks-refused',
      "Webhooks with a bad signature arrive: PortOne's secret was changed, or somebody plays it.",
      'payments',
      'webhooksRefused',
      10,
    );
  }

  private reconciling(house: House, { payments }: Asks): void {
    const reconcile = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'reconcile-payments',
      userImpact: 'Card payments whose webhooks were lost stay open.',
      timeoutSeconds: 120,
    });
    payments.store.allowIndex(reconcile, UNSETTLED);
    this.settling.grantSend(reconcile, 'SETTLE_QUEUE_URL');
    new Timer(this, {
      stage: house.stage,
      name: 'payments-each-five-minutes',
      description: 'Looks at every card payment that is not settled',
      every: Duration.minutes(5),
      worker: reconcile,
      // What one look missed the next one finds.
      retries: 0,
      maxAge: Duration.minutes(5),
    });
    house.alarms.raiseOnCount(
      'payments-overdue',
      'A card payment or its refund is not settled for half an hour: a buyer does not know what became of the money.',
      'payments',
      'paymentsOverdue',
    );
  }

  private reporting(house: House, { portone, payments }: Asks): void {
    const report = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'report-payments',
      userImpact: "Nobody knows today whether our books are the gateway's; nobody is affected yet.",
      timeoutSeconds: 900,
      memoryMb: REPORT_MEMORY_MB,
    });
    payments.store.allow(report, ['Scan', 'BatchGetItem', 'PutItem']);
    portone.grantCharge(report);
    this.settling.grantSend(report, 'SETTLE_QUEUE_URL');
    new Timer(this, {
      stage: house.stage,
      name: 'payments-each-day',
      description: "Compares a day's card payments with the gateway's books",
      every: Duration.days(1),
      worker: report,
      retries: 2,
      maxAge: Duration.hours(2),
    });
    house.alarms.raiseOnCount(
      'payments-books-off',
      "Our books of card payments are not the gateway's: somebody paid for nothing, or nothing for something.",
      'payments',
      'paymentReportFaults',
    );
    house.alarms.raiseOnSilence(
      'payments-books-missing',
      'Card payments were not compared with the gateway for more than a day: nobody would notice if money were missing.',
      'payments',
      'paymentReports',
      SILENT_HOURS,
    );
  }

  private managing(house: House, { payments }: Asks): void {
    const manage = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'manage-payments',
      userImpact: 'Operators cannot see refunds that wait for them, nor the daily comparison; buyers notice nothing.',
    });
    payments.store.allow(manage, ['GetItem', 'UpdateItem'], ['PAYMENT#*']);
    payments.store.allow(manage, ['Query'], ['REPORT']);
    payments.store.allowIndex(manage, UNSETTLED);
    this.settling.grantSend(manage, 'SETTLE_QUEUE_URL');
    for (const route of Object.values(adminRoutes)) house.api.route(route, manage);
  }
}
