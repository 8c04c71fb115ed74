// Cookies that only our own origin sends back, and that no script reads (RFC 6265bis).

/** Where they are sent: to the routes of signing in and out, and to no other. */
const PATH = '/api/v1/auth';

/** A `Set-Cookie` value; `Secure` also holds on http://localhost, which browsers take for secure. */
export function strictCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=${PATH}; Max-Age=${maxAgeSeconds}; HttpOnly; Secure; SameSite=Strict`;
}

export function endedCookie(name: string): string {
  return strictCookie(name, '', 0);
}
