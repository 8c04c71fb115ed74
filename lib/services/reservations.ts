// The reservations service: holds, their ends, and what follows a payment.
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { events as payments } from '../../functions/payments/contract.ts';
import { events, routes } from '../../functions/reservations/contract.ts';
import type { House, InHouse } from '../parts/house.ts';
import { RandomSecret } from '../parts/random-secret.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';
import { Timer } from '../parts/timer.ts';
import type { WorkerQueue } from '../parts/worker-queue.ts';
import type { Catalog } from './catalog.ts';
import type { Payments } from './payments.ts';
import type { Queue } from './queue.ts';
import type { Seats } from './seats.ts';
import type { Wallet } from './wallet.ts';

interface Asks {
  readonly catalog: Catalog;
  readonly queue: Queue;
  readonly seats: Seats;
  readonly wallet: Wallet;
}

/** What ending a hold takes, whoever finds it over. */
const SETTLE = ['GetItem', 'PutItem', 'UpdateItem'] as const;

export class Reservations extends Construct {
  readonly store: ServiceTable;
  private readonly idSecret: RandomSecret;
  /** Who gives money back, and who asks what became of a payment. */
  private readonly givingBack: ServiceFunction[] = [];
  private readonly inquiring: ServiceFunction[] = [];

  constructor(scope: Construct, id: string, { house, ...asks }: InHouse<Asks>) {
    super(scope, id);
    const { stage } = house;
    this.store = new ServiceTable(this, { stage, service: 'reservations', precious: true, stream: true });
    this.idSecret = new RandomSecret(this, 'IdSecret', stage, 'makes reservation ids that nobody can aim at');
    this.holding(house, asks);
    this.looking(house);
    this.cancelling(house, asks);
    const confirming = this.ending(house, asks);
    this.sweeping(house, asks, confirming);
  }

  private holding(house: House, { catalog, queue, seats }: Asks): void {
    const reserve = new ServiceFunction(this, {
      ...house,
      service: 'reservations',
      handler: 'reserve-seat',
      userImpact: 'Admitted buyers cannot hold a seat, while their lease runs.',
    });
    this.store.allow(reserve, ['BatchGetItem', ...SETTLE]);
    seats.grantClaim(reserve);
    seats.grantRead(reserve);
    catalog.grantRead(reserve);
    queue.grantCount(reserve);
    this.idSecret.grantRead(reserve, 'ID_SECRET');
    for (const route of [routes.reserve, routes.hold]) house.api.route(route, reserve);
  }

  private looking(house: House): void {
    const list = new ServiceFunction(this, {
      ...house,
      service: 'reservations',
      handler: 'list-reservations',
      userImpact: 'Buyers cannot see their reservations; holding and paying still work.',
    });
    this.store.allow(list, ['Query', 'BatchGetItem']);
    house.api.route(routes.list, list);

    const one = new ServiceFunction(this, {
      ...house,
      service: 'reservations',
      handler: 'get-reservation',
      userImpact: 'Buyers who paid do not see that their ticket is confirmed.',
    });
    this.store.allow(one, ['GetItem']);
    house.api.route(routes.one, one);
  }

  private cancelling(house: House, { catalog, seats, wallet }: Asks): void {
    const cancel = new ServiceFunction(this, {
      ...house,
      service: 'reservations',
      handler: 'cancel-reservation',
      userImpact: 'Buyers cannot give up a hold or some of its seats, or cancel a ticket.',
    });
    this.store.allow(cancel, SETTLE);
    seats.grantRelease(cancel);
    wallet.grantMove(cancel);
    catalog.grantReadConcerts(cancel);
    this.givingBack.push(cancel);
    for (const route of [routes.cancel, routes.keep]) house.api.route(route, cancel);

    const terms = new ServiceFunction(this, {
      ...house,
      service: 'reservations',
      handler: 'get-cancellation',
      userImpact: 'Buyers do not see what cancelling would give back; cancelling still works.',
    });
    this.store.allow(terms, ['GetItem']);
    catalog.grantReadConcerts(terms);
    house.api.route(routes.cancellation, terms);
  }

