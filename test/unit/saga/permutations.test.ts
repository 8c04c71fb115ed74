// Any order and any repetition of a journey's events ends in the same state: the real handlers on tables in memory.
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createMemoryDb, type MemoryDb } from '../../support/memory-db.ts';
import { playStack, setNow, TABLES, type Tables } from '../../support/saga.ts';
import { JOURNEYS, type Journey, play, redrive } from '../../support/saga-journeys.ts';
import { openSale } from '../../support/saga-sale.ts';

const START = 1_800_000_000_000;
const RUNS = 60;
/** The seed that is shown plays it again; making it shorter takes minutes. */
const SOON = { endOnFailure: true } as const;

const tables = Object.fromEntries(TABLES.map((name) => [name, name])) as Tables;
let db: MemoryDb;

beforeAll(() => {
  playStack(tables);
  const send: unknown = (command: unknown) => db.send(command as Parameters<MemoryDb['send']>[0]);
  vi.spyOn(DynamoDBDocumentClient.prototype, 'send').mockImplementation(send as DynamoDBDocumentClient['send']);
});
afterAll(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** @param choices which of what may happen next happens, turn by turn; after them the oldest comes first */
async function run(journey: Journey, choices: readonly number[]) {
  db = createMemoryDb();
  setNow(START);
  const sale = await openSale(db, tables, journey.settings);
  let turn = 0;
  const played = await play({ db, tables, sale }, journey, (below) => (choices[turn++] ?? 0) % below);
  return { sale, played };
}

const choices = fc.array(fc.nat({ max: 5_040 }), { minLength: 40, maxLength: 200 });

describe.each(Object.entries(JOURNEYS))('%s', (_, journey) => {
  it('ends in the same state, whatever comes first and however often', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(choices, async (chosen) => {
        const { sale } = await run(journey, chosen);
        expect(await sale.state()).toEqual(journey.ends);
      }),
      { numRuns: RUNS, ...SOON },
    );
  });

  it('tells the same events in every order, none twice under another id', { timeout: 60_000 }, async () => {
    const inOrder = (await run(journey, [])).played.events.toSorted();
    await fc.assert(
      fc.asyncProperty(choices, async (chosen) => {
        expect((await run(journey, chosen)).played.events.toSorted()).toEqual(inOrder);
      }),
      { numRuns: RUNS / 5, ...SOON },
    );
  });

  it('is not changed by any of its messages that is redriven days later', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(choices, async (chosen) => {
        const { sale } = await run(journey, chosen);
        expect(await redrive({ db, tables, sale })).toEqual([]);
        expect(await sale.state()).toEqual(journey.ends);
      }),
      { numRuns: RUNS / 5, ...SOON },
    );
  });
});
