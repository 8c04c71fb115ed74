// A sale's state as its item holds it: opened once, then moved by compare-and-set.
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item } from '../shared/aws.ts';
import type { LineState, TickBatch, Ticked } from './domain.ts';
import type { Moved } from './domain-admit.ts';
import { onSaleKey, stateKey } from './keys.ts';
import { attributesOf, itemOf, soldOutName, stateFrom } from './store-items.ts';

export interface StateWrites {
  /**
   * Lists the sale for the schedule, and puts its state if there is none; a sale that was closed is opened again.
   * @returns the state that is there now
   */
  open(concertId: string, fresh: LineState, now: number): Promise<LineState>;
  /** Moves the state if nobody did since. @returns whether this call (known by `writer`) did */
  move(concertId: string, seen: LineState, moved: Moved, writer: string): Promise<boolean>;
  /**
   * Takes the right to send a batch of ticks, and notes the tick that does; leaves `version`.
   * @returns whether `writer` has it
   */
  takeTicks(
    concertId: string,
    seen: LineState,
    batch: TickBatch & { readonly ticked?: Ticked | undefined },
    writer: string,
  ): Promise<boolean>;
  /**
   * Notes that a date was sold out; leaves `version`. Late and repeated notes change nothing that newer ones said, and
   * a sale that nobody joined has no state to note it in.
   * @param soldOutAt epoch milliseconds
   */
  noteSoldOut(concertId: string, date: { readonly scheduleId: string; readonly soldOutAt: number }): Promise<void>;
  /** Marks the state CLOSED if nobody moved it since. */
  close(concertId: string, seen: LineState, writer: string): Promise<boolean>;
}

export function createStateWrites({ db, QUEUE_TABLE }: { db: Db; QUEUE_TABLE: string }): StateWrites {
  const compareAndSet = (swap: Swap) => swapped(db, QUEUE_TABLE, swap);
  const setPhase = (concertId: string, seen: LineState, phase: LineState['phase'], writer: string) =>
    compareAndSet({
      concertId,
      set: 'phase = :phase, version = :next',
      condition: 'version = :seen',
      values: { ':phase': phase, ':next': seen.version + 1, ':seen': seen.version },
      writer: { attribute: 'movedBy', id: writer },
    });

  return {
    async open(concertId, fresh, now) {
      // Listed before there is a state: whatever happens in between, no sale with a state is forgotten.
      await db.send(new PutCommand({ TableName: QUEUE_TABLE, Item: { ...onSaleKey(concertId), listedAt: now } }));
      const put = new PutCommand({
        TableName: QUEUE_TABLE,
        Item: { ...stateKey(concertId), ...itemOf(fresh) },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const outcome = await conditional(db.send(put));
      if (outcome.ok || !outcome.old) return fresh;
      const found = stateFrom(outcome.old, undefined);
      if (found.phase === 'CLOSED') await setPhase(concertId, found, 'OPEN', `open/${now}`);
      return found;
    },

    move: (concertId, seen, moved, writer) => {
      const attributes = Object.entries({ ...attributesOf(moved, seen), version: seen.version + 1 });
      return compareAndSet({
        concertId,
        set: attributes.map(([name]) => `${name} = :${name}`).join(', '),
        condition: 'version = :seen',
        values: {
          ...Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
          ':seen': seen.version,
        },
        writer: { attribute: 'movedBy', id: writer },
      });
    },

    takeTicks: (concertId, seen, { until, ticked }, writer) =>
      compareAndSet({
        concertId,
        set: `ticksUntil = :until${ticked ? ', ticked = :ticked' : ''}`,
        condition: 'ticksUntil = :seen',
        values: {
          ':until': until,
          ':seen': seen.ticksUntil,
          ...(ticked ? { ':ticked': [ticked.dueAt, ticked.ranAt] } : {}),
        },
        writer: { attribute: 'ticksBy', id: writer },
      }),

    async noteSoldOut(concertId, { scheduleId, soldOutAt }) {
      const update = new UpdateCommand({
        TableName: QUEUE_TABLE,
        Key: stateKey(concertId),
        UpdateExpression: 'SET #date = :at',
        ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(#date) OR #date < :at)',
        ExpressionAttributeNames: { '#date': soldOutName(scheduleId) },
        ExpressionAttributeValues: { ':at': soldOutAt },
      });
      await conditional(db.send(update));
    },

    close: (concertId, seen, writer) => setPhase(concertId, seen, 'CLOSED', writer),
  };
}

interface Swap {
  readonly concertId: string;
  readonly set: string;
  readonly condition: string;
  readonly values: Item;
  readonly writer: { readonly attribute: 'movedBy' | 'ticksBy'; readonly id: string };
}

/** Own success is success: a refusal by what this same writer left is none. */
async function swapped(db: Db, table: string, { concertId, set, condition, values, writer }: Swap): Promise<boolean> {
  const outcome = await conditional(
    db.send(
      new UpdateCommand({
        TableName: table,
        Key: stateKey(concertId),
        UpdateExpression: `SET ${set}, ${writer.attribute} = :writer`,
        ConditionExpression: condition,
        ExpressionAttributeValues: { ...values, ':writer': writer.id },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ),
  );
  return outcome.ok || outcome.old?.[writer.attribute] === writer.id;
}
