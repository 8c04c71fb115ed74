// Counts what a store asks of DynamoDB: round trips, read and write units, by operation.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Db } from '../functions/shared/aws.ts';
import { itemBytes, readUnitsOf } from './read-units.ts';

export interface Reading {
  /** How often the operation ran. */
  readonly runs: number;
  readonly roundTrips: number;
  readonly writeUnits: number;
  /** Of writes that a condition refused; they are in no other number. */
  readonly refusedUnits: number;
  readonly readUnits: number;
  /** The most round trips of one run. */
  readonly mostRoundTrips: number;
}

export interface Meter {
  readonly db: Db;
  /** Runs one operation; what it asks of `db` counts under its name. One at a time. */
  during<T>(operation: string, work: () => Promise<T>): Promise<T>;
  /** By operation, in the order of their first run. */
  readings(): ReadonlyMap<string, Reading>;
}

type Consumed = { readonly CapacityUnits?: number | undefined };

type Sums = { -readonly [Name in Exclude<keyof Reading, 'runs' | 'mostRoundTrips'>]: number };

const NOTHING: Reading = { runs: 0, roundTrips: 0, writeUnits: 0, refusedUnits: 0, readUnits: 0, mostRoundTrips: 0 };

export function createMeter(client: DynamoDBDocumentClient): Meter {
  const readings = new Map<string, Reading>();
  let current: Sums | undefined;

  const send = async (...[command, ...rest]: Parameters<DynamoDBDocumentClient['send']>) => {
    Object.assign(command.input, { ReturnConsumedCapacity: 'TOTAL' });
    const sums = current;
    if (sums) sums.roundTrips += 1;
    try {
      const answer = (await client.send(command, ...rest)) as unknown as { ConsumedCapacity?: Consumed | Consumed[] };
      if (sums && isRead(command)) sums.readUnits += await readUnitsOf(command, answer, client);
      else if (sums) sums.writeUnits += unitsIn(answer);
      return answer;
    } catch (error) {
      // Refused, a write costs as much as the item that refused it.
      if (sums && error instanceof ConditionalCheckFailedException) {
        sums.refusedUnits += Math.max(1, Math.ceil(itemBytes(error.Item ? unmarshall(error.Item) : {}) / 1_024));
      }
      throw error;
    }
  };

  return {
    db: { send } as Db,
    async during(operation, work) {
      const own: Sums = { roundTrips: 0, writeUnits: 0, refusedUnits: 0, readUnits: 0 };
      current = own;
      try {
        return await work();
      } finally {
        current = undefined;
        const before = readings.get(operation) ?? NOTHING;
        readings.set(operation, {
          runs: before.runs + 1,
          roundTrips: before.roundTrips + own.roundTrips,
          writeUnits: before.writeUnits + own.writeUnits,
          refusedUnits: before.refusedUnits + own.refusedUnits,
          readUnits: before.readUnits + own.readUnits,
          mostRoundTrips: Math.max(before.mostRoundTrips, own.roundTrips),
        });
      }
    },
    readings: () => readings,
  };
}

function unitsIn({ ConsumedCapacity }: { readonly ConsumedCapacity?: Consumed | Consumed[] }): number {
  return [ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

function isRead(command: object): boolean {
  return [GetCommand, QueryCommand, ScanCommand, BatchGetCommand].some((kind) => command instanceof kind);
}
