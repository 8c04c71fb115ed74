// The webhooks' store: the exact commands, and what their refusals mean.
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createWebhookStore } from '../../../functions/external-data/store.ts';
import { cause, NOW, webhook } from './samples.ts';

const client = mockClient(DynamoDBDocumentClient);
const store = createWebhookStore({ db: client as unknown as DynamoDBDocumentClient, EXTERNAL_DATA_TABLE: 'data' });
const Key = { pk: 'WEBHOOKS', sk: 'WEBHOOK#whk_4k9ZtQ0aB1cD' };

beforeEach(() => client.reset());

function cancelled(...codes: string[]) {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons });
}
const met = (item: object | undefined) =>
  new ConditionalCheckFailedException({ $metadata: {}, message: 'no', ...(item ? { Item: marshall(item) } : {}) });
const write = { at: NOW, by: 'operator-2', writeId: 'request-1' };
const sent = () => client.commandCalls(UpdateCommand)[0]?.args[0].input;
const withNames = (...names: string[]) => Object.fromEntries(names.map((name) => [`#${name}`, name]));

describe('making a webhook', () => {
  it('is one transaction of the count and the item', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.create(webhook(), 50, 'request-1')).toBe('created');
    expect(client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems).toEqual([
      {
        Update: {
          TableName: 'data',
          Key: { pk: 'WEBHOOKS', sk: 'COUNT' },
          UpdateExpression: 'ADD #webhooks :n',
          ConditionExpression: 'attribute_not_exists(#webhooks) OR #webhooks < :most',
          ExpressionAttributeNames: withNames('webhooks'),
          ExpressionAttributeValues: { ':n': 1, ':most': 50 },
        },
      },
      {
        Put: {
          TableName: 'data',
          Item: { ...Key, ...webhook(), writeId: 'request-1' },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
    ]);
  });

  it.each([
    ['limit', ['ConditionalCheckFailed', 'None']],
    ['conflict', ['TransactionConflict', 'None']],
  ])('is refused as %s', async (outcome, codes) => {
    client.on(TransactWriteCommand).rejects(cancelled(...codes));
    expect(await store.create(webhook(), 50, 'request-1')).toBe(outcome);
  });
});

describe('removing a webhook', () => {
  it('is one transaction of the item and the count', async () => {
    client.on(TransactWriteCommand).resolves({});
    expect(await store.remove(webhook().webhookId)).toBe('removed');
    expect(client.commandCalls(TransactWriteCommand)[0]?.args[0].input.TransactItems).toMatchObject([
      { Delete: { Key, ConditionExpression: 'attribute_exists(pk)' } },
      { Update: { UpdateExpression: 'ADD #webhooks :n', ExpressionAttributeValues: { ':n': -1 } } },
    ]);
  });

  it('that is not there takes nothing from the count', async () => {
    client.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed', 'None'));
    expect(await store.remove('whk_none')).toBe('none');
  });
});

