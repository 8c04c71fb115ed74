// The external-data service: what outside platforms are told, by signed webhooks.
import { Construct } from 'constructs';
import { adminRoutes, events } from '../../functions/external-data/contract.ts';
import { events as payments } from '../../functions/payments/contract.ts';
import { events as reservations } from '../../functions/reservations/contract.ts';
import { events as seats } from '../../functions/seats/contract.ts';
import type { House, InHouse } from '../parts/house.ts';
import { RandomSecret } from '../parts/random-secret.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { ServiceTable } from '../parts/service-table.ts';
import { WorkerQueue } from '../parts/worker-queue.ts';

export class ExternalData extends Construct {
  readonly store: ServiceTable;
  private readonly secret: RandomSecret;

  constructor(scope: Construct, id: string, { house }: InHouse) {
    super(scope, id);
    this.store = new ServiceTable(this, {
      stage: house.stage,
      service: 'external-data',
      precious: false,
      stream: true,
    });
    this.secret = new RandomSecret(this, 'Secret', house.stage, 'makes the secrets that webhooks are signed with');
    const deliveries = this.delivering(house);
    this.forwarding(house, deliveries);
    this.managing(house, deliveries);
  }

  /** Lets a function see what was delivered of an event, and how. */
  grantReadDeliveries(fn: ServiceFunction): void {
    this.store.allow(fn, ['Query'], ['WEBHOOKS', 'WEBHOOK#*']);
    this.store.allow(fn, ['BatchGetItem'], ['WEBHOOK#*']);
  }

  private delivering(house: House): WorkerQueue {
    const userImpact = 'Outside platforms learn late of sales; buyers are not affected.';
    const deliver = new ServiceFunction(this, {
      ...house,
      service: 'external-data',
      handler: 'deliver-webhook',
      userImpact,
      sendsToItself: true,
      timeoutSeconds: 30,
    });
    this.store.allow(deliver, ['GetItem', 'UpdateItem'], ['WEBHOOKS', 'WEBHOOK#*']);
    this.store.allow(deliver, ['PutItem'], ['WEBHOOK#*']);
    this.secret.grantRead(deliver, 'WEBHOOK_SECRET');
    deliver.name('WEBHOOK_ALLOW', house.stage.webhookAllow);
    const deliveries = new WorkerQueue(this, {
      ...house,
      name: 'external-data-deliver',
      userImpact,
      worker: deliver,
      // Receivers may take 10 s each: a batch goes out side by side, and so many batches at once are enough.
      batchSize: 10,
      atOnce: 10,
      tries: 20,
    });
    deliveries.grantSend(deliver, 'DELIVERY_QUEUE_URL');
    house.alarms.raiseOnCount(
      'external-data-disabled',
      'A webhook failed for three days and was switched off: its platform learns of no sale any more.',
      'external-data',
      'webhooksDisabled',
    );
    house.alarms.raiseOnCount(
      'external-data-given-up',
      'An outside platform was not told of a sale: its receiver failed for a day.',
      'external-data',
      'deliveriesGivenUp',
    );
    house.bus.notify(events.WebhookDisabled);
    return deliveries;
  }

  private forwarding(house: House, deliveries: WorkerQueue): void {
    const userImpact = 'Outside platforms are not told of sales; buyers are not affected.';
    const forward = new ServiceFunction(this, {
      ...house,
      service: 'external-data',
      handler: 'forward-events',
      userImpact,
    });
    this.store.allow(forward, ['Query'], ['WEBHOOKS']);
    this.store.allow(forward, ['PutItem'], ['WEBHOOK#*']);
    deliveries.grantSend(forward, 'DELIVERY_QUEUE_URL');
    const kinds = [
      reservations.ReservationCompleted,
      reservations.ReservationFailed,
      payments.PaymentRefunded,
      seats.SoldOut,
    ];
    house.bus.deliver(kinds, forward, { name: 'external-data-forward', userImpact });
  }

  private managing(house: House, deliveries: WorkerQueue): void {
    const manage = new ServiceFunction(this, {
      ...house,
      service: 'external-data',
      handler: 'manage-webhooks',
      userImpact: 'Operators cannot make or change webhooks; buyers notice nothing.',
    });
    this.store.allow(manage, ['Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem']);
    this.secret.grantRead(manage, 'WEBHOOK_SECRET');
    manage.name('WEBHOOK_ALLOW', house.stage.webhookAllow);
    deliveries.grantSend(manage, 'DELIVERY_QUEUE_URL');
    for (const route of Object.values(adminRoutes)) house.api.route(route, manage);
  }
}
