// A small crowd on the test cloud: the simulator ends by itself, and its audit finds nothing.
import { expect, inject, it } from 'vitest';
import { runCrowd } from '../../../scripts/onsale/crowd.ts';
import type { Ending } from '../../../scripts/onsale/diary.ts';
import { targetOf } from '../../../scripts/onsale/target.ts';
import { createPeople } from '../../support/people.ts';

const CROWD = {
  buyers: 30,
  seats: 10,
  capacity: 6,
  ratePerSecond: 3,
  holdSeconds: 8,
  seed: 3,
  card: 0.5,
  groups: 20,
  faults: true,
};

/** An outcome that the gateway does not tell is awaited for a minute and a half, by its buyer and then by the audit. */
const TIMEOUT_MS = 480_000;

it('sells the seats of a small sale once, and leaves nothing to complain of', { timeout: TIMEOUT_MS }, async () => {
  const { apiUrl, portoneUrl, cloud, tables, functionPrefix } = inject('cloud');
  const operator = await createPeople(inject('cloud')).operator();

  const { violations, diaries, seatsSold, money, cards } = await runCrowd(
    targetOf({ apiUrl, portoneUrl, cloud, tables, functionPrefix, operator }),
    CROWD,
  );

  expect(violations).toEqual([]);
  const seatsOf = (wanted: Ending) =>
    diaries
      .filter(({ ending }) => ending === wanted)
      .reduce((seats, { groups }) => seats + (groups.at(-1)?.count ?? 1), 0);
  expect(seatsSold).toBeGreaterThanOrEqual(seatsOf('bought'));
  // Money that became known after its buyer had given up may still have bought the seats.
  expect(seatsSold).toBeLessThanOrEqual(seatsOf('bought') + seatsOf('was not approved in time'));
  expect(seatsSold).toBeGreaterThan(CROWD.seats / 2);
  expect(money?.paid).toBeGreaterThan(0);
  expect(cards?.tickets).toBeGreaterThan(0);
});
