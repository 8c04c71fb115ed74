// Being written.
export function TicketsPage() {
  return null;
}
