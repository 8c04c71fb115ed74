// Counts what a store asks of DynamoDB: round trips and write units, by operation.
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Db } from '../functions/shared/aws.ts';

export interface Reading {
  /** How often the operation ran. */
  readonly runs: number;
  readonly roundTrips: number;
  readonly writeUnits: number;
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

const NOTHING: Reading = { runs: 0, roundTrips: 0, writeUnits: 0, mostRoundTrips: 0 };

export function createMeter(client: DynamoDBDocumentClient): Meter {
  const readings = new Map<string, Reading>();
  let current: { roundTrips: number; writeUnits: number } | undefined;

  const send = async (...[command, ...rest]: Parameters<DynamoDBDocumentClient['send']>) => {
    Object.assign(command.input, { ReturnConsumedCapacity: 'TOTAL' });
    const answer = (await client.send(command, ...rest)) as unknown as {
      ConsumedCapacity?: Consumed | Consumed[];
    };
    const units = [answer.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    if (current) {
      current.roundTrips += 1;
      if (!isRead(command)) current.writeUnits += units;
    }
    return answer;
  };

  return {
    db: { send } as Db,
    async during(operation, work) {
      const own = { roundTrips: 0, writeUnits: 0 };
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
          mostRoundTrips: Math.max(before.mostRoundTrips, own.roundTrips),
        });
      }
    },
    readings: () => readings,
  };
}

function isRead(command: object): boolean {
  return [GetCommand, QueryCommand, ScanCommand, BatchGetCommand].some((kind) => command instanceof kind);
}
