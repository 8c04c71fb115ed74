// A table of a test's own beside the stack's: store and use cases race on it without a function in between.
import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Db, Item } from '../../functions/shared/aws.ts';
import { scanPages } from '../../functions/shared/pages.ts';
import { type Cloud, clientConfig } from '../../localstack/cloud.ts';

export interface TestTable {
  readonly name: string;
  /** Repeats what failed, as `createDb` does. */
  readonly db: DynamoDBDocumentClient;
  /** Sends each request once, as `createOnceDb` does. */
  readonly onceDb: DynamoDBDocumentClient;
  drop(): Promise<void>;
}

/** A table with the keys of every service table. */
export async function createTable(cloud: Cloud): Promise<TestTable> {
  const client = new DynamoDBClient({ ...clientConfig(cloud), maxAttempts: 3 });
  const once = new DynamoDBClient({ ...clientConfig(cloud), maxAttempts: 1 });
  const name = `test-${randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  const marshalling = { marshallOptions: { removeUndefinedValues: true } };
  return {
    name,
    db: DynamoDBDocumentClient.from(client, marshalling),
    onceDb: DynamoDBDocumentClient.from(once, marshalling),
    async drop() {
      await client.send(new DeleteTableCommand({ TableName: name }));
      client.destroy();
      once.destroy();
    },
  };
}

/** All that is in a table. */
export async function scan(db: Db, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of scanPages(db, { TableName, ConsistentRead: true })) items.push(...page);
  return items;
}
