// Gives the demo's operator their rights in the local stack, as `npm run operator` does.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDb } from '../functions/shared/aws.ts';
import { setRole } from '../scripts/operator.ts';
import { type Cloud, clientConfig } from './cloud.ts';
import type { Deployed } from './deploy.ts';

/** Answers what makes an account of this stack an operator. */
export function operatorGranter(cloud: Cloud, { tables }: Pick<Deployed, 'tables'>) {
  return async (email: string): Promise<void> => {
    const client = new DynamoDBClient(clientConfig(cloud));
    const db = createDb(DynamoDBDocumentClient.from(client));
    await setRole({ db, table: tables.AuthTable ?? '', email, role: 'operator' });
    client.destroy();
  };
}
