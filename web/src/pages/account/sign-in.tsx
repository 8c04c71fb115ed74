// Being written.
export function SignInPage() {
  return null;
}
