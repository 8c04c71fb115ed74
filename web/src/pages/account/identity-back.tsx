// Being written.
export function IdentityBackPage() {
  return null;
}
