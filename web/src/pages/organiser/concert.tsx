// Being written.
export function OrganiserConcertPage() {
  return null;
}
