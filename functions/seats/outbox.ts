// The events that a date's counts carry: what a change added to their log.
import { type Published, published } from '../shared/event.ts';
import { added, type Change, causeOf, type LogEntry } from '../shared/outbox.ts';
import { events } from './contract.ts';
import type { Counts } from './domain-count.ts';
import { countedDate } from './keys.ts';

/** What a change of the seats table tells the world. @throws when a log entry cannot be told */
export function eventsOf({ old, now }: Change): Published[] {
  if (now?.sk !== 'COUNTS') return [];
  const counts = now as unknown as Counts;
  const before = (old as unknown as Counts | undefined)?.log;
  return added(counts.log, before).map((entry) => eventOf(counts, countedDate(String(now.pk)), entry));
}

function eventOf({ concertId, soldOuts }: Counts, scheduleId: string, entry: LogEntry): Published {
  const told = soldOuts.find(({ v }) => v === entry.v);
  if (entry.type !== 'SoldOut' || !told) throw new Error(`the counts of a date cannot tell of ${entry.type}`);
  const { no, soldOutAt, secondsSinceOpen } = told;
  const head = { id: `soldout/${scheduleId}/${no}`, at: entry.at, cause: causeOf(entry) };
  return published(events.SoldOut, head, { concertId, scheduleId, soldOutAt, secondsSinceOpen });
}
