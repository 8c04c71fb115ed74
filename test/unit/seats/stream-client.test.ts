// A real client of server-sent events on the stream: whatever the network did to it, its map is the truth in the end.
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { log } from '../../../functions/shared/log.ts';
import { anySteps, closeNetworks, FIRST, networkOf, type Step, truthOf, watch } from './stream-network.ts';
import { createStreamWorld, hallOf, NOW } from './stream-samples.ts';

vi.spyOn(log, 'info').mockReturnValue();
afterEach(closeNetworks);

const SEATS = 30;
/** Hundreds of connections on a busy machine. */
const PATIENCE_MS = 60_000;

/** @param floorAt the connection before which all changes so far are forgotten */
async function networkWith(seats: number, steps: readonly Step[], floorAt?: number) {
  const { world, history, tools } = createStreamWorld(hallOf(seats));
  let connections = 0;
  const change = (changes: Step['changes']) => {
    history.change(changes);
    connections += 1;
    if (connections === floorAt) history.past.floor = Number(history.version().split('.')[1]);
  };
  const network = await networkOf({ instances: [tools], change }, steps);
  return { ...network, world, truth: () => truthOf(history.plan, history.statuses()) };
}

describe('a real client', () => {
  it(
    'ends equal to the truth, whatever was dropped, doubled, delayed or cut off',
    async () => {
      const shown = { inits: 0, updates: 0 };
      await fc.assert(
        fc.asyncProperty(anySteps(SEATS + 20), fc.option(fc.nat(12), { nil: undefined }), async (steps, floorAt) => {
          const network = await networkWith(SEATS, [FIRST, ...steps], floorAt);
          const { viewer } = watch(network.url);
          await network.settled;
          const { seats, areas, inits, updates } = viewer;
          expect({ seats, areas }).toEqual(network.truth());
          await closeNetworks();
          shown.inits += inits;
          shown.updates += updates;
        }),
        { numRuns: 40 },
      );
      expect([shown.inits > 40, shown.updates > 40]).toEqual([true, true]);
    },
    PATIENCE_MS,
  );

  it(
    'that was offline for ten minutes is told exactly what it missed',
    async () => {
      const away = Array.from({ length: 600 }, (_, n): Step => ({ changes: { [n % 10]: n % 4 }, fault: 'refused' }));
      const network = await networkWith(SEATS, [FIRST, ...away]);
      const { viewer } = watch(network.url);
      await network.settled;
      const { seats, areas, inits, updates } = viewer;
      expect({ seats, areas, inits, updates }).toEqual({ ...network.truth(), inits: 1, updates: 1 });
      expect(new Set(network.seen.slice(1, 602))).toEqual(new Set(['tag1.1']));
    },
    PATIENCE_MS,
  );

  it('that was offline for longer than changes are kept gets the whole map again', async () => {
    const away = Array.from({ length: 20 }, (_, n): Step => ({ changes: { [n]: 2 }, fault: 'refused' }));
    const network = await networkWith(SEATS, [FIRST, ...away], 15);
    const { viewer } = watch(network.url);
    await network.settled;
    const { seats, areas, inits, updates } = viewer;
    expect({ seats, areas, inits, updates }).toEqual({ ...network.truth(), inits: 2, updates: 0 });
  });

  it('takes a change of a whole hall, compressed', async () => {
    const all = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [index, 2]));
    const network = await networkWith(1_000, [FIRST, { changes: all, fault: 'none' }]);
    const { viewer } = watch(network.url);
    await network.settled;
    const { seats, areas, inits, updates } = viewer;
    expect({ seats, areas, inits, updates }).toEqual({ ...network.truth(), inits: 1, updates: 1 });
  });

  it.each(['left', 'lease'])('stops for good at the end (%s): nobody asks again', async (end) => {
    const network = await networkWith(SEATS, []);
    const { source } = watch(network.url);
    const failed = new Promise((resolve) => {
      source.addEventListener('error', (error) => error.code !== undefined && resolve(error.code));
    });
    await network.settled;
    if (end === 'left') network.world.place = '0';
    else network.world.now = NOW + 300_000;
    expect(await failed).toBe(204);
    expect(source.readyState).toBe(source.CLOSED);
  });
});
