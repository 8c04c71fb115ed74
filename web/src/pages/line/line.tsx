// Being written.
export function LinePage() {
  return null;
}
