// The simulator's store answers as the real one does, whatever is asked in whatever order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../../functions/catalog/contract.ts';
import { newLine } from '../../../functions/queue/domain.ts';
import { move } from '../../../functions/queue/domain-admit.ts';
import { NO_CONTROLS } from '../../../functions/queue/domain-controls.ts';
import { UNPRESSED } from '../../../functions/queue/domain-pressure.ts';
import { createLineStore, type Lined, type LineStore } from '../../../functions/queue/store.ts';
import { createOrderStore, type OrderStore } from '../../../functions/queue/store-orders.ts';
import { createMemoryLineStore, createMemoryOrderStore, type Operate } from '../../../simulator/store.ts';
import { LineTable } from '../../../simulator/table.ts';
import { createMemoryDb } from '../../support/memory-db.ts';

const NOW = 1_800_000_000_000;
const LINES = ['con_1', 'con_2'] as const;
type Both = { readonly store: LineStore; readonly orders: OrderStore; readonly tick: () => void };

function real(): Both {
  let now = NOW;
  const db = createMemoryDb();
  const tools = { db, onceDb: db, QUEUE_TABLE: 'queue', clock: () => now };
  return { store: createLineStore(tools), orders: createOrderStore(tools), tick: () => (now += 700) };
}

function simulated(): Both {
  let now = NOW;
  const lines = new Map(LINES.map((id) => [id as string, new LineTable()]));
  const line = (id: string) => lines.get(id) ?? new LineTable();
  const tables = { line, concertIds: () => LINES, health: () => ({ calls: 0, failed: 0 }), counterTakes: () => true };
  const operate: Operate = async (_kind, work) => work();
  return {
    store: createMemoryLineStore(tables, { clock: () => now, operate }),
    orders: createMemoryOrderStore(tables, operate),
    tick: () => (now += 700),
  };
}

/** One step on either; it knows the line as it was seen before, perhaps long ago. */
type Step = (both: Both, id: string, seen: Lined | undefined) => Promise<unknown>;

const seq = fc.integer({ min: 1, max: 100 });
const person = fc.constantFrom('p1', 'p2', 'p3');
const writer = fc.constantFrom('w1', 'w2');
const at = fc.integer({ min: 0, max: 100_000 }).map((ms) => NOW + ms);
const lease = fc.constantFrom('tvzzz0', 'tw0000');
const entry = (version: number) => ({
  ...{ at: NOW, userId: 'u', action: 'pause', reason: 'r', confirmed: false, before: {}, after: {} },
  version,
});

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>(({ store }, id) => store.line(id)),
  fc.constantFrom(undefined, 0).map<Step>(
    (age) =>
      ({ store }, id) =>
        store.recentLine(id, age),
  ),
  fc.constant<Step>(async ({ tick }) => void tick()),
  fc.constant<Step>(({ store }, id) => store.takePlace(id)),
  person.map<Step>(
    (personId) =>
      ({ store }, id) =>
        store.ticket(id, personId),
  ),
  fc.tuple(person, seq, fc.option(seq, { nil: undefined })).map<Step>(
    ([personId, place, ended]) =>
      ({ store }, concertId) =>
        store.keepTicket({ concertId, personId }, { seq: place, ended, joinedAt: NOW, ttl: 1 }),
  ),
  seq.map<Step>(
    (place) =>
      ({ store }, id) =>
        store.place(id, place),
  ),
  fc.tuple(seq, lease).map<Step>(
    ([place, value]) =>
      ({ store }, id) =>
        store.claim(id, place, value),
  ),
  fc.tuple(seq, fc.constantFrom('LEFT' as const, 'BOUGHT' as const, 'NOT_CLAIMED' as const)).map<Step>(
    ([place, how]) =>
      ({ store }, id) =>
        store.depart(id, place, how),
  ),
  fc.uniqueArray(fc.nat(2)).map<Step>(
    (numbers) =>
      ({ store }, id) =>
        store.blocks(id, numbers),
  ),
  fc.dictionary(fc.constantFrom('0', '1', '2'), seq).map<Step>(
    (through) =>
      ({ store }, id) =>
        store.closeBlocks(id, new Map(Object.entries(through).map(([number, last]) => [Number(number), last]))),
  ),
  at.map<Step>(
    (now) =>
      ({ store }, id) =>
        store.open(id, newLine(DEFAULT_SETTINGS, NO_CONTROLS, NOW), now),
  ),
  fc.tuple(fc.nat(9), at, writer).map<Step>(([admitted, now, by]) => async ({ store }, id, seen) => {
    if (!seen) return undefined;
    const { state, joined } = seen;
    const walk = { to: state.watermark + admitted, admitted, missing: undefined };
    const census = { active: 0, lingering: 0, dead: new Set(state.live.slice(2)) };
    const sight = { walk, census, blocks: new Map(), joined, pressure: UNPRESSED, usableSince: NOW, now };
    const moved = move(state, sight);
    return moved && store.move(id, state, moved, by);
  }),
  fc.tuple(at, fc.boolean(), writer).map<Step>(([until, isTick, by]) => async ({ store }, id, seen) => {
    const ticked = isTick ? { dueAt: NOW, ranAt: NOW + 1 } : undefined;
    return seen && store.takeTicks(id, seen.state, { until, ticks: [], ticked }, by);
  }),
  fc.tuple(fc.constantFrom('sch_1', 'sch_2'), at).map<Step>(
    ([scheduleId, soldOutAt]) =>
      ({ store }, id) =>
        store.noteSoldOut(id, { scheduleId, soldOutAt }),
  ),
  writer.map<Step>(
    (by) =>
      async ({ store }, id, seen) =>
        seen && store.close(id, seen.state, by),
  ),
  fc.constant<Step>(({ store }) => store.listed()),
  at.map<Step>(
    (listedAt) =>
      ({ store }, concertId) =>
        store.delist({ concertId, listedAt }),
  ),
  fc.constant<Step>(({ store }, id) => store.controls(id)),
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.boolean(), fc.constantFrom(undefined, 'soon'))
    .map<Step>(([version, paused, message]) => ({ orders }, id) => {
      const next = { ...NO_CONTROLS, settings: { capacity: version }, paused, message, version };
      return orders.order(id, next, entry(version));
    }),
  fc.tuple(fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }), fc.integer({ min: 1, max: 3 })).map<Step>(
    ([before, size]) =>
      ({ orders }, id) =>
        orders.audit(id, { before, size }),
  ),
);

describe("the simulator's store", () => {
  it('gives the answers of the real one to any sequence of operations, late ones among them', async () => {
    const steps = fc.array(fc.tuple(step, fc.constantFrom(...LINES), fc.boolean()), { minLength: 5, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const [one, other] = [real(), simulated()];
        const seen = new Map<string, Lined | undefined>();
        for (const [step, id, looksAgain] of all) {
          if (looksAgain || !seen.has(id)) seen.set(id, await one.store.line(id));
          expect(await step(other, id, seen.get(id))).toEqual(await step(one, id, seen.get(id)));
        }
        for (const id of LINES) expect(await other.store.line(id)).toEqual(await one.store.line(id));
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
