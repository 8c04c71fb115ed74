// The same client on the map as it is read from blocks: two instances that answer in turn, and holds that lapse meanwhile.
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { blockedBy, everySeat, heldBy, parseAddress, soldTo, statusOf } from '../../../functions/seats/domain.ts';
import { takenAt } from '../../../functions/seats/domain-count.ts';
import { planOf } from '../../../functions/seats/domain-plan.ts';
import { blockKey } from '../../../functions/seats/keys.ts';
import { createDateReads } from '../../../functions/seats/reads.ts';
import { createMapReads } from '../../../functions/seats/reads-map.ts';
import { log } from '../../../functions/shared/log.ts';
import { createMemoryDb } from '../../support/memory-db.ts';
import { anySteps, byHttp, closeNetworks, FIRST, networkOf, type Step, truthOf, watch } from './stream-network.ts';
import { createStreamWorld, hallOf } from './stream-samples.ts';

vi.spyOn(log, 'info').mockReturnValue();
afterEach(closeNetworks);

const STATUSES = ['AVAILABLE', 'HOLD', 'SOLD', 'BLOCKED'];
const HOLD_MS = 2_000;

/** A date on a table in memory, whose time only connections move: half a second at least, so that nobody's view is older. */
function createTableWorld(seats: number) {
  const hall = hallOf(seats);
  const plan = planOf(hall);
  const { world, tools } = createStreamWorld(hall);
  const db = createMemoryDb();
  const table = { db, SEATS_TABLE: 'seats' };
  const stored = (status: number) => {
    const values = [
      undefined,
      heldBy('rsv_AAAAAAAAAAAA', untilMs()),
      soldTo('rsv_BBBBBBBBBBBB'),
      blockedBy('blk_CCCCCCCCCCCC'),
    ];
    return values[status];
  };
  const untilMs = () => Math.ceil((world.now + HOLD_MS) / 1_000) * 1_000;
  return {
    instances: [0, 1].map(() => ({ ...tools, maps: createMapReads({ ...table, clock: () => world.now }) })),
    change(changes: Step['changes'], afterMs = 700) {
      world.now += afterMs;
      for (const [index, status] of Object.entries(changes)) {
        const { slot, ...ref } = parseAddress(plan.seats[Number(index)]?.at ?? '');
        const key = blockKey('sch_1', ref);
        const old = db.items('seats').find(({ pk, sk }) => pk === key.pk && sk === key.sk);
        db.put('seats', { ...old, ...key, [slot]: stored(status), version: Number(old?.version ?? 0) + 1 });
      }
    },
    async truth() {
      const blocks = await createDateReads(table).blocks('sch_1', hall.sections.length);
      const read = [...everySeat(hall)].map(({ at }) => STATUSES.indexOf(statusOf(takenAt(blocks, at), world.now)));
      return truthOf(plan, read);
    },
  };
}

describe('a real client of a date on a table', () => {
  it.each([
    ['that compares', 'whatever the network did', false],
    ['that trusts', 'whatever HTTP may do', true],
  ])(
    '%s ends equal to the blocks, %s, whichever instance it met, and though holds lapsed between two looks',
    async (_, __, trusts) => {
      const shown = { updates: 0 };
      const property = fc.asyncProperty(anySteps(80), async (steps) => {
        const date = createTableWorld(60);
        const network = await networkOf(date, [FIRST, ...(trusts ? steps.filter(byHttp) : steps)]);
        const { viewer } = watch(network.url, trusts);
        await network.settled;
        const { seats, areas, updates } = viewer;
        expect({ seats, areas }).toEqual(await date.truth());
        await closeNetworks();
        shown.updates += updates;
      });
      await fc.assert(property, { numRuns: 40 });
      expect(shown.updates).toBeGreaterThan(40);
    },
    60_000,
  );

  it('that is given the answer to another request notices, as a seat may have been taken and given back since', async () => {
    const steps: Step[] = [
      FIRST,
      { changes: { 1: 1 }, fault: { cutAt: 0 }, afterMs: 0 },
      { changes: {}, fault: 'again', afterMs: 10_000 },
      { changes: {}, fault: 'again', afterMs: 0 },
    ];
    const date = createTableWorld(60);
    const network = await networkOf(date, steps);
    const { viewer } = watch(network.url);
    await network.settled;
    expect([viewer.inits, { seats: viewer.seats, areas: viewer.areas }]).toEqual([2, await date.truth()]);
  });

  it('is told of each seat once: what did not change is not said again', async () => {
    const date = createTableWorld(60);
    const steps: Step[] = [FIRST, { changes: { 3: 2 }, fault: 'none', afterMs: 1_000 }];
    const network = await networkOf(date, steps);
    const { viewer } = watch(network.url);
    await network.settled;
    const { inits, updates, seats } = viewer;
    // The second one is the end of the hold of the first seat.
    expect([inits, updates, seats[0], seats[3]]).toEqual([1, 2, 0, 2]);
  });

  it.each(['', 'garbage', 'x.9.9.9', '\u0000', 'L'.repeat(2_048)])(
    'that says it saw %j gets the whole map',
    async (text) => {
      const date = createTableWorld(60);
      const other = createTableWorld(61);
      other.change({ 1: 2 });
      const [instance] = date.instances;
      const plan = planOf(hallOf(60));
      const { version } =
        (await other.instances[0]?.maps.look({ scheduleId: 'sch_1' }, planOf(hallOf(61)), { now: 0 })) ?? {};
      for (const seen of [text, version]) {
        const look = await instance?.maps.look({ scheduleId: 'sch_1' }, plan, { now: 0, seen });
        expect(look?.changed).toBeUndefined();
      }
    },
  );
});
