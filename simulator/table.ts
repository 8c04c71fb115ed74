// One line's items in memory: each operation as DynamoDB commits it, whole and with its condition.
import type { LineState, TickBatch, Ticked } from '../functions/queue/domain.ts';
import type { Moved } from '../functions/queue/domain-admit.ts';
import type { Controls } from '../functions/queue/domain-controls.ts';
import {
  type Block,
  blockOf,
  type Departure,
  departed,
  EMPTY_BLOCK,
  leaseEnd,
  type PlaceState,
  placeIn,
} from '../functions/queue/domain-places.ts';
import type { Lined } from '../functions/queue/store.ts';
import { attributesOf, controlsFrom, itemOf, soldOutName, stateFrom } from '../functions/queue/store-items.ts';
import type { Audited } from '../functions/queue/store-orders.ts';
import type { Item } from '../functions/shared/aws.ts';

/** Hears of every write that was committed, at that moment. */
export interface Observer {
  placed(seq: number): void;
  ticketed(personId: string, seq: number, before: number | undefined): void;
  claimed(seq: number, until: number): void;
  departed(seq: number, how: Departure): void;
  /** @param after the block's places after this one were open, those up to `through` are closed now */
  closed(block: number, after: number, through: number): void;
  moved(seen: LineState, moved: Moved): void;
}

/** A rule of the store that a test breaks, to see that the checks notice. */
export type Mutation =
  | 'forgets what is closed'
  | 'claims twice'
  | 'moves blindly'
  | 'writes a second ticket'
  | 'counts only who came'
  | 'gives a place twice';

/** What a compare-and-set names itself by: its own success is success. */
const WRITERS = { move: 'movedBy', ticks: 'ticksBy' } as const;

export class LineTable {
  private state: Item | undefined;
  private controlsItem: Item | undefined;
  private joined = 0;
  private readonly blocks = new Map<number, Block>();
  private readonly tickets = new Map<string, number>();
  private readonly entries: Audited[] = [];
  private known: { readonly of: readonly [Item, Item | undefined]; readonly state: LineState } | undefined;
  listedAt: number | undefined;
  private readonly observer: Observer | undefined;
  private readonly mutation: Mutation | undefined;

  constructor(observer?: Observer, mutation?: Mutation) {
    this.observer = observer;
    this.mutation = mutation;
  }

  line(): Lined | undefined {
    const { state, controlsItem } = this;
    if (!state) return undefined;
    if (this.known?.of[0] !== state || this.known.of[1] !== controlsItem) {
      this.known = { of: [state, controlsItem], state: stateFrom(state, controlsItem) };
    }
    return { state: this.known.state, joined: this.joined };
  }

  ticket(personId: string): number | undefined {
    return this.tickets.get(personId);
  }

  takePlace(): number {
    if (this.mutation !== 'gives a place twice' || this.joined % 50 !== 49) this.joined++;
    this.observer?.placed(this.joined);
    return this.joined;
  }

  keepTicket(personId: string, seq: number, ended: number | undefined): number {
    const before = this.tickets.get(personId);
    const isAllowed = before === undefined || before === ended || this.mutation === 'writes a second ticket';
    if (!isAllowed) return before;
    this.tickets.set(personId, seq);
    this.observer?.ticketed(personId, seq, before);
    return seq;
  }

  block(number: number): Block {
    const block = this.blocks.get(number) ?? EMPTY_BLOCK;
    if (this.mutation !== 'counts only who came') return block;
    return { ...block, closedThrough: Number.MAX_SAFE_INTEGER };
  }

  place(seq: number): PlaceState {
    const place = placeIn(this.blocks.get(blockOf(seq)) ?? EMPTY_BLOCK, seq);
    return this.mutation === 'forgets what is closed' ? { ...place, closedThrough: 0 } : place;
  }

  claim(seq: number, lease: string): PlaceState {
    const { value, closedThrough } = this.place(seq);
    if (closedThrough < seq && (value === undefined || this.mutation === 'claims twice')) {
      this.setPlace(seq, lease);
      this.observer?.claimed(seq, leaseEnd(lease) ?? 0);
    }
    return this.place(seq);
  }

  depart(seq: number, how: Departure): void {
    this.setPlace(seq, departed(how));
    this.observer?.departed(seq, how);
  }

  close(number: number, through: number): Block {
    const block = this.blocks.get(number) ?? EMPTY_BLOCK;
    if (block.closedThrough < through) {
      this.blocks.set(number, { ...block, closedThrough: through });
      this.observer?.closed(number, block.closedThrough, through);
    }
    return this.block(number);
  }

  private setPlace(seq: number, value: string): void {
    const block = this.blocks.get(blockOf(seq)) ?? EMPTY_BLOCK;
    // Who read the block before goes on seeing it as it was.
    this.blocks.set(blockOf(seq), { ...block, values: new Map(block.values).set(seq, value) });
  }

  open(fresh: LineState, now: number): LineState {
    this.listedAt = now;
    if (!this.state) {
      this.state = itemOf(fresh);
      return fresh;
    }
    const found = stateFrom(this.state, undefined);
    if (found.phase === 'CLOSED') this.setPhase(found, 'OPEN', `open/${now}`);
    return found;
  }

  move(seen: LineState, moved: Moved, writer: string): boolean {
    const set = { ...attributesOf(moved, seen), version: seen.version + 1 };
    const isAllowed = this.state?.version === seen.version || this.mutation === 'moves blindly';
    return this.swap('move', isAllowed, set, writer, () => this.observer?.moved(seen, moved));
  }

  takeTicks(
    seen: LineState,
    { until, ticked }: TickBatch & { readonly ticked?: Ticked | undefined },
    writer: string,
  ): boolean {
    const set = { ticksUntil: until, ...(ticked ? { ticked: [ticked.dueAt, ticked.ranAt] } : {}) };
    return this.swap('ticks', this.state?.ticksUntil === seen.ticksUntil, set, writer);
  }

  setPhase(seen: LineState, phase: LineState['phase'], writer: string): boolean {
    return this.swap('move', this.state?.version === seen.version, { phase, version: seen.version + 1 }, writer);
  }

  private swap(kind: keyof typeof WRITERS, isAllowed: boolean, set: Item, writer: string, done?: () => void): boolean {
    const name = WRITERS[kind];
    if (!isAllowed || !this.state) return this.state?.[name] === writer;
    this.state = { ...this.state, ...set, [name]: writer };
    done?.();
    return true;
  }

  noteSoldOut(scheduleId: string, soldOutAt: number): void {
    const name = soldOutName(scheduleId);
    const before = this.state?.[name];
    if (this.state && (before === undefined || Number(before) < soldOutAt)) {
      this.state = { ...this.state, [name]: soldOutAt };
    }
  }

  controls(): Controls {
    return controlsFrom(this.controlsItem);
  }

  order(next: Controls, entry: Audited): boolean {
    const isAllowed = this.controlsItem ? this.controlsItem.version === next.version - 1 : next.version === 1;
    if (!isAllowed) return false;
    this.controlsItem = { ...next };
    this.entries.push(entry);
    return true;
  }

  audit(before: number | undefined, size: number): Audited[] {
    const older = this.entries.filter(({ version }) => before === undefined || version < before);
    return older.toReversed().slice(0, size);
  }
}
