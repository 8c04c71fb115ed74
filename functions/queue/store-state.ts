// A sale's state as its item holds it: opened once, then moved by compare-and-set.
import { PutCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db, type Item, type Outcome } from '../shared/aws.ts';
import type { ClaimWindow, LineState, Moved, TickBatch } from './domain.ts';
import { packBlocks, unpackBlocks } from './domain-places.ts';
import { onSaleKey, stateKey } from './keys.ts';

export interface StateWrites {
  /**
   * Lists the sale for the schedule, and puts its state if there is none; a sale that was closed is opened again.
   * @returns the state that is there now
   */
  open(concertId: string, fresh: LineState, now: number): Promise<LineState>;
  /** Moves the state if nobody did since. @returns whether this call (known by `writer`) did */
  move(concertId: string, seen: LineState, moved: Moved, writer: string): Promise<boolean>;
  /** Takes the right to send a batch of ticks; leaves `version`. @returns whether `writer` has it */
  takeTicks(concertId: string, seen: LineState, batch: TickBatch, writer: string): Promise<boolean>;
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
      const found = stateFrom(outcome.old);
      if (found.phase === 'CLOSED') await setPhase(concertId, found, 'OPEN', `open/${now}`);
      return found;
    },

    move: (concertId, seen, moved, writer) =>
      compareAndSet({
        concertId,
        set: [
          'watermark = :watermark, lastAdmitAt = :lastAdmitAt, windows = :windows, tail = :tail, live = :live',
          'measuredPerSecond = :measuredPerSecond, measuringSince = :measuringSince, version = :next',
        ].join(', '),
        condition: 'version = :seen',
        values: { ...valuesOf(moved), ':next': seen.version + 1, ':seen': seen.version },
        writer: { attribute: 'movedBy', id: writer },
      }),

    takeTicks: (concertId, seen, { until }, writer) =>
      compareAndSet({
        concertId,
        set: 'ticksUntil = :until',
        condition: 'ticksUntil = :seen',
        values: { ':until': until, ':seen': seen.ticksUntil },
        writer: { attribute: 'ticksBy', id: writer },
      }),

    async noteSoldOut(concertId, { scheduleId, soldOutAt }) {
      const date = new Set([scheduleId]);
      const newest = await note(db, QUEUE_TABLE, concertId, {
        UpdateExpression: 'ADD soldOut :date SET soldOutAt = :at',
        ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(soldOutAt) OR soldOutAt < :at)',
        ExpressionAttributeValues: { ':date': date, ':at': soldOutAt },
      });
      if (newest.ok || !newest.old || stateFrom(newest.old).soldOut.includes(scheduleId)) return;
      // Another date was sold out later: its time stays.
      await note(db, QUEUE_TABLE, concertId, {
        UpdateExpression: 'ADD soldOut :date',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':date': date },
      });
    },

    close: (concertId, seen, writer) => setPhase(concertId, seen, 'CLOSED', writer),
  };
}

function note(
  db: Db,
  table: string,
  concertId: string,
  update: Required<Pick<UpdateCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'>>,
): Promise<Outcome> {
  const ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
  return conditional(
    db.send(
      new UpdateCommand({ TableName: table, Key: stateKey(concertId), ...update, ReturnValuesOnConditionCheckFailure }),
    ),
  );
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

/** `measured…` are null while unknown, so that one expression sets them. */
function packed({ windows, live, measuredPerSecond, measuringSince, ...plain }: Moved) {
  const { tail, bits } = packBlocks(live);
  return {
    ...plain,
    windows: windows.map(({ from, to, admittedAt }) => [from, to, admittedAt]),
    tail,
    live: bits,
    measuredPerSecond: measuredPerSecond ?? null,
    measuringSince: measuringSince ?? null,
  };
}

function valuesOf(moved: Moved): Item {
  const { watermark, lastAdmitAt, windows, live, measuredPerSecond, measuringSince } = moved;
  const values = packed({ watermark, lastAdmitAt, windows, live, measuredPerSecond, measuringSince });
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value]));
}

/** The state's attributes, without keys. */
export function itemOf({ soldOut, soldOutAt, ...state }: LineState): Item {
  // A set cannot be empty.
  const noted = soldOutAt === undefined ? {} : { soldOut: new Set(soldOut), soldOutAt };
  return { ...state, ...packed(state), ...noted };
}

export function stateFrom(item: Item): LineState {
  const windows = item.windows as [number, number, number][];
  const { measuredPerSecond, measuringSince } = item as {
    measuredPerSecond: number | null;
    measuringSince: number | null;
  };
  return {
    capacity: Number(item.capacity),
    ratePerSecond: Number(item.ratePerSecond),
    leaseSeconds: Number(item.leaseSeconds),
    claimSeconds: Number(item.claimSeconds),
    secondsPerPlace: Number(item.secondsPerPlace),
    phase: item.phase === 'CLOSED' ? 'CLOSED' : 'OPEN',
    watermark: Number(item.watermark),
    lastAdmitAt: Number(item.lastAdmitAt),
    windows: windows.map(([from, to, admittedAt]): ClaimWindow => ({ from, to, admittedAt })),
    live: unpackBlocks({ tail: Number(item.tail), bits: item.live as Uint8Array }),
    measuredPerSecond: measuredPerSecond ?? undefined,
    measuringSince: measuringSince ?? undefined,
    ticksUntil: Number(item.ticksUntil),
    soldOut: [...((item.soldOut as Set<string> | undefined) ?? [])].sort(),
    soldOutAt: item.soldOutAt as number | undefined,
    version: Number(item.version),
  };
}
