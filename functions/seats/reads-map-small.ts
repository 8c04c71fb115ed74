// The map of a small date: from its blocks, kept for half a second.
import type { Clock } from '../shared/clock.ts';
import { type DateMarks, imagesOf, marksOf, readAt, secondOf } from './domain-map.ts';
import type { Plan } from './domain-plan.ts';
import { changedSince, isBehind, readSmall, type SmallVersion, smallVersion } from './domain-version-small.ts';
import { readDate, type SeatsTable } from './reads-blocks.ts';
import type { Asked, Look } from './reads-map.ts';
import { createClaims } from './reads-map-claims.ts';

/** How long an instance shows what it read. */
const FRESH_MS = 500;

/** One small date as an instance knows it. */
export function smallView(tools: SeatsTable & { readonly clock: Clock }, scheduleId: string, plan: Plan) {
  const claims = createClaims(tools.clock);
  let known: { readonly at: number; readonly date: Promise<DateMarks> } | undefined;

  const read = (strongly: boolean): Promise<DateMarks> => {
    const sections = plan.sections.length;
    const date = readDate(tools, scheduleId, { sections, strongly }).then((blocks) => marksOf(plan, imagesOf(blocks)));
    const entry = { at: tools.clock(), date };
    known = entry;
    date.catch(() => {
      if (known === entry) known = undefined;
    });
    return date;
  };
  const recent = () => {
    const age = known ? tools.clock() - known.at : -1;
    return known && age >= 0 && age < FRESH_MS ? known.date : read(false);
  };

  // One after the other: most claims hold after the first of them was looked into.
  let turn: Promise<unknown> = Promise.resolve();
  const reach = (last: SmallVersion): Promise<DateMarks> => {
    const mine = turn.then(async () => {
      const date = await recent();
      if (!isBehind(date, plan, last)) return date;
      let latest = date;
      await claims.check(async () => {
        latest = await read(true);
        return !isBehind(latest, plan, last);
      });
      return latest;
    });
    turn = mine.catch(() => {});
    return mine;
  };

  return async ({ now, seen }: Asked): Promise<Look> => {
    const last = seen === undefined ? undefined : readSmall(seen, scheduleId, plan, now);
    let date = await recent();
    if (last && isBehind(date, plan, last)) date = await reach(last);
    // A hold that was over for this client does not come back because this instance's clock is behind.
    const reading = readAt(date, Math.max(secondOf(now), last?.lapse ?? 0));
    const version = smallVersion(scheduleId, plan, date, reading);
    const changed = last && !isBehind(date, plan, last) ? changedSince(last, reading.statuses) : undefined;
    return { version, statuses: reading.statuses, changed };
  };
}
