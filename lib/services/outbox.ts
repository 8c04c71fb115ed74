// The outbox: one relay from the tables' streams to the bus, and the pulse that shows that it lives.
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { ALARM_PERIOD } from '../parts/alarms.ts';
import type { House, InHouse } from '../parts/house.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import type { ServiceTable } from '../parts/service-table.ts';
import { Timer } from '../parts/timer.ts';
import { DeadLetters } from '../parts/worker-queue.ts';
import type { ExternalData } from './external-data.ts';
import type { Payments } from './payments.ts';
import type { Reservations } from './reservations.ts';
import type { Seats } from './seats.ts';
import type { Wallet } from './wallet.ts';

interface Asks {
  readonly reservations: Reservations;
  readonly wallet: Wallet;
  readonly seats: Seats;
  readonly payments: Payments;
  readonly externalData: ExternalData;
}

/** A table whose changes are events. */
interface Source {
  readonly service: string;
  readonly store: ServiceTable;
  /** Which sort keys the relay looks at; all, where most changes are events. */
  readonly sortKeys?: readonly (string | { readonly prefix: string })[];
}

/** The emulator ends a poison batch by its age alone; 60 s is the least that AWS takes. */
const MAX_AGE = { aws: Duration.days(1), emulator: Duration.seconds(60) };

/** A change that is not on the bus for so long is late; and so is a pulse that nobody saw. */
const LATE_SECONDS = 120;
const LATE_PERIOD = Duration.minutes(5);

const USER_IMPACT = 'Paid tickets stay unconfirmed, and buyers learn late that their holds have lapsed.';

export class Outbox extends Construct {
  constructor(scope: Construct, id: string, { house, ...asks }: InHouse<Asks>) {
    super(scope, id);
    const sources: Source[] = [
      { service: 'reservations', store: asks.reservations.store },
      { service: 'wallet', store: asks.wallet.store },
      { service: 'payments', store: asks.payments.store, sortKeys: ['PAYMENT', 'PULSE'] },
      { service: 'seats', store: asks.seats.store, sortKeys: ['COUNTS', 'PULSE'] },
      { service: 'external-data', store: asks.externalData.store, sortKeys: [{ prefix: 'WEBHOOK#' }, 'PULSE'] },
    ];
    this.relaying(house, sources, asks.reservations);
    this.pulsing(house, sources);
  }

  private relaying(house: House, sources: readonly Source[], reservations: Reservations): void {
    const relay = new ServiceFunction(this, {
      ...house,
      service: 'outbox',
      handler: 'relay',
      userImpact: USER_IMPACT,
      timeoutSeconds: 30,
    });
    const age = relay.fn.metric('IteratorAge', { period: ALARM_PERIOD, statistic: Stats.MAXIMUM });
    house.alarms.raise('outbox-iterator-age', USER_IMPACT, age, LATE_SECONDS * 1_000);
    const parked = new DeadLetters(this, 'Parked', { ...house, name: 'outbox-parked', userImpact: USER_IMPACT });
    relay.allow(['sqs:SendMessage'], [parked.queueArn]);
    relay.name('PARKED_URL', parked.queueUrl);
    house.bus.grantPublish(relay);
    reservations.grantEntomb(relay);
    for (const { store, sortKeys } of sources) {
      store.tell(relay);
      relay.fn.addEventSource(
        new DynamoEventSource(store.table as ITable, {
          startingPosition: StartingPosition.TRIM_HORIZON,
          batchSize: 100,
          bisectBatchOnError: true,
          retryAttempts: 10_000,
          maxRecordAge: house.stage.emulated ? MAX_AGE.emulator : MAX_AGE.aws,
          onFailure: new SqsDlq(parked),
          ...(sortKeys ? { filters: [FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: sortKeys } } } })] } : {}),
        }),
      );
    }
  }

  /** A lost relay is found by the silence of its pulse, a slow one by the age of what it publishes. */
  private pulsing(house: House, sources: readonly Source[]): void {
    const pulse = new ServiceFunction(this, {
      ...house,
      service: 'outbox',
      handler: 'send-pulse',
      userImpact: 'Nobody learns whether events reach the bus; they still do.',
    });
    for (const { store } of sources) store.allow(pulse, ['PutItem'], ['PULSE']);
    new Timer(this, {
      stage: house.stage,
      name: 'outbox-each-minute',
      description: 'Shows by a change in each table that changes reach the bus',
      every: Duration.minutes(1),
      worker: pulse,
      retries: 0,
      maxAge: Duration.minutes(1),
    });
    for (const { service } of sources) {
      const age = new Metric({
        namespace: 'onsale',
        metricName: 'unpublishedAgeSeconds',
        dimensionsMap: { service: 'outbox', table: service },
        period: LATE_PERIOD,
        statistic: Stats.MAXIMUM,
      });
      const { BREACHING } = TreatMissingData;
      house.alarms.raise(`outbox-behind-${service}`, USER_IMPACT, age, LATE_SECONDS, BREACHING);
    }
  }
}
