// Where a concert and its dates are in their sale, as its page says it, and what its refund policy means.
import type { Concert, Schedule } from '../../api/concerts.ts';

export type DateState = 'on-sale' | 'sold-out' | 'coming' | 'ended';

type Dated = Pick<Schedule, 'scheduleId' | 'saleStartAt' | 'saleEndAt' | 'available'>;

/** Where a date is, at this moment: what the server said a few seconds ago, and the clock since. @param now epoch ms */
export function stateOfDate({ saleStartAt, saleEndAt, available }: Omit<Dated, 'scheduleId'>, now: number): DateState {
  if (now < Date.parse(saleStartAt)) return 'coming';
  if (now >= Date.parse(saleEndAt)) return 'ended';
  return available > 0 ? 'on-sale' : 'sold-out';
}

/** Times are ISO 8601. */
export type Sale =
  | { readonly is: 'open' }
  /** Dates are on sale, and all of them sold out. */
  | { readonly is: 'sold-out' }
  /** `isEarly`: people may join the line already. */
  | { readonly is: 'coming'; readonly opensAt: string; readonly joinFrom: string; readonly isEarly: boolean }
  /** Nobody knows yet when. */
  | { readonly is: 'no-dates' }
  | { readonly is: 'over' };

const SECOND_MS = 1_000;

type Booking = Pick<Concert, 'bookingStartAt' | 'bookingEndAt' | 'earlySeconds'>;

/** @param now epoch ms */
export function saleOf(concert: Booking, dates: readonly Dated[], now: number): Sale {
  const states = dates.map((date) => stateOfDate(date, now));
  if (states.includes('on-sale')) return { is: 'open' };
  const starts = dates.length > 0 ? dates.map(({ saleStartAt }) => saleStartAt) : [concert.bookingStartAt];
  const opensAt = starts.filter((at) => Date.parse(at) > now).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
  const coming = opensAt === undefined ? undefined : comingAt(opensAt, concert, now);
  // Who may join for the next date is told so, though those on sale are sold out.
  if (states.includes('sold-out') && !coming?.isEarly) return { is: 'sold-out' };
  if (coming) return coming;
  if (dates.length === 0 && now < Date.parse(concert.bookingEndAt)) return { is: 'no-dates' };
  return { is: 'over' };
}

function comingAt(opensAt: string, { earlySeconds }: Booking, now: number) {
  const from = Date.parse(opensAt) - earlySeconds * SECOND_MS;
  return { is: 'coming', opensAt, joinFrom: new Date(from).toISOString(), isEarly: now >= from } as const;
}

/** The dates that one can choose: those on sale; before the open those that it opens. */
export function choosable<D extends Dated>(dates: readonly D[], sale: Sale, now: number): readonly D[] {
  switch (sale.is) {
    case 'open':
      return dates.filter((date) => stateOfDate(date, now) === 'on-sale');
    case 'coming':
      return sale.isEarly ? dates.filter(({ saleStartAt }) => saleStartAt === sale.opensAt) : [];
    case 'sold-out':
    case 'no-dates':
    case 'over':
      return [];
    default:
      return sale satisfies never;
  }
}

/** The date that is meant: the chosen one while it can be, else the only one there is. */
export function chosenOf<D extends Dated>(among: readonly D[], scheduleId: string | undefined): D | undefined {
  return among.find((date) => date.scheduleId === scheduleId) ?? (among.length === 1 ? among[0] : undefined);
}

/** So few of a grade, or a tenth of it, are few. */
const FEW = 10;
const FEW_PART = 0.1;

export function isFew({ available, total }: Pick<Schedule, 'available' | 'total'>): boolean {
  return available > 0 && (available <= Math.min(FEW, total / 2) || available <= total * FEW_PART);
}

export interface RefundLine {
  /** Whole days where it is some, else hours; 0 hours: until it starts. */
  readonly until: { readonly unit: 'days' | 'hours'; readonly count: number };
  readonly withinHoursOfBuying?: number | undefined;
  readonly feePercent: number;
}

const DAY_HOURS = 24;

/** A refund policy as people read it: by the calendar first, the longest before the show in front, then what is special. */
export function refundLines(policy: Concert['refundPolicy']): readonly RefundLine[] {
  return policy
    .toSorted(
      (a, b) =>
        Number(a.withinHoursOfBuying !== undefined) - Number(b.withinHoursOfBuying !== undefined) ||
        b.untilHoursBefore - a.untilHoursBefore,
    )
    .map(({ untilHoursBefore, feePercent, withinHoursOfBuying }) => ({
      until:
        untilHoursBefore > 0 && untilHoursBefore % DAY_HOURS === 0
          ? { unit: 'days', count: untilHoursBefore / DAY_HOURS }
          : { unit: 'hours', count: untilHoursBefore },
      withinHoursOfBuying,
      feePercent,
    }));
}

/** Whether a ticket can be cancelled to the last moment. */
export function endsAtStart(policy: Concert['refundPolicy']): boolean {
  return policy.some(
    ({ untilHoursBefore, withinHoursOfBuying }) => untilHoursBefore === 0 && withinHoursOfBuying === undefined,
  );
}

const TURN = 360;
/** Far apart, so that neighbours in a list differ. */
const HUES = 9;

/** A concert's own colour, as degrees from the shop's: the same everywhere, for what has no picture. */
export function hueOf(code: string): number {
  let sum = 0;
  for (const character of code) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 100_003;
  return ((sum % HUES) * TURN) / HUES;
}
