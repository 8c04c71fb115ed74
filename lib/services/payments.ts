// The payments service: paying a held reservation, from the wallet or by card, and a person's own payments.
import { Construct } from 'constructs';
import { routes } from '../../functions/payments/contract.ts';
import { routes as cardRoutes } from '../../functions/payments/contract-card.ts';
import type { House, InHouse } from '../parts/house.ts';
import type { PortOne } from '../parts/portone.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';
import type { WorkerQueue } from '../parts/worker-queue.ts';
import { chargeLimits } from '../stage.ts';
import type { Catalog } from './catalog.ts';
import type { Queue } from './queue.ts';
import type { Reservations } from './reservations.ts';
import type { Wallet } from './wallet.ts';

interface Asks {
  readonly portone: PortOne;
  readonly catalog: Catalog;
  readonly queue: Queue;
  readonly reservations: Reservations;
  readonly wallet: Wallet;
}

/** Payments that somebody still has to look at, the oldest first. */
export const UNSETTLED = { name: 'unsettled', partitionKey: 'unsettled', sortKey: 'createdAt' };

/** The gateway may take its time over the buyer's money, and API Gateway gives up after 30 s. */
const COMPLETE_SECONDS = 25;

export class Payments extends Construct {
  readonly store: ServiceTable;
  private readonly completing: ServiceFunction;

  constructor(scope: Construct, id: string, { house, ...asks }: InHouse<Asks>) {
    super(scope, id);
    this.store = new ServiceTable(this, {
      stage: house.stage,
      service: 'payments',
      precious: true,
      stream: true,
      sparseIndex: UNSETTLED,
    });
    this.paying(house, asks);
    this.completing = this.completingCards(house, asks);
    this.looking(house, asks);
    this.toppingUp(house, asks);
  }

  private paying(house: House, { portone, catalog, queue, reservations, wallet }: Asks): void {
    const pay = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'pay-reservation',
      userImpact: 'Buyers cannot pay, and lose their seats when their holds end.',
    });
    reservations.grantPay(pay);
    wallet.grantMove(pay);
    catalog.grantReadConcerts(pay);
    portone.grantBegin(pay);
    queue.grantCount(pay);
    this.store.allow(pay, ['GetItem', 'PutItem'], ['PAYMENT#*']);
    house.api.route(routes.pay, pay);
  }

  private completingCards(house: House, { portone, queue, reservations, wallet }: Asks): ServiceFunction {
    const complete = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'complete-payment',
      userImpact: 'Buyers who gave their card are not charged, and lose their seats when their holds end.',
      timeoutSeconds: COMPLETE_SECONDS,
    });
    reservations.grantPay(complete);
    wallet.grantMove(complete);
    portone.grantCharge(complete);
    queue.grantCount(complete);
    complete.name('APPROVAL_SECONDS', String(house.stage.approvalSeconds));
    complete.name('CHARGE_KRW', chargeLimits(house.stage));
    this.store.allow(complete, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem']);
    house.api.route(cardRoutes.complete, complete);
    return complete;
  }

  private looking(house: House, { reservations }: Asks): void {
    const list = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'list-payments',
      userImpact: 'Buyers cannot see their payments; paying still works.',
    });
    reservations.grantRead(list);
    this.store.allow(list, ['BatchGetItem'], ['PAYMENT#*']);
    house.api.route(routes.list, list);

    const one = new ServiceFunction(this, {
      ...house,
      service: 'payments',
      handler: 'get-payment',
      userImpact: 'Buyers cannot see what became of one payment; paying still works.',
    });
    reservations.grantRead(one);
    this.store.allow(one, ['GetItem'], ['PAYMENT#*']);
    house.api.route(routes.one, one);
  }

  private toppingUp({ stage }: House, { portone, wallet: { charging } }: Asks): void {
    portone.grantBegin(charging);
    charging.name('CHARGE_KRW', chargeLimits(stage));
    this.store.allow(charging, ['GetItem', 'PutItem'], ['PAYMENT#*']);
    this.store.allow(charging, ['BatchGetItem'], ['PAYMENT#*', 'PERSON#*']);
  }

  /** Lets the last gate ask for a second look at what it began; called once there is somebody to look. */
  settleBy(settling: WorkerQueue): void {
    settling.grantSend(this.completing, 'SETTLE_QUEUE_URL');
  }

  /** Lets a function read card payments. */
  grantRead(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem', 'BatchGetItem'], ['PAYMENT#*']);
  }

  /** Lets a function ask in a transaction for money to go back to a card. */
  grantReturn(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem', 'UpdateItem'], ['PAYMENT#*']);
  }
}
