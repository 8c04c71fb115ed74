// The places in line that this browser holds: the server's signed tokens, kept so that no reload and no new tab loses one.

/** A place as it was first told. */
export interface Place {
  readonly token: string;
  readonly userId: string;
  /** The position it began at: what the bar of the waiting room is drawn from. */
  readonly from: number;
}

const slot = (concertId: string) => `onsale.place.${concertId}`;

/** @returns undefined where there is none, or another person's */
export function placeOf(concertId: string, userId: string): Place | undefined {
  try {
    const place = JSON.parse(localStorage.getItem(slot(concertId)) ?? 'null') as Place | null;
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

/** Of whoever signs out. */
export function dropPlaces(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith(slot(''))) localStorage.removeItem(key);
}
