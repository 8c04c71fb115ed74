// What operators may set while a line is live, and how far they may go without saying so twice.

/** What a line is run by. */
export interface LineSettings {
  readonly capacity: number;
  /** People a second; 0 admits nobody. */
  readonly ratePerSecond: number;
  readonly leaseSeconds: number;
  readonly claimSeconds: number;
  readonly secondsPerPlace: number;
}

/** The settings that operators may change. */
const SET_LIVE = ['capacity', 'ratePerSecond', 'leaseSeconds', 'claimSeconds'] as const;
export type LiveSettings = Partial<Pick<LineSettings, (typeof SET_LIVE)[number]>>;

/** What operators made of a line. Times are epoch milliseconds; 0 is never. */
export interface Controls {
  /** What differs from what the concert was made with. */
  readonly settings: LiveSettings;
  /** What people who wait are told. */
  readonly message: string | undefined;
  /** Nobody is admitted. */
  readonly paused: boolean;
  /** Nobody new gets a place. */
  readonly draining: boolean;
  /** The sale is over for everybody who waits. */
  readonly closed: boolean;
  /** Since when the present pace counts. */
  readonly rateSince: number;
  /** What was sold out before is not believed any more: seats came back. */
  readonly goesOnSince: number;
  /** Until then everybody who waits is admitted. */
  readonly passThroughUntil: number;
  readonly version: number;
}

export const NO_CONTROLS: Controls = {
  settings: {},
  message: undefined,
  paused: false,
  draining: false,
  closed: false,
  rateSince: 0,
  goesOnSince: 0,
  passThroughUntil: 0,
  version: 0,
};

/** What an operator asks for. `message`: an empty one takes it away. */
export type Order =
  | ({ readonly kind: 'set'; readonly message?: string | undefined } & {
      readonly [Name in keyof LiveSettings]: LiveSettings[Name] | undefined;
    })
  | { readonly kind: 'pause' | 'resume' | 'drain' | 'open' | 'close' }
  | { readonly kind: 'passThrough'; readonly seconds: number };

/** How far an order may go without being confirmed. */
export interface Ceilings {
  readonly capacity: number;
  readonly ratePerSecond: number;
  readonly passThroughSeconds: number;
}

/**
 * The controls after an order, with the next version; `undefined` when it changes nothing.
 * @param from what the line is run by where no order changed it
 */
export function obey(controls: Controls, order: Order, now: number, from: LiveSettings = {}): Controls | undefined {
  const changes = changesOf(controls, order, now, from);
  const changed = { ...controls, ...changes };
  const isSame = JSON.stringify(changed) === JSON.stringify(controls);
  return isSame ? undefined : { ...changed, version: controls.version + 1 };
}

function changesOf(controls: Controls, order: Order, now: number, from: LiveSettings): Partial<Controls> {
  switch (order.kind) {
    case 'set':
      return set(controls, order, now, from);
    case 'pause':
      // It ends a pass-through, too: nobody goes in.
      return { paused: true, passThroughUntil: 0 };
    case 'resume':
      return controls.paused ? { paused: false, rateSince: now } : {};
    case 'drain':
      return { draining: true };
    case 'open':
      return { draining: false, closed: false, goesOnSince: now, rateSince: now };
    case 'close':
      return { closed: true, passThroughUntil: 0 };
    case 'passThrough':
      return {
        passThroughUntil: now + order.seconds * 1000,
        ...(controls.paused ? { paused: false, rateSince: now } : {}),
      };
    default:
      return order satisfies never;
  }
}

function set(controls: Controls, order: Order & { kind: 'set' }, now: number, from: LiveSettings): Partial<Controls> {
  const current = { ...from, ...controls.settings };
  const changed = SET_LIVE.filter((name) => order[name] !== undefined && order[name] !== current[name]);
  return {
    settings: { ...controls.settings, ...Object.fromEntries(changed.map((name) => [name, order[name]])) },
    ...(order.message === undefined ? {} : { message: order.message || undefined }),
    ...(changed.includes('ratePerSecond') ? { rateSince: now } : {}),
  };
}

/**
 * Which ceilings an order goes beyond; empty when it needs no second word.
 * @param now what the line is run by: going back towards a ceiling needs none either
 */
export function beyond(
  order: Order,
  ceilings: Ceilings,
  now: Pick<LineSettings, 'capacity' | 'ratePerSecond'>,
): Partial<Ceilings> {
  const asked: Partial<Record<keyof Ceilings, number | undefined>> =
    order.kind === 'set'
      ? { capacity: order.capacity, ratePerSecond: order.ratePerSecond }
      : order.kind === 'passThrough'
        ? { passThroughSeconds: order.seconds }
        : {};
  const most = { ...ceilings };
  if (order.kind === 'set') {
    most.capacity = Math.max(most.capacity, now.capacity);
    most.ratePerSecond = Math.max(most.ratePerSecond, now.ratePerSecond);
  }
  const names = (Object.keys(asked) as (keyof Ceilings)[]).filter((name) => (asked[name] ?? 0) > most[name]);
  return Object.fromEntries(names.map((name) => [name, ceilings[name]]));
}

/** What a body of the actions' route asks for; its schema ties `seconds` to passThrough. */
export function orderOf({
  action,
  seconds = 0,
}: {
  action: Exclude<Order['kind'], 'set'>;
  seconds?: number | undefined;
}): Order {
  return action === 'passThrough' ? { kind: action, seconds } : { kind: action };
}

/** @param written `capacity,ratePerSecond,passThroughSeconds`, as the deployment writes it */
export function ceilingsOf(written: string): Ceilings {
  const [capacity = 0, ratePerSecond = 0, passThroughSeconds = 0] = written.split(',').map(Number);
  return { capacity, ratePerSecond, passThroughSeconds };
}
