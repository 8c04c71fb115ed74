// Every seat of a date with its status, as a look at its map shows it.
import { type SeatPlan, statusOfCode } from '../../functions/seats/domain.ts';
import { planOf } from '../../functions/seats/domain-plan.ts';
import { createMapReads, type MapReads } from '../../functions/seats/reads-map.ts';

/** @param look of an instance; `now` in epoch milliseconds */
export async function seatsShown(
  { look }: MapReads,
  date: { readonly scheduleId: string },
  { plan, now }: { readonly plan: SeatPlan; readonly now: number },
) {
  const { seats } = planOf(plan);
  const { statuses } = await look(date, planOf(plan), { now });
  return seats.map((seat, index) => ({ ...seat, status: statusOfCode(statuses[index]) }));
}

export { createMapReads };
