// What a purchase does to the line: the buyer's place ends, and goes to the next person.
import type { ReservationReads } from '../reservations/reads.ts';
import { ensureTicks, type Line } from './use-cases-admit.ts';

/** A completed purchase, and the place it was made from. */
export interface Purchase {
  readonly concertId: string;
  readonly personId: string;
  readonly seq: number;
}

/**
 * Ends the place after as many purchases as the concert allows each admission. How many there were is read, not
 * counted, so repeating it changes nothing.
 */
export async function endPlace(
  line: Line & { readonly reservations: Pick<ReservationReads, 'list' | 'reservations'> },
  purchase: Purchase,
  now: number,
): Promise<void> {
  const { concertId, seq } = purchase;
  const concert = await line.catalog.concert(concertId);
  const allowed = concert?.settings.purchasesPerAdmission ?? 1;
  if (allowed > 1 && (await purchasesFrom(line, purchase)) < allowed) return;
  await line.store.depart(concertId, seq, 'BOUGHT');
  await ensureTicks(line, concertId, now);
}

/** Those that were given back since count, too. */
async function purchasesFrom(
  { reservations }: { readonly reservations: Pick<ReservationReads, 'list' | 'reservations'> },
  { concertId, personId, seq }: Purchase,
): Promise<number> {
  const listed = await reservations.list(personId);
  const all = await reservations.reservations(listed.map(({ reservationId }) => reservationId));
  return all.filter((one) => one.concertId === concertId && one.seq === seq && one.confirmedAt !== undefined).length;
}
