// Being written.
export function WalletPage() {
  return null;
}