  private ending(house: House, { seats, wallet }: Asks): WorkerQueue {
    const make = (handler: string, userImpact: string, more: { sendsToItself?: boolean } = {}) => ({
      fn: new ServiceFunction(this, { ...house, service: 'reservations', handler, userImpact, ...more }),
      userImpact,
    });

    const confirm = make('confirm-reservation', 'Buyers have paid, but their tickets stay unconfirmed.');
    this.store.allow(confirm.fn, ['GetItem', 'UpdateItem']);
    seats.grantSell(confirm.fn);
    wallet.grantMove(confirm.fn);
    this.givingBack.push(confirm.fn);
    const confirming = house.bus.deliver(payments.PaymentCompleted, confirm.fn, {
      name: 'reservations-confirm',
      userImpact: confirm.userImpact,
    });

    const watch = make(
      'watch-reservation',
      'A lost confirmation is not asked for again, and buyers learn late that their hold has lapsed; its seat is free all the same.',
      { sendsToItself: true },
    );
    this.store.allow(watch.fn, SETTLE);
    const watching = house.bus.deliver(events.SeatReserved, watch.fn, {
      name: 'reservations-watch',
      userImpact: watch.userImpact,
    });
    watching.grantSend(watch.fn, 'WATCH_QUEUE_URL');
    confirming.grantSend(watch.fn, 'CONFIRM_QUEUE_URL');
    this.inquiring.push(watch.fn);

    const standing = make('end-standing', 'Buyers at their limit wait longer for the answer when they hold again.');
    this.store.allow(standing.fn, ['UpdateItem']);
    house.bus.deliver(events.ReservationFailed, standing.fn, {
      name: 'reservations-standing',
      userImpact: standing.userImpact,
    });
    return confirming;
  }

  /** The last look at what should have gone on by itself. */
  private sweeping(house: House, { catalog, seats, queue }: Asks, confirming: WorkerQueue): void {
    const sweep = new ServiceFunction(this, {
      ...house,
      service: 'reservations',
      handler: 'sweep-reservations',
      userImpact: 'A paid ticket whose messages were all lost stays unconfirmed.',
      timeoutSeconds: 55,
      memoryMb: 1_024,
    });
    this.store.allow(sweep, ['BatchGetItem', ...SETTLE]);
    seats.grantRead(sweep);
    seats.grantRelease(sweep);
    catalog.grantRead(sweep);
    confirming.grantSend(sweep, 'CONFIRM_QUEUE_URL');
    queue.grantReadPlaces(sweep);
    house.bus.grantPublish(sweep);
    this.inquiring.push(sweep);
    new Timer(this, {
      stage: house.stage,
      name: 'reservations-each-minute',
      description: 'Finds reservations that stand still',
      every: Duration.minutes(1),
      worker: sweep,
      // What one look missed the next one finds.
      retries: 0,
      maxAge: Duration.minutes(1),
    });
    house.alarms.raiseOnCount(
      'reservations-stuck',
      'A buyer has paid, and the ticket could not be confirmed for five minutes.',
      'reservations',
      'journeysStuck',
    );
    house.alarms.raiseOnCount(
      'reservations-told-again',
      'An event of a ticket had no effect and was told again: others may have been lost with it.',
      'reservations',
      'eventsToldAgain',
    );
  }

  /** Lets tickets that were paid by card be given back, and payments that stand still be asked for. */
  knowPayments(payments: Payments, settling: WorkerQueue): void {
    for (const fn of this.givingBack) payments.grantReturn(fn);
    for (const fn of this.inquiring) settling.grantSend(fn, 'SETTLE_QUEUE_URL');
  }

  /** Lets a function pay a reservation, or hold the seats of one that ended again. */
  grantHoldAgain(fn: ServiceFunction): void {
    this.store.allow(fn, ['BatchGetItem', ...SETTLE]);
    this.idSecret.grantRead(fn, 'ID_SECRET');
  }

  /** Lets a function read reservations and a person's list of them. */
  grantRead(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem', 'BatchGetItem', 'Query']);
  }

  /** Lets a function read when tickets were confirmed. */
  grantReadSales(fn: ServiceFunction): void {
    this.store.allow(fn, ['BatchGetItem'], ['RESERVATION#*']);
  }

  /** Lets a function pay a reservation in a transaction, or record that paying failed. */
  grantPay(fn: ServiceFunction): void {
    this.store.allow(fn, ['GetItem', 'UpdateItem']);
  }

  /** Lets the relay tell this table's changes, and give a reservation that TTL deleted its end. */
  grantEntomb(fn: ServiceFunction): void {
    this.store.allow(fn, ['PutItem']);
  }
}
