// A small crowd on the test cloud: the simulator ends by itself, and its audit finds nothing.
import { expect, inject, it } from 'vitest';
import { runCrowd } from '../../../scripts/onsale/crowd.ts';
import { targetOf } from '../../../scripts/onsale/target.ts';
import { createPeople } from '../../support/people.ts';

const CROWD = { buyers: 30, seats: 10, capacity: 6, ratePerSecond: 3, holdSeconds: 8, seed: 3 };

it('sells the seats of a small sale once, and leaves nothing to complain of', { timeout: 240_000 }, async () => {
  const { apiUrl, portoneUrl, cloud, tables, functionPrefix } = inject('cloud');
  const operator = await createPeople(inject('cloud')).operator();

  const { violations, diaries, seatsSold, money } = await runCrowd(
    targetOf({ apiUrl, portoneUrl, cloud, tables, functionPrefix, operator }),
    CROWD,
  );

  expect(violations).toEqual([]);
  expect(diaries.filter(({ ending }) => ending === 'bought')).toHaveLength(seatsSold);
  expect(seatsSold).toBeGreaterThan(CROWD.seats / 2);
  expect(money?.paid).toBeGreaterThan(0);
});
