// Being written.
export function ConcertPage() {
  return null;
}
