// Being written.
export function ReservationPage() {
  return null;
}
