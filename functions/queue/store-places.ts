// Places in line: claimed, given up and closed, each by one write on its block.
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db } from '../shared/aws.ts';
import { inParallel } from '../shared/batch.ts';
import { type Block, blockOf, type Departure, departed, type PlaceState, placeIn, slotOf } from './domain-places.ts';
import { blockKey } from './keys.ts';
import { blockFrom, createPlaceReads, type PlaceReads, readBlocks } from './reads.ts';

export interface PlaceWrites extends PlaceReads {
  /** Claims an unclaimed, unclosed place. @returns the place as it is then, whoever wrote it */
  claim(concertId: string, seq: number, lease: string): Promise<PlaceState>;
  depart(concertId: string, seq: number, how: Departure): Promise<void>;
  /** The blocks as they are now, each of those asked for. */
  blocks(concertId: string, numbers: Iterable<number>): Promise<Map<number, Block>>;
  /** Closes each block's unclaimed places through the one given. @returns the blocks as they are then */
  closeBlocks(concertId: string, through: ReadonlyMap<number, number>): Promise<Map<number, Block>>;
}

export function createPlaceWrites({ db, QUEUE_TABLE }: { db: Db; QUEUE_TABLE: string }): PlaceWrites {
  return {
    ...createPlaceReads({ db, QUEUE_TABLE }),

    async claim(concertId, seq, lease) {
      const update = new UpdateCommand({
        TableName: QUEUE_TABLE,
        Key: blockKey(concertId, blockOf(seq)),
        UpdateExpression: 'SET #place = :lease',
        ConditionExpression:
          'attribute_not_exists(#place) AND (attribute_not_exists(closedThrough) OR closedThrough < :seq)',
        ExpressionAttributeNames: { '#place': slotOf(seq) },
        ExpressionAttributeValues: { ':lease': lease, ':seq': seq },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const outcome = await conditional(db.send(update));
      return placeIn(blockFrom(outcome.ok ? outcome.item : outcome.old, blockOf(seq)), seq);
    },

    async depart(concertId, seq, how) {
      const update = new UpdateCommand({
        TableName: QUEUE_TABLE,
        Key: blockKey(concertId, blockOf(seq)),
        UpdateExpression: 'SET #place = :gone',
        ExpressionAttributeNames: { '#place': slotOf(seq) },
        ExpressionAttributeValues: { ':gone': departed(how) },
      });
      await db.send(update);
    },

    blocks: (concertId, numbers) => readBlocks({ db, QUEUE_TABLE }, concertId, numbers),

    async closeBlocks(concertId, through) {
      const closed = await inParallel([...through], async ([number, last]): Promise<[number, Block]> => {
        const update = new UpdateCommand({
          TableName: QUEUE_TABLE,
          Key: blockKey(concertId, number),
          UpdateExpression: 'SET closedThrough = :last',
          ConditionExpression: 'attribute_not_exists(closedThrough) OR closedThrough < :last',
          ExpressionAttributeValues: { ':last': last },
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        const outcome = await conditional(db.send(update));
        return [number, blockFrom(outcome.ok ? outcome.item : outcome.old, number)];
      });
      return new Map(closed);
    },
  };
}
