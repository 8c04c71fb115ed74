// Being written.
export function ResetPasswordPage() {
  return null;
}
