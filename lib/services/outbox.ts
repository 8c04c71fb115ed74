// The outbox: one relay from the tables' streams to the bus.
import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { InHouse } from '../parts/house.ts';
import { ServiceFunction } from '../parts/service-function.ts';
import { DeadLetters } from '../parts/worker-queue.ts';
import type { Reservations } from './reservations.ts';
import type { Wallet } from './wallet.ts';

/** The emulator ends a poison batch by its age alone; 60 s is the least that AWS takes. */
const MAX_AGE = { aws: Duration.days(1), emulator: Duration.seconds(60) };

export class Outbox extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { house, reservations, wallet }: InHouse<{ reservations: Reservations; wallet: Wallet }>,
  ) {
    super(scope, id);
    const userImpact = 'Paid tickets stay unconfirmed, and buyers learn late that their holds have lapsed.';
    const relay = new ServiceFunction(this, {
      ...house,
      service: 'outbox',
      handler: 'relay',
      userImpact,
      timeoutSeconds: 30,
    });
    const parked = new DeadLetters(this, 'Parked', { ...house, name: 'outbox-parked', userImpact });
    relay.allow(['sqs:SendMessage'], [parked.queueArn]);
    relay.name('PARKED_URL', parked.queueUrl);
    house.bus.grantPublish(relay);
    reservations.grantEntomb(relay);
    relay.name('WALLET_TABLE', wallet.store.table.tableName);
    for (const { table } of [reservations.store, wallet.store]) {
      relay.fn.addEventSource(
        new DynamoEventSource(table as ITable, {
          startingPosition: StartingPosition.TRIM_HORIZON,
          batchSize: 100,
          bisectBatchOnError: true,
          retryAttempts: 10_000,
          maxRecordAge: house.stage.emulated ? MAX_AGE.emulator : MAX_AGE.aws,
          onFailure: new SqsDlq(parked),
        }),
      );
    }
  }
}
