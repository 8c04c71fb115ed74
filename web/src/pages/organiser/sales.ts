// Which of the concerts on sale are shown first: the crowd is where a sale opened last.

/** @param most how many */
export function newestFirst<Concert extends { readonly bookingStartAt: string }>(
  concerts: readonly Concert[],
  most: number,
): readonly Concert[] {
  return concerts.toSorted((a, b) => Date.parse(b.bookingStartAt) - Date.parse(a.bookingStartAt)).slice(0, most);
}
