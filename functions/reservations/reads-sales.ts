// When seats were sold: the times of many reservations, strongly consistent.
import type { Db } from '../shared/aws.ts';
import { readAll } from '../shared/batch.ts';
import { reservationKey } from './keys.ts';

export interface SaleReads {
  /**
   * When the newest of these reservations was confirmed, or paid if its confirmation is under way: epoch milliseconds,
   * undefined when none of them was. Any number of them: a hall of 50,000 seats is 500 requests.
   * @throws Refusal TRY_AGAIN when the table left some unread to the end
   */
  lastSaleAt(reservationIds: readonly string[]): Promise<number | undefined>;
}

/** Requests of 100 reservations under way at once: a large hall is read in a few seconds, and the table stays usable. */
const WIDTH = 4;

export function createSaleReads({ db, RESERVATIONS_TABLE }: { db: Db; RESERVATIONS_TABLE: string }): SaleReads {
  return {
    async lastSaleAt(reservationIds) {
      const only = ['confirmedAt', 'paidAt'];
      const items = await readAll(db, RESERVATIONS_TABLE, reservationIds.map(reservationKey), { only, width: WIDTH });
      const times = items.flatMap(({ confirmedAt, paidAt }) => Number(confirmedAt ?? paidAt ?? 0));
      const last = times.reduce((newest, at) => Math.max(newest, at), 0);
      return last > 0 ? last : undefined;
    },
  };
}
