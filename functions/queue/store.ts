// The line as use cases know it: its counter and tickets here, states, places and sales beside.
import {
  InternalServerError,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
} from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditional, type Db } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import { cached } from '../shared/cache.ts';
import type { Clock } from '../shared/clock.ts';
import type { LineState } from './domain.ts';
import type { Controls } from './domain-controls.ts';
import { type Health, recentSpans } from './domain-pressure.ts';
import { controlsKey, counterKey, healthKey, stateKey, ticketKey } from './keys.ts';
import { controlsFrom, stateFrom } from './store-items.ts';
import { createPlaceWrites, type PlaceWrites } from './store-places.ts';
import { createSaleList, type SaleList } from './store-sales.ts';
import { createStateWrites, type StateWrites } from './store-state.ts';

/** A line, and how many joined it. */
export interface Lined {
  readonly state: LineState;
  readonly joined: number;
}

export interface LineStore extends PlaceWrites, StateWrites, SaleList {
  /**
   * As `line`, at most a second old: enough for positions, as a watermark only grows. That there is none is remembered,
   * too; `maxAgeMs` 0 reads it now.
   */
  recentLine(concertId: string, maxAgeMs?: number): Promise<Lined | undefined>;
  /** In one strongly consistent round trip; undefined before the first join, and before an operator did anything. */
  line(concertId: string): Promise<Lined | undefined>;
  /** What operators made of the line so far; of one that nobody joined, too. */
  controls(concertId: string): Promise<Controls>;
  /** How the holds and payments of the whole shop went in the last ten seconds or so. */
  health(now: number): Promise<Health>;
  /** The place that a person's ticket names. */
  ticket(concertId: string, personId: string): Promise<number | undefined>;
  /** The next place in line; `busy` when the counter did not take it (or did not say so: then nobody claims it). */
  takePlace(concertId: string): Promise<number | 'busy'>;
  /**
   * Writes the ticket, if there is none or the one whose place ended.
   * @param ticket `ttl` in epoch seconds
   * @returns the place that the ticket names now: another's, when another request of this person was first
   */
  keepTicket(
    owner: { readonly concertId: string; readonly personId: string },
    ticket: {
      readonly seq: number;
      readonly ended: number | undefined;
      readonly joinedAt: number;
      readonly ttl: number;
    },
  ): Promise<number>;
}

/** How old a state may be that a position is told from. */
const RECENT_MS = 1_000;
/** Sales that an instance remembers. */
const SALES = 200;

interface Tools {
  readonly db: Db;
  /** Sends each write once: the counter must not count twice. */
  readonly onceDb: Db;
  readonly QUEUE_TABLE: string;
  readonly clock: Clock;
}

export function createLineStore({ db, onceDb, QUEUE_TABLE, clock }: Tools): LineStore {
  const get = async (key: Record<string, string>) => {
    const { Item } = await db.send(new GetCommand({ TableName: QUEUE_TABLE, Key: key, ConsistentRead: true }));
    return Item;
  };
  const line = async (concertId: string): Promise<Lined | undefined> => {
    const keys = [stateKey(concertId), counterKey(concertId), controlsKey(concertId)];
    const items = new Map((await readAll(db, QUEUE_TABLE, keys)).map((item) => [item.sk, item]));
    const state = items.get('STATE');
    return state && { state: stateFrom(state, items.get('CONTROLS')), joined: Number(items.get('COUNTER')?.n ?? 0) };
  };
  // Thousands may look before the first one joins.
  const recent = cached(async (id) => ({ line: await line(id) }), { clock, forMs: RECENT_MS, most: SALES });

  return {
    ...createPlaceWrites({ db, QUEUE_TABLE }),
    ...createStateWrites({ db, QUEUE_TABLE }),
    ...createSaleList({ db, QUEUE_TABLE }),
    line,
    recentLine: async (concertId, maxAgeMs) => (await recent(concertId, maxAgeMs))?.line,

    controls: async (concertId) => controlsFrom(await get(controlsKey(concertId))),

    async health(now) {
      const items = await readAll(db, QUEUE_TABLE, recentSpans(now).map(healthKey));
      const sum = (name: 'calls' | 'failed') => items.reduce((total, item) => total + Number(item[name] ?? 0), 0);
      return { calls: sum('calls'), failed: sum('failed') };
    },

    async ticket(concertId, personId) {
      const item = await get(ticketKey(concertId, personId));
      return item && Number(item.seq);
    },

    async takePlace(concertId) {
      const add = new UpdateCommand({
        TableName: QUEUE_TABLE,
        Key: counterKey(concertId),
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': 1 },
        ReturnValues: 'UPDATED_NEW',
      });
      try {
        const { Attributes } = await onceDb.send(add);
        return Number(Attributes?.n);
      } catch (error) {
        if (isBusy(error)) return 'busy';
        throw error;
      }
    },

    async keepTicket({ concertId, personId }, { seq, ended, joinedAt, ttl }) {
      const replaces = ended === undefined ? '' : ' OR seq = :ended';
      const put = new PutCommand({
        TableName: QUEUE_TABLE,
        Item: { ...ticketKey(concertId, personId), seq, joinedAt, ttl },
        ConditionExpression: `attribute_not_exists(pk)${replaces}`,
        ...(ended === undefined ? {} : { ExpressionAttributeValues: { ':ended': ended } }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const outcome = await conditional(db.send(put));
      return outcome.ok ? seq : Number(outcome.old?.seq);
    },
  };
}

/** Above its 1,000 writes a second the counter refuses; what did not answer in time may have counted. */
function isBusy(error: unknown): boolean {
  return (
    error instanceof ProvisionedThroughputExceededException ||
    error instanceof RequestLimitExceeded ||
    error instanceof ThrottlingException ||
    error instanceof InternalServerError ||
    (error instanceof Error && error.name === 'TimeoutError')
  );
}
