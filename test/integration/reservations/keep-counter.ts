// A counter where buyers keep fewer seats of a hold.
import { randomUUID } from 'node:crypto';
import { keepSeats } from '../../../functions/reservations/use-cases-keep.ts';
import type { Db } from '../../../functions/shared/aws.ts';
import type { TestTable } from '../../support/table.ts';
import { createBooth } from './booth.ts';
import { createCounter } from './counter.ts';
import { stallingBefore } from './process.ts';

export const numbersOf = ({ seats }: { seats: readonly { seatNo?: number | undefined }[] }) =>
  seats.map(({ seatNo }) => seatNo);

export function createKeeper(table: TestTable) {
  const booth = createBooth(table);
  return {
    booth,
    ...createCounter(table, booth),
    /** A process that stalls before it keeps fewer. */
    slow: stallingBefore(table.db, (input) => input.includes('SeatsGivenUp')),
    keep(person: string, reservationId: string, seatNos: readonly number[], db: Db = table.db) {
      const { store, seats } = booth.processOn(db);
      const cause = { correlationId: randomUUID(), causationId: randomUUID() };
      const tools = { store, seats, clock: () => booth.now };
      return keepSeats(tools, { reservationId, userId: booth.userOf(person), seatNos, cause });
    },
    /** The seats that somebody holds now. */
    async heldNow(): Promise<number[]> {
      return [...(await booth.map())].flatMap(([seatNo, status]) => (status === 'HOLD' ? [seatNo] : []));
    },
  };
}
