// The places in line that this browser holds: the server's signed tokens, kept so that no reload and no new tab loses one.

/** A place as it was first told. */
export interface Place {
  readonly token: string;
  readonly userId: string;
  /** The position it began at: what the bar of the waiting room is drawn from. */
  readonly from: number;
}

const slot = (concertId: string) => `onsale.place.${concertId}`;
/** The last that was admitted, apart: a new place at the end of the line pays for nothing held with the one before. */
const admittedSlot = (concertId: string) => `onsale.admitted.${concertId}`;

/** @returns undefined where there is none, or another person's */
export function placeOf(concertId: string, userId: string): Place | undefined {
  return own<Place>(slot(concertId), userId);
}

function own<P extends Pick<Place, 'userId'>>(key: string, userId: string): P | undefined {
  try {
    const place = JSON.parse(localStorage.getItem(key) ?? 'null') as P | null;
    return place?.userId === userId ? place : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a place; told again, it keeps where it began. */
export function keepPlace(concertId: string, place: Place): Place {
  const known = placeOf(concertId, place.userId);
  const kept = known?.token === place.token ? { ...place, from: Math.max(known.from, place.from) } : place;
  localStorage.setItem(slot(concertId), JSON.stringify(kept));
  return kept;
}

export function dropPlace(concertId: string): void {
  localStorage.removeItem(slot(concertId));
}

type Admitted = Pick<Place, 'token' | 'userId'>;

/** @returns the token of the place that was admitted last, over or not; undefined where there was none */
export function admittedOf(concertId: string, userId: string): string | undefined {
  return own<Admitted>(admittedSlot(concertId), userId)?.token;
}

export function keepAdmitted(concertId: string, { token, userId }: Admitted): void {
  localStorage.setItem(admittedSlot(concertId), JSON.stringify({ token, userId }));
}

/** The tokens that a hold of this person may be paid with, the likeliest first. */
export function payingTokens(concertId: string, userId: string): string[] {
  const known = [admittedOf(concertId, userId), placeOf(concertId, userId)?.token];
  return [...new Set(known.filter((token) => token !== undefined))];
}

/** Of whoever signs out. */
export function dropPlaces(): void {
  const slots = [slot(''), admittedSlot('')];
  for (const key of Object.keys(localStorage)) {
    if (slots.some((one) => key.startsWith(one))) localStorage.removeItem(key);
  }
}
