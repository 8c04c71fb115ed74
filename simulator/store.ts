// The line's store over the table in memory, as one instance of a function has it: own clock, own memory of a second.
import type { LineStore } from '../functions/queue/store.ts';
import type { OrderStore } from '../functions/queue/store-orders.ts';
import { cached } from '../functions/shared/cache.ts';
import type { Clock } from '../functions/shared/clock.ts';
import type { LineTable } from './table.ts';

/** Does one operation, when and as often as the network lets it. */
export type Operate = <T>(kind: OperationKind, work: () => T) => Promise<T>;

export const OPERATIONS = [
  'line',
  'recentLine',
  'health',
  'ticket',
  'takePlace',
  'keepTicket',
  'place',
  'claim',
  'depart',
  'blocks',
  'closeBlocks',
  'open',
  'move',
  'takeTicks',
  'noteSoldOut',
  'close',
  'listed',
  'delist',
  'controls',
  'order',
  'audit',
] as const;
export type OperationKind = (typeof OPERATIONS)[number];

/** What a line is kept in, and what all lines share. */
export interface Tables {
  line(concertId: string): LineTable;
  concertIds(): readonly string[];
  health(now: number): { readonly calls: number; readonly failed: number };
  /** Whether the counter takes one more write in this second. */
  counterTakes(): boolean;
}

/** As LineStore's `recentLine`: at most a second old (functions/queue/store.ts). */
const RECENT_MS = 1_000;

export function createMemoryLineStore(
  tables: Tables,
  { clock, operate }: { clock: Clock; operate: Operate },
): LineStore {
  const load = async (id: string) => ({ line: await operate('recentLine', () => tables.line(id).line()) });
  const recent = cached(load, { clock, forMs: RECENT_MS, most: 200 });
  return {
    line: (id) => operate('line', () => tables.line(id).line()),
    recentLine: async (id, maxAgeMs) => (await recent(id, maxAgeMs))?.line,
    health: (now) => operate('health', () => tables.health(now)),
    ticket: (id, personId) => operate('ticket', () => tables.line(id).ticket(personId)),
    takePlace: (id) => operate('takePlace', () => (tables.counterTakes() ? tables.line(id).takePlace() : 'busy')),
    keepTicket: ({ concertId, personId }, { seq, ended }) =>
      operate('keepTicket', () => tables.line(concertId).keepTicket(personId, seq, ended)),
    place: (id, seq) => operate('place', () => tables.line(id).place(seq)),
    claim: (id, seq, lease) => operate('claim', () => tables.line(id).claim(seq, lease)),
    depart: (id, seq, how) => operate('depart', () => tables.line(id).depart(seq, how)),
    async blocks(id, numbers) {
      const wanted = [...numbers];
      if (wanted.length === 0) return new Map();
      return operate('blocks', () => {
        const table = tables.line(id);
        return new Map(wanted.map((number) => [number, table.block(number)]));
      });
    },
    async closeBlocks(id, through) {
      const table = tables.line(id);
      const each = [...through].map(async ([number, last]) => {
        return [number, await operate('closeBlocks', () => table.close(number, last))] as const;
      });
      return new Map(await Promise.all(each));
    },
    open: (id, fresh, now) => operate('open', () => tables.line(id).open(fresh, now)),
    move: (id, seen, moved, writer) => operate('move', () => tables.line(id).move(seen, moved, writer)),
    takeTicks: (id, seen, batch, writer) => operate('takeTicks', () => tables.line(id).takeTicks(seen, batch, writer)),
    noteSoldOut: (id, { scheduleId, soldOutAt }) =>
      operate('noteSoldOut', () => tables.line(id).noteSoldOut(scheduleId, soldOutAt)),
    close: (id, seen, writer) => operate('close', () => tables.line(id).setPhase(seen, 'CLOSED', writer)),
    listed: () =>
      operate('listed', () =>
        tables.concertIds().flatMap((concertId) => {
          const { listedAt } = tables.line(concertId);
          return listedAt === undefined ? [] : [{ concertId, listedAt }];
        }),
      ),
    delist: ({ concertId, listedAt }) =>
      operate('delist', () => {
        const table = tables.line(concertId);
        if (table.listedAt === listedAt) table.listedAt = undefined;
      }),
    controls: (id) => operate('controls', () => tables.line(id).controls()),
  };
}

export function createMemoryOrderStore(tables: Tables, operate: Operate): OrderStore {
  return {
    order: (id, next, entry) => operate('order', () => tables.line(id).order(next, entry)),
    audit: (id, { before, size }) => operate('audit', () => tables.line(id).audit(before, size)),
  };
}
