// The pulses: one item in each table whose stream the relay reads.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../shared/aws.ts';
import { PULSE } from './domain.ts';

export interface PulseStore {
  /** Writes the pulse of one table. @param at epoch milliseconds */
  put(table: string, at: number): Promise<void>;
}

export function createPulseStore(db: Db): PulseStore {
  return {
    async put(TableName, at) {
      await db.send(new PutCommand({ TableName, Item: { ...PULSE, at } }));
    },
  };
}
