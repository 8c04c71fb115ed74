// What a refused hold says, as the page answers it.
import { ApiError } from '../../../../functions/shared/client.ts';

export type HoldRefusal =
  /** By number; `reservationId`: one's own that has them. */
  | { readonly refusal: 'taken'; readonly seatNos: readonly number[]; readonly reservationId?: string }
  | { readonly refusal: 'limit'; readonly limit: number; readonly owned: number }
  /** How many can be had together under the same wish. */
  | { readonly refusal: 'few'; readonly largest: number }
  | { readonly refusal: 'not-admitted' }
  | { readonly refusal: 'other' };

export function holdRefusal(error: Error): HoldRefusal {
  if (!(error instanceof ApiError)) return { refusal: 'other' };
  const { problem } = error;
  switch (error.code) {
    case 'SEAT_TAKEN': {
      const { reservationId } = problem;
      const own = problem.yours === true && typeof reservationId === 'string' ? { reservationId } : {};
      return { refusal: 'taken', seatNos: seatNosOf(problem.seats), ...own };
    }
    case 'LIMIT_REACHED':
      return { refusal: 'limit', limit: numberOf(problem.limit), owned: numberOf(problem.seats) };
    case 'NOT_ENOUGH_SEATS':
      return { refusal: 'few', largest: numberOf(problem.largest) };
    case 'NOT_ADMITTED':
      return { refusal: 'not-admitted' };
    default:
      return { refusal: 'other' };
  }
}

const numberOf = (told: unknown): number => (typeof told === 'number' ? told : 0);

function seatNosOf(told: unknown): number[] {
  if (!Array.isArray(told)) return [];
  return told.flatMap((seat: { readonly seatNo?: unknown } | null) =>
    typeof seat?.seatNo === 'number' ? [seat.seatNo] : [],
  );
}
