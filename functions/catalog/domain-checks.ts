// What an operator may enter: each fault is named by its field, in both languages.
import type { FieldFault } from '../shared/request.ts';
import type { Grade } from './contract-layout.ts';
import type { ScheduleFacts, Window } from './domain.ts';

/** Sort keys hold times of this many years, and answers can write them: from 2000 up to, and without, 3000. */
const YEARS: Window = [946_684_800_000, 32_503_680_000_000];

const fault = (field: string, ko: string, en: string): FieldFault => ({ field, message: { ko, en } });

/** Times of these fields are written in the years that we know. */
function checkYears(times: Readonly<Record<string, number>>): FieldFault[] {
  return Object.entries(times)
    .filter(([, at]) => !(at >= YEARS[0] && at < YEARS[1]))
    .map(([field]) => fault(field, '2000년부터 2999년 사이여야 합니다', 'must be in the years 2000 to 2999'));
}

function checkOrder(first: string, then: string, times: Readonly<Record<string, number>>): FieldFault[] {
  if (Number(times[first]) < Number(times[then])) return [];
  return [fault(then, `${first}보다 뒤여야 합니다`, `must be after ${first}`)];
}

export function checkConcert({ bookingStartAt, bookingEndAt }: { bookingStartAt: number; bookingEndAt: number }) {
  const times = { bookingStartAt, bookingEndAt };
  return [...checkYears(times), ...checkOrder('bookingStartAt', 'bookingEndAt', times)];
}

/** A date's own times: it ends after it starts, and its sale is over when it ends at the latest. */
export function checkTimes({
  startAt,
  endAt,
  saleStartAt,
  saleEndAt,
}: Pick<ScheduleFacts, 'startAt' | 'endAt' | 'saleStartAt' | 'saleEndAt'>): FieldFault[] {
  const times = { startAt, endAt, saleStartAt, saleEndAt };
  const late = fault('saleEndAt', 'endAt보다 늦을 수 없습니다', 'must not be after endAt');
  return [
    ...checkYears(times),
    ...checkOrder('startAt', 'endAt', times),
    ...checkOrder('saleStartAt', 'saleEndAt', times),
    ...(saleEndAt > endAt ? [late] : []),
  ];
}

/** Every grade that the layout has seats of has a price, and no other. */
export function checkPrices(
  prices: ScheduleFacts['prices'],
  seats: Readonly<Partial<Record<Grade, number>>>,
): FieldFault[] {
  const grades = new Set([...Object.keys(prices), ...Object.keys(seats)]) as Set<Grade>;
  return [...grades].flatMap((grade) => {
    const field = `prices.${grade}`;
    if (prices[grade] === undefined) return [fault(field, '가격이 필요합니다', 'a price is needed')];
    if (!seats[grade]) return [fault(field, '배치도에 없는 등급입니다', 'the layout has no seats of this grade')];
    return [];
  });
}
