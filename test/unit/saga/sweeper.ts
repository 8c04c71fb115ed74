// A sweeper of a sale on tables in memory, with what it asked others for.
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, vi } from 'vitest';
import { createCatalogReads } from '../../../functions/catalog/reads.ts';
import { createOpenReads } from '../../../functions/catalog/reads-open.ts';
import { createLineReads } from '../../../functions/queue/reads.ts';
import { createTellAgain } from '../../../functions/reservations/outbox.ts';
import { createSweepReads } from '../../../functions/reservations/reads-sweep.ts';
import { createReservationStore } from '../../../functions/reservations/store.ts';
import { type SweepTools, sweep } from '../../../functions/reservations/use-cases-sweep.ts';
import { createHolderReads } from '../../../functions/seats/reads-holders.ts';
import { createSeatWrites } from '../../../functions/seats/writes.ts';
import { systemClock as clock } from '../../../functions/shared/clock.ts';
import type { Published } from '../../../functions/shared/event.ts';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { type Delivery, playStack, setNow, TABLES, type Tables } from '../../support/saga.ts';
import { openSale, PRICE, type Sale } from '../../support/saga-sale.ts';

export const START = 1_800_000_000_000;
export const MINUTE = 60_000;
export const tables = Object.fromEntries(TABLES.map((name) => [name, name])) as Tables;

/** What each test begins with anew. */
interface Scene {
  db: MemoryDb;
  sale: Sale;
  tools: SweepTools;
  readonly confirmations: Delivery[];
  readonly toldAgain: Published[];
  readonly inquiries: unknown[];
}

/** The scene of the test that runs. */
export const here = {} as Scene;

/** For the tests of a file: their tables and their sale. */
export function playSweeper(): void {
  beforeAll(() => {
    playStack(tables);
    const send: unknown = (command: unknown) => here.db.send(command as Parameters<MemoryDb['send']>[0]);
    vi.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(send as DynamoDBDocumentClient['send']);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  beforeEach(async () => {
    here.db = createMemoryDb();
    setNow(START);
    here.sale = await openSale(here.db, tables);
    Object.assign(here, { confirmations: [], toldAgain: [], inquiries: [] });
    here.tools = toolsOn(here.db);
  });
}

function toolsOn(db: MemoryDb): SweepTools {
  const table = { db, clock, ...tables };
  return {
    open: createOpenReads(table),
    catalog: createCatalogReads(table),
    holders: createHolderReads(table),
    line: createLineReads(table),
    kept: createSweepReads(table),
    store: createReservationStore(table),
    seats: createSeatWrites(table),
    confirmAgain: async (messages) => {
      const handler = 'reservations/confirm-reservation';
      here.confirmations.push(...messages.map(({ body }) => ({ handler, body: JSON.stringify(body), dueAt: 0 })));
    },
    inquire: async (messages) => void here.inquiries.push(...messages.map(({ body }) => body)),
    tellAgain: createTellAgain(async (events) => {
      here.toldAgain.push(...events);
      return [];
    }),
    final: new Map(),
  };
}

export function sweepAt(atMs: number) {
  setNow(atMs);
  return sweep(here.tools, atMs);
}

/** kim has paid seat 1 at the start, and PaymentCompleted is lost. */
export async function paid(): Promise<void> {
  await here.sale.charge('kim', PRICE);
  await here.sale.hold('kim', 1, 'a');
  await here.sale.pay('kim', 'a');
}
