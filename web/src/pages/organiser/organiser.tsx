// Being written.
export function OrganiserPage() {
  return null;
}
