// The operations service: what operators see of orders, journeys and dead letters, and how they mend them.
import { Construct } from 'constructs';
import { adminRoutes as routes } from '../../functions/operations/contract.ts';
import type { House, InHouse } from '../parts/house.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { DeadLetters, WorkerQueue } from '../parts/worker-queue.ts';
import type { Auth } from './auth.ts';
import type { ExternalData } from './external-data.ts';
import type { Payments } from './payments.ts';
import type { Reservations } from './reservations.ts';
import type { Wallet } from './wallet.ts';

interface Asks {
  readonly auth: Auth;
  readonly reservations: Reservations;
  readonly wallet: Wallet;
  readonly payments: Payments;
  readonly externalData: ExternalData;
}

/** API Gateway gives up after 30 s. */
const TIMEOUT_SECONDS = 29;

/** Whose logs tell of an order. */
const JOURNEY = [
  'reservations-reserve-seat',
  'reservations-watch-reservation',
  'reservations-confirm-reservation',
  'reservations-cancel-reservation',
  'reservations-end-standing',
  'reservations-sweep-reservations',
  'payments-pay-reservation',
  'payments-complete-payment',
  'payments-settle-payment',
  'seats-release-seats',
  'seats-count-seats',
  'queue-end-place',
  'ranking-refresh-ranking',
  'wallet-history-check-lines',
  'wallet-history-keep-failures',
  'external-data-forward-events',
];

/** Made last: it sees the dead letters of all that was made before. */
export class Operations extends Construct {
  constructor(scope: Construct, id: string, { house, ...asks }: InHouse<Asks>) {
    super(scope, id);
    this.deadLetters(house);
    this.orders(house, asks);
    this.journeys(house, asks);
  }

  private deadLetters(house: House): void {
    const manage = this.part(house, 'manage-dead-letters', 'Operators cannot look at dead letters, nor redrive them.');
    const all = this.node.root.node.findAll();
    const dead = all.filter((construct) => construct instanceof DeadLetters);
    const workers = all.filter((construct) => construct instanceof WorkerQueue);
    manage.allow(
      [
        'sqs:GetQueueUrl',
        'sqs:GetQueueAttributes',
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:ChangeMessageVisibility',
      ],
      dead.map(({ queueArn }) => queueArn),
    );
    manage.allow(
      ['sqs:GetQueueUrl', 'sqs:SendMessage'],
      workers.map(({ queue }) => queue.queueArn),
    );
    manage.allowLogsOf(workers.map(({ worker }) => worker));
    const entries = workers.map(({ shortName, worker }) => {
      const letters = dead.filter(({ feeds }) => feeds === shortName);
      return `${shortName}:${worker.shortName}${letters.length > 1 ? '+' : ''}`;
    });
    const alone = dead.filter(({ feeds }) => feeds === undefined).map(({ shortName }) => shortName);
    manage.name('DEAD_LETTERS', [...entries, ...alone].join(','));
    for (const route of [routes.deadLetters, routes.deadMessages, routes.redrive]) house.api.route(route, manage);
  }

  private orders(house: House, { auth, reservations, payments }: Asks): void {
    const find = this.part(house, 'find-orders', 'Operators cannot find orders; buyers notice nothing.');
    auth.grantReadAccounts(find);
    reservations.grantRead(find);
    payments.grantRead(find);
    house.api.route(routes.orders, find);
  }

  private journeys(house: House, { reservations, wallet, payments, externalData }: Asks): void {
    const show = this.part(house, 'show-journey', 'Operators cannot see where an order stands; buyers notice nothing.');
    reservations.grantRead(show);
    wallet.grantRead(show);
    payments.grantRead(show);
    externalData.grantReadDeliveries(show);
    const parts = this.node.root.node.findAll().filter((construct) => construct instanceof ServiceFunction);
    show.allowLogsOf(parts.filter(({ shortName }) => JOURNEY.includes(shortName)));
    show.name('JOURNEY_LOGS', JOURNEY.join(','));
    show.name('APPROVAL_SECONDS', String(house.stage.approvalSeconds));
    house.api.route(routes.journey, show);
  }

  private part(house: House, handler: string, userImpact: string): ServiceFunction {
    return new ServiceFunction(this, {
      ...house,
      service: 'operations',
      handler,
      userImpact,
      timeoutSeconds: TIMEOUT_SECONDS,
    });
  }
}
