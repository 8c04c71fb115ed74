// Being written.
export function SignUpPage() {
  return null;
}
