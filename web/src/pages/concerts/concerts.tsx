// Being written.
export function ConcertsPage() {
  return null;
}