describe('changing a webhook', () => {
  it('sets what is given, and counts the write', async () => {
    client.on(UpdateCommand).resolves({ Attributes: { ...Key, ...webhook({ description: 'ours' }), writeId: 'x' } });
    const change = { description: 'ours', url: undefined, forgets: false };
    const changed = await store.change(webhook().webhookId, change, write);
    expect(changed).toEqual(webhook({ description: 'ours' }));
    expect(sent()).toEqual({
      TableName: 'data',
      Key,
      UpdateExpression:
        'SET #description = :new_description, #updatedAt = :new_updatedAt, #changedBy = :new_changedBy, ' +
        '#writeId = :new_writeId ADD #version :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: withNames('description', 'updatedAt', 'changedBy', 'writeId', 'version'),
      ExpressionAttributeValues: {
        ':new_description': 'ours',
        ':new_updatedAt': NOW,
        ':new_changedBy': 'operator-2',
        ':new_writeId': 'request-1',
        ':one': 1,
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('enables it as if it had never failed', async () => {
    client.on(UpdateCommand).resolves({});
    await store.change(webhook().webhookId, { enabled: true, forgets: true }, write);
    expect(sent()).toMatchObject({
      UpdateExpression:
        'SET #enabled = :new_enabled, #failures = :new_failures, #recoveredAt = :new_recoveredAt, ' +
        '#updatedAt = :new_updatedAt, #changedBy = :new_changedBy, #writeId = :new_writeId ' +
        'REMOVE #failingSince, #lastFailedAt, #lastError, #retryAt, #disabledReason, #disabledAt ADD #version :one',
      ExpressionAttributeValues: { ':new_enabled': true, ':new_failures': 0, ':new_recoveredAt': NOW },
    });
  });

  it('disables it in the name of an operator', async () => {
    client.on(UpdateCommand).resolves({});
    await store.change(webhook().webhookId, { enabled: false, forgets: false }, write);
    expect(sent()?.ExpressionAttributeValues).toEqual({
      ':new_enabled': false,
      ':new_disabledReason': 'OPERATOR',
      ':new_disabledAt': NOW,
      ':new_updatedAt': NOW,
      ':new_changedBy': 'operator-2',
      ':new_writeId': 'request-1',
      ':one': 1,
    });
  });

  it('that is not there finds nothing', async () => {
    client.on(UpdateCommand).rejects(met(undefined));
    expect(await store.change('whk_none', { forgets: false }, write)).toBeUndefined();
  });
});

describe('the next secret', () => {
  const next = { kid: 'key00002', previousUntil: NOW + 1, ...write };

  it('follows the one that was seen', async () => {
    client.on(UpdateCommand).resolves({ Attributes: { ...Key, ...webhook({ secretNo: 2 }), writeId: 'request-1' } });
    expect(await store.rotate(webhook(), next)).toEqual(webhook({ secretNo: 2 }));
    expect(sent()).toMatchObject({
      ConditionExpression: '#secretNo = :seen',
      ExpressionAttributeValues: {
        ':seen': 1,
        ':new_secretNo': 2,
        ':new_kid': 'key00002',
        ':new_previousKid': 'key00001',
        ':new_changedBy': 'operator-2',
        ':new_writeId': 'request-1',
      },
    });
  });

  it('is there when this call made it and did not learn so', async () => {
    client.on(UpdateCommand).rejects(met({ ...Key, ...webhook({ secretNo: 2 }), writeId: 'request-1' }));
    expect((await store.rotate(webhook(), next))?.secretNo).toBe(2);
  });

  it('is not this one when somebody else made it', async () => {
    client.on(UpdateCommand).rejects(met({ ...Key, ...webhook({ secretNo: 2 }), writeId: 'request-2' }));
    expect(await store.rotate(webhook(), next)).toBeUndefined();
  });
});

describe('how a webhook fares', () => {
  const log = [{ v: 2, type: 'WebhookDisabled', at: NOW, cause: `${cause.correlationId} ${cause.causationId}` }];

  it('is written over what was seen, and what is over is taken away', async () => {
    client.on(UpdateCommand).resolves({});
    const seen = webhook({ failures: 5, failingSince: NOW, lastError: '500', retryAt: NOW });
    expect(await store.saveHealth(seen, { enabled: true, failures: 0, log: [] }, 'attempt 1')).toBe('saved');
    expect(sent()).toEqual({
      TableName: 'data',
      Key,
      UpdateExpression:
        'SET #enabled = :new_enabled, #failures = :new_failures, #log = :new_log, #writeId = :new_writeId ' +
        'REMOVE #failingSince, #lastFailedAt, #lastError, #retryAt, #disabledReason, #disabledAt ADD #version :one',
      ConditionExpression: '#version = :seen',
      ExpressionAttributeNames: withNames(
        ...[
          'enabled',
          'failures',
          'log',
          'writeId',
          'failingSince',
          'lastFailedAt',
          'lastError',
          'retryAt',
          'disabledReason',
        ],
        ...['disabledAt', 'version'],
      ),
      ExpressionAttributeValues: {
        ':new_enabled': true,
        ':new_failures': 0,
        ':new_log': [],
        ':new_writeId': 'attempt 1',
        ':seen': 1,
        ':one': 1,
      },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('carries the end of it to the outbox', async () => {
    client.on(UpdateCommand).resolves({});
    const next = {
      enabled: false,
      disabledReason: 'FAILING',
      disabledAt: NOW,
      failures: 9,
      failingSince: 1,
      log,
    } as const;
    await store.saveHealth(webhook(), next, 'attempt 1');
    expect(sent()?.ExpressionAttributeValues).toMatchObject({ ':new_log': log, ':new_disabledReason': 'FAILING' });
  });

  it.each([
    ['is known to be written, when this call wrote it', 'attempt 1', 'saved'],
    ['is what somebody else wrote', 'attempt 2', webhook({ version: 2, failures: 3 })],
  ])('%s', async (_, writeId, outcome) => {
    client.on(UpdateCommand).rejects(met({ ...Key, ...webhook({ version: 2, failures: 3 }), writeId }));
    expect(await store.saveHealth(webhook(), { enabled: true, failures: 1, log: [] }, 'attempt 1')).toEqual(outcome);
  });

  it('is nothing when the webhook is gone', async () => {
    client.on(UpdateCommand).rejects(met(undefined));
    expect(await store.saveHealth(webhook(), { enabled: true, failures: 1, log: [] }, 'attempt 1')).toBeUndefined();
  });

  it('is written over an item that had a write where an operator is, and that is nobody any more', async () => {
    const { createdBy: _c, changedBy: _b, ...before } = webhook();
    client.on(UpdateCommand).rejects(met({ ...Key, ...before, version: 2, changedBy: 'attempt 0' }));
    expect(await store.saveHealth(webhook(), { enabled: true, failures: 1, log: [] }, 'attempt 1')).toEqual({
      ...before,
      version: 2,
    });
    client.reset();
    client.on(UpdateCommand).resolves({});
    await store.saveHealth(before, { enabled: true, failures: 1, log: [] }, 'attempt 1');
    expect(sent()?.UpdateExpression).toContain('#disabledAt, #changedBy ADD');
  });
});
