// Telling events again from the tables that carry them: scan, select by time, publish under the same ids.
import { eventsOf as externalDataEvents } from '../functions/external-data/outbox.ts';
import { eventsOf as paymentEvents } from '../functions/payments/outbox.ts';
import { eventsOf as reservationEvents } from '../functions/reservations/outbox.ts';
import { eventsOf as seatEvents } from '../functions/seats/outbox.ts';
import type { Db, Item } from '../functions/shared/aws.ts';
import type { Poison, Publish } from '../functions/shared/bus.ts';
import type { Published } from '../functions/shared/event.ts';
import { type Change, entriesOf } from '../functions/shared/outbox.ts';
import { scanPages } from '../functions/shared/pages.ts';
import { eventsOf as walletEvents } from '../functions/wallet/outbox.ts';

/** The tables whose items carry events, by the output of the stack that names them. */
export const SOURCES: Readonly<Record<string, (change: Change) => Published[]>> = {
  ReservationsTable: reservationEvents,
  PaymentsTable: paymentEvents,
  WalletTable: walletEvents,
  SeatsTable: seatEvents,
  ExternalDataTable: externalDataEvents,
};

/** From one instant up to, and without, the other: epoch milliseconds. */
export interface Window {
  readonly since: number;
  readonly until: number;
}

/** What telling again came to. */
export interface Told {
  readonly items: number;
  /** How many by type, published or, in a rehearsal, to be published. */
  readonly byType: Readonly<Record<string, number>>;
  /** Items that cannot be told, and events that the bus can never take: where, and why. */
  readonly faults: readonly string[];
}

/** Parts of a table that are read at the same time. */
const SEGMENTS = 4;

/** The events of an item that happened in the window, as the relay would have told them. */
export function selected(eventsOf: (change: Change) => Published[], now: Item, { since, until }: Window): Published[] {
  return eventsOf({ old: undefined, now, expired: false }).filter(({ envelope }) => {
    const at = Date.parse(envelope.occurredAt);
    return since <= at && at < until;
  });
}

export interface ReplayTools {
  readonly db: Db;
  /** Absent in a rehearsal. */
  readonly publish: Publish | undefined;
  readonly onProgress?: (told: { readonly items: number; readonly events: number }) => void;
}

/**
 * Tells again what one table carries of a time.
 * @param source an output of `SOURCES` @throws when the table cannot be read or the bus does not answer
 */
export async function replay(tools: ReplayTools, source: string, table: string, window: Window): Promise<Told> {
  const eventsOf = SOURCES[source];
  if (!eventsOf) throw new Error(`the items of ${source} carry no events`);
  let items = 0;
  let count = 0;
  const byType: Record<string, number> = {};
  const faults: string[] = [];
  const one = async (segment: number) => {
    const part = { TableName: table, Segment: segment, TotalSegments: SEGMENTS, ConsistentRead: true };
    for await (const page of scanPages(tools.db, part)) {
      const { events, untold } = read(eventsOf, page, window);
      const poison = (await tools.publish?.(events)) ?? [];
      faults.push(...untold, ...poison.map(sentence));
      for (const { envelope } of events.filter((event) => !poison.some((refused) => refused.event === event))) {
        byType[envelope.type] = (byType[envelope.type] ?? 0) + 1;
        count += 1;
      }
      items += page.length;
      tools.onProgress?.({ items, events: count });
    }
  };
  await Promise.all(Array.from({ length: SEGMENTS }, (_, segment) => one(segment)));
  return { items, byType, faults };
}

const sentence = ({ event, reason }: Poison) => `${event.envelope.id}: ${reason}`;

function read(eventsOf: (change: Change) => Published[], page: readonly Item[], window: Window) {
  const events: Published[] = [];
  const untold: string[] = [];
  for (const item of page) {
    // Entry by entry, so that one that cannot be told keeps none of the item's others back.
    for (const { now = item } of entriesOf({ old: undefined, now: item, expired: false })) {
      try {
        events.push(...selected(eventsOf, now, window));
      } catch (error) {
        untold.push(`${item.pk} ${item.sk}: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  return { events, untold };
}
