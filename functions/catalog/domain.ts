// What is on sale, and when: concerts, their dates and their seats (requirements R2).
import type { Settings } from './contract.ts';
import type { Grade, Point, Section } from './contract-layout.ts';

export interface Category {
  readonly code: string;
  readonly name: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/**
 * What applied to a concert whose item is from before it could be set: its tickets were sold on these terms, so they
 * never change, whatever the default becomes.
 */
export const TERMS_BEFORE_SETTING: Omit<
  Settings,
  'capacity' | 'ratePerSecond' | 'leaseSeconds' | 'claimSeconds' | 'holdSeconds' | 'seatsPerPerson' | 'secondsPerPlace'
> = {
  refundPolicy: [
    { untilHoursBefore: 240, feePercent: 0 },
    { untilHoursBefore: 168, feePercent: 10 },
    { untilHoursBefore: 72, feePercent: 20 },
    { untilHoursBefore: 24, feePercent: 30 },
    { untilHoursBefore: 72, feePercent: 0, withinHoursOfBuying: 24 },
  ],
  releaseOnInsufficientBalance: false,
  earlySeconds: 0,
  purchasesPerAdmission: 1,
  waitsWhenSoldOut: true,
};

/** From one instant up to, and without, the other: epoch milliseconds. */
export type Window = readonly [startAt: number, endAt: number];

/** Every time is epoch milliseconds. */
export interface Concert {
  readonly concertId: string;
  readonly code: string;
  readonly category: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly bookingStartAt: number;
  readonly bookingEndAt: number;
  readonly settings: Settings;
  /** When some date is on sale: in order, neither touching nor overlapping. */
  readonly sales: readonly Window[];
  /** The end of the booking window or of the last sale, whichever is later. */
  readonly closesAt: number;
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What other services may know of a date. Every time is epoch milliseconds. */
export interface ScheduleFacts {
  readonly scheduleId: string;
  readonly concertId: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly saleStartAt: number;
  readonly saleEndAt: number;
  readonly layoutId: string;
  /** In won, for the grades that its layout has. */
  readonly prices: Readonly<Partial<Record<Grade, number>>>;
}

export interface Schedule extends ScheduleFacts {
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What other services may know of a concert. Every time is epoch milliseconds. */
export interface ConcertFacts {
  readonly concertId: string;
  readonly code: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly bookingStartAt: number;
  readonly bookingEndAt: number;
  readonly settings: Settings;
  /** By their start. */
  readonly schedules: readonly ScheduleFacts[];
}

export interface LayoutContent {
  readonly name: string;
  readonly focus?: Point | undefined;
  readonly sections: readonly Section[];
}

export interface Layout extends LayoutContent {
  readonly layoutId: string;
  /** How many. */
  readonly seats: number;
  readonly createdAt: number;
}

export type SaleStatus = 'UPCOMING' | 'ONGOING' | 'ENDED';

/** The seats of a date that names no layout: 1–50 in rows of 10 (requirements R2). */
export const DEFAULT_LAYOUT: LayoutContent = {
  name: '기본',
  sections: [
    {
      section: '1',
      rows: [
        { row: '1', grade: 'VIP', from: 1, to: 10 },
        { row: '2', grade: 'STANDARD', from: 11, to: 20 },
        { row: '3', grade: 'STANDARD', from: 21, to: 30 },
        { row: '4', grade: 'STANDARD', from: 31, to: 40 },
        { row: '5', grade: 'STANDING', from: 41, to: 50 },
      ],
    },
  ],
};

export function statusOf(sale: Pick<ScheduleFacts, 'saleStartAt' | 'saleEndAt'>, now: number): SaleStatus {
  if (now < sale.saleStartAt) return 'UPCOMING';
  return now < sale.saleEndAt ? 'ONGOING' : 'ENDED';
}

/** Whether something of an enabled concert is on sale. */
export function isListed(concert: Pick<Concert, 'enabled' | 'sales'>, now: number): boolean {
  return concert.enabled && concert.sales.some(([startAt, endAt]) => startAt <= now && now < endAt);
}

/** When the next date of an enabled concert comes on sale of which nothing is on sale yet; epoch milliseconds. */
export function comesAt(concert: Pick<Concert, 'enabled' | 'sales'>, now: number): number | undefined {
  if (!concert.enabled || isListed(concert, now)) return undefined;
  const ahead = concert.sales.flatMap(([startAt]) => (startAt > now ? [startAt] : []));
  return ahead.length > 0 ? Math.min(...ahead) : undefined;
}

/** How many seats and standing places each grade of a layout has; grades without any are left out. */
export function seatsByGrade(sections: readonly Section[]): Partial<Record<Grade, number>> {
  const seats: Partial<Record<Grade, number>> = {};
  const add = (grade: Grade, more: number) => {
    seats[grade] = (seats[grade] ?? 0) + more;
  };
  for (const { rows = [], standing } of sections) {
    for (const { grade, from, to } of rows) add(grade, to - from + 1);
    if (standing) add('STANDING', standing.capacity);
  }
  return seats;
}

export function countSeats(sections: readonly Section[]): number {
  return Object.values(seatsByGrade(sections)).reduce((sum, seats) => sum + seats, 0);
}

/** A concert without dates. */
export function newConcert({
  now,
  ...entered
}: Omit<Concert, 'sales' | 'closesAt' | 'version' | 'createdAt' | 'updatedAt'> & { readonly now: number }): Concert {
  return { ...entered, sales: [], closesAt: entered.bookingEndAt, version: 1, createdAt: now, updatedAt: now };
}

/**
 * A date of a concert, but for its layout. Its sale is the booking window unless it says otherwise, and then over when
 * the date is: a tour's booking window ends after its first date.
 */
export function newSchedule(
  concert: Pick<Concert, 'concertId' | 'bookingStartAt' | 'bookingEndAt'>,
  entered: Pick<Schedule, 'scheduleId' | 'startAt' | 'endAt' | 'prices'> & {
    readonly saleStartAt: number | undefined;
    readonly saleEndAt: number | undefined;
    readonly now: number;
  },
): Omit<Schedule, 'layoutId'> {
  const { now, ...rest } = entered;
  return {
    ...rest,
    concertId: concert.concertId,
    saleStartAt: entered.saleStartAt ?? concert.bookingStartAt,
    saleEndAt: entered.saleEndAt ?? Math.min(concert.bookingEndAt, entered.endAt),
    createdAt: now,
    updatedAt: now,
  };
}

/** The concert after a date's sale was added. */
export function withSale<C extends Pick<Concert, 'sales' | 'closesAt' | 'version'>>(concert: C, sale: Window): C {
  const sales = union([...concert.sales, sale]);
  return { ...concert, sales, closesAt: Math.max(concert.closesAt, sale[1]), version: concert.version + 1 };
}

function union(windows: readonly Window[]): Window[] {
  const joined: Window[] = [];
  for (const window of windows.toSorted(([a], [b]) => a - b)) {
    const last = joined.at(-1);
    if (last && window[0] <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], window[1])];
    else joined.push(window);
  }
  return joined;
}

export type Choice =
  | { readonly choice: 'date'; readonly schedule: ScheduleFacts }
  | { readonly choice: 'SCHEDULE_NOT_FOUND' | 'SALE_NOT_OPEN' }
  | { readonly choice: 'SCHEDULE_REQUIRED'; readonly among: readonly ScheduleFacts[] };

/**
 * The one date on sale that is meant: named by its id or its day, or the only one.
 * @param dayOf the day, as `named.date` writes it, of an instant
 */
export function chooseDate(
  concert: Pick<ConcertFacts, 'enabled' | 'schedules'>,
  named: { readonly scheduleId?: string | undefined; readonly date?: string | undefined },
  now: number,
  dayOf: (atMs: number) => string,
): Choice {
  const meant = concert.schedules.filter(
    ({ scheduleId, startAt }) =>
      (named.scheduleId === undefined || named.scheduleId === scheduleId) &&
      (named.date === undefined || named.date === dayOf(startAt)),
  );
  const isNamed = named.scheduleId !== undefined || named.date !== undefined;
  if (isNamed && meant.length === 0) return { choice: 'SCHEDULE_NOT_FOUND' };
  const among = concert.enabled ? meant.filter((schedule) => statusOf(schedule, now) === 'ONGOING') : [];
  const [schedule, another] = among;
  if (!schedule) return { choice: 'SALE_NOT_OPEN' };
  return another ? { choice: 'SCHEDULE_REQUIRED', among } : { choice: 'date', schedule };
}
