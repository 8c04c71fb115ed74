// What the relay never published is told again from the tables, under the ids that it would have had.
import { randomUUID } from 'node:crypto';
import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createPublish } from '../../../functions/shared/bus.ts';
import type { Envelope } from '../../../functions/shared/event.ts';
import { clientConfig } from '../../../localstack/cloud.ts';
import { replay } from '../../../scripts/replay.ts';
import { TABLES, type Tables } from '../../support/saga.ts';
import { openSale, PRICE } from '../../support/saga-sale.ts';
import { createTable, type TestTable } from '../../support/table.ts';

const { cloud } = inject('cloud');
const bridge = new EventBridgeClient(clientConfig(cloud));
const sqs = new SQSClient(clientConfig(cloud));
const name = `test-${randomUUID()}`;
const at = { Name: name, EventBusName: name };
const made: TestTable[] = [];
let tables: Tables;
let QueueUrl: string;

beforeAll(async () => {
  for (const _ of TABLES) made.push(await createTable(cloud));
  tables = Object.fromEntries(TABLES.map((variable, i) => [variable, made[i]?.name])) as Tables;
  ({ QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name })));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const Arn = (await sqs.send(asked)).Attributes?.QueueArn;
  await bridge.send(new CreateEventBusCommand({ Name: name }));
  await bridge.send(new PutRuleCommand({ ...at, EventPattern: JSON.stringify({ source: [{ prefix: 'onsale.' }] }) }));
  await bridge.send(new PutTargetsCommand({ EventBusName: name, Rule: name, Targets: [{ Id: 'queue', Arn }] }));
});
afterAll(async () => {
  await bridge.send(new RemoveTargetsCommand({ EventBusName: name, Rule: name, Ids: ['queue'] }));
  await bridge.send(new DeleteRuleCommand(at));
  await bridge.send(new DeleteEventBusCommand({ Name: name }));
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  for (const table of made) await table.drop();
  bridge.destroy();
  sqs.destroy();
});

/** What the bus delivers, until there are `most` or nothing comes any more. */
async function received(most: number): Promise<Envelope[]> {
  const envelopes: Envelope[] = [];
  while (envelopes.length < most) {
    const ask = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 });
    const { Messages = [] } = await sqs.send(ask);
    if (Messages.length === 0) return envelopes;
    envelopes.push(...Messages.map(({ Body = '' }) => (JSON.parse(Body) as { detail: Envelope }).detail));
  }
  return envelopes;
}

const db = () => (made[0] as TestTable).db;
const publish = createPublish({ BUS_NAME: name }, bridge);
const all = { since: 0, until: Number.MAX_SAFE_INTEGER };

describe('events that no relay published', () => {
  it('reach the bus by a replay, each with the id of its item, version and type', async () => {
    const sale = await openSale(db(), tables);
    await sale.charge('kim', PRICE);
    await sale.hold('kim', 1, 'a');
    await sale.pay('kim', 'a');
    const [reservation] = (await sale.store.list(`person-kim-${sale.concertId}`)).map((one) => one.reservationId);

    const told = [
      await replay({ db: db(), publish }, 'ReservationsTable', tables.RESERVATIONS_TABLE, all),
      await replay({ db: db(), publish }, 'WalletTable', tables.WALLET_TABLE, all),
    ];
    expect(told.map(({ byType, faults }) => ({ byType, faults }))).toEqual([
      { byType: { SeatReserved: 1 }, faults: [] },
      { byType: { ChargeCompleted: 1, PaymentCompleted: 1 }, faults: [] },
    ]);
    const user = `kim-${sale.concertId}`;
    const ids = (await received(3)).map(({ id, type }) => `${type} ${id}`);
    expect(ids.sort()).toEqual([
      `ChargeCompleted wallet/${user}/1`,
      `PaymentCompleted wallet/${user}/2`,
      `SeatReserved reservation/${reservation}/1/SeatReserved`,
    ]);
  });

  it('come with the same ids when the same time is told once more', async () => {
    const { byType } = await replay({ db: db(), publish }, 'WalletTable', tables.WALLET_TABLE, all);
    expect(byType).toEqual({ ChargeCompleted: 1, PaymentCompleted: 1 });
    const first = (await received(2)).map(({ id }) => id).sort();
    await replay({ db: db(), publish }, 'WalletTable', tables.WALLET_TABLE, all);
    expect((await received(2)).map(({ id }) => id).sort()).toEqual(first);
  });

  it('of another time are left alone', async () => {
    const yesterday = { since: 0, until: Date.now() - 86_400_000 };
    const told = await replay({ db: db(), publish }, 'WalletTable', tables.WALLET_TABLE, yesterday);
    expect(told).toMatchObject({ byType: {}, faults: [] });
  });
});
