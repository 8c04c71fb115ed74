// Processes as they fail: one that dies after a write, one whose writes are repeated, one that stalls before a write.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../../../functions/shared/aws.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';

type Send = (command: object) => Promise<unknown>;

const WRITES = ['PutCommand', 'UpdateCommand', 'DeleteCommand', 'TransactWriteCommand'];
const isWrite = (command: object) => WRITES.includes(command.constructor.name);

function through(db: Db, wrap: (send: Send) => Send): Db {
  return { send: wrap(db.send.bind(db) as unknown as Send) } as unknown as Db;
}

/** The process is gone: it does nothing any more. */
export class Died extends Error {}

/** Dies right after its `writes`-th write was committed, before it learns so. `died()` tells whether it came to that. */
export function dyingAfter(db: Db, writes: number) {
  let done = 0;
  const dying = through(db, (send) => async (command) => {
    if (done >= writes) throw new Died();
    const answer = await send(command);
    if (!isWrite(command)) return answer;
    done += 1;
    if (done === writes) throw new Died();
    return answer;
  });
  return { db: dying, died: () => done >= writes };
}

/** Every write is sent twice and the second answer counts, as when the first one is lost on its way. */
export function repeating(db: Db): Db {
  return through(db, (send) => async (command) => {
    // A repeated transaction is known by its token, which the SDK adds.
    if (isWrite(command) && command.constructor.name !== 'TransactWriteCommand') await send(command);
    return send(command);
  });
}

/** Counts what is sent. */
export function counting(db: Db) {
  const sent: string[] = [];
  const counted = through(db, (send) => (command) => {
    sent.push(command.constructor.name);
    return send(command);
  });
  return { db: counted, sent };
}

/** The table is busy for writes whose input `isIt` knows, as `createDb` says it after all tries. */
export function busyFor(db: DynamoDBDocumentClient, isIt: (input: string) => boolean): Db {
  return through(db, (send) => async (command) => {
    const busy = isWrite(command) && isIt(JSON.stringify((command as { input: unknown }).input));
    if (busy) throw new Refusal(common.TRY_AGAIN, {}, 1);
    return send(command);
  });
}

/** Stalls before the first write whose input `isIt` knows, until `goOn` is called. */
export function stallingBefore(db: Db, isIt: (input: string) => boolean) {
  const arrived = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const stalling = through(db, (send) => async (command) => {
    if (isWrite(command) && isIt(JSON.stringify((command as { input: unknown }).input))) {
      arrived.resolve();
      await released.promise;
    }
    return send(command);
  });
  return { db: stalling, arrived: arrived.promise, goOn: () => released.resolve() };
}
