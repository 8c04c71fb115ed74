// Being written.
export function CardBackPage() {
  return null;
}
