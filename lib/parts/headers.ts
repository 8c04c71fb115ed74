// What the shop's pages tell a browser to refuse: the same from the CDN on AWS and from the front of `npm start`.

/** Two years, as browsers ask of who wants to be known to them from the start. For https alone (RFC 6797 §7.2). */
export const HSTS_SECONDS = 63_072_000;

/** What no page of the shop asks for. `payment` stays as it is: a payment window may use the browser's own sheet. */
export const PERMISSIONS_POLICY = [
  'accelerometer',
  'camera',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'usb',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

export interface PolicyOptions {
  /** Where PortOne's browser SDK comes from, e.g. `https://cdn.portone.io`. Over http it is the local stand-in. */
  readonly sdkOrigin: string;
  /** Whose scripts that SDK loads into the page beside its own, e.g. `https://*.tosspayments.com`. */
  readonly scriptOrigins?: readonly string[];
}

/** Whom the real SDK calls, as its script names them: PortOne's services answer under its old name too. */
const SDK_CALLS = ['https://*.portone.io', 'https://*.iamport.co', 'https://service.iamport.kr'];

/**
 * The Content-Security-Policy of every page: scripts are files of ours, PortOne's SDK, and those that a payment company
 * needs; styles are files of ours, and nothing is inline. The real SDK opens windows of many payment companies, and may
 * post a form to one, so frames and forms may go to whoever has https; the stand-in is everything at once.
 */
export function contentSecurityPolicy({ sdkOrigin, scriptOrigins = [] }: PolicyOptions): string {
  const real = sdkOrigin.startsWith('https://');
  const directives = {
    'default-src': ["'self'"],
    'script-src': ["'self'", sdkOrigin, ...scriptOrigins],
    'style-src': ["'self'"],
    'img-src': ["'self'", 'data:'],
    'connect-src': ["'self'", sdkOrigin, ...(real ? SDK_CALLS : [])],
    'frame-src': [sdkOrigin, ...(real ? ['https:'] : [])],
    'form-action': ["'self'", ...(real ? ['https:'] : [])],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

/** All of them but `Strict-Transport-Security`, by name in lower case. */
export function pageHeaders(options: PolicyOptions): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(options),
    'x-content-type-options': 'nosniff',
    // A payment company's window looks for the shop that it was opened from; where in the shop is not its matter.
    'referrer-policy': 'strict-origin-when-cross-origin',
    'permissions-policy': PERMISSIONS_POLICY,
  };
}
