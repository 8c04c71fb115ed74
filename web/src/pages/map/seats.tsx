// Being written.
export function SeatsPage() {
  return null;
}
