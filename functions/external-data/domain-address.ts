// Where webhooks may go: to public addresses only, but for those that a deployment allows.
import { BlockList, isIP } from 'node:net';

/** IANA's special-purpose registries of IPv4 (RFC 6890 and its updates), with multicast and what is reserved. */
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/** Of IPv6 only this is public; all that maps, embeds or translates an IPv4 address is outside it, or refused in it. */
const GLOBAL_IPV6 = '2000::/3';
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

const specialIpv4 = listOf(SPECIAL_IPV4, 'ipv4');
const globalIpv6 = listOf([GLOBAL_IPV6], 'ipv6');
const specialIpv6 = listOf(SPECIAL_IPV6, 'ipv6');

function listOf(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = '', bits] = range.split('/');
    list.addSubnet(net, Number(bits), family);
  }
  return list;
}

/** Addresses that a deployment lets webhooks go to although they are not public, and without TLS. */
export type Allowed = readonly string[];

/** @param text a comma list of addresses, or `none` */
export function parseAllowed(text: string): Allowed {
  if (text === 'none') return [];
  return text.split(',').map((part) => {
    const address = part.trim();
    if (isIP(address) === 0) throw new Error(`WEBHOOK_ALLOW must list IP addresses, or be none: ${address} is none`);
    return address;
  });
}

/** Whether an address, as a name resolved to it or as a URL has it, may be connected to. */
export function mayConnect(address: string, { allowed, secure }: { allowed: Allowed; secure: boolean }): boolean {
  return allowed.includes(address) || (secure && isPublic(address));
}

function isPublic(address: string): boolean {
  if (address.includes('%')) return false;
  if (isIP(address) === 4) return !specialIpv4.check(address, 'ipv4');
  return isIP(address) === 6 && globalIpv6.check(address, 'ipv6') && !specialIpv6.check(address, 'ipv6');
}

/** Why nothing can be sent to a URL. What a name resolves to is looked at when connecting. */
export type UrlFault = 'NOT_A_URL' | 'NOT_HTTPS' | 'HAS_CREDENTIALS' | 'NOT_PUBLIC';

/**
 * Any port: the address is public and the receiver proves its name by TLS before it is sent a byte. A fragment is
 * refused as no receiver would see it.
 */
export function urlFault(text: string, allowed: Allowed): UrlFault | undefined {
  // A parser would take blanks and line ends out, and answer for another text than the one that is kept.
  if (!URL.canParse(text) || /[\s\p{Cc}\\#]/u.test(text)) return 'NOT_A_URL';
  const url = new URL(text);
  const secure = url.protocol === 'https:';
  const address = addressIn(url);
  if (!secure && !(url.protocol === 'http:' && allowed.length > 0)) return 'NOT_HTTPS';
  if (url.username !== '' || url.password !== '') return 'HAS_CREDENTIALS';
  if (url.port === '0') return 'NOT_A_URL';
  if (address !== undefined) return mayConnect(address, { allowed, secure }) ? undefined : 'NOT_PUBLIC';
  return isLocalName(url.hostname) && allowed.length === 0 ? 'NOT_PUBLIC' : undefined;
}

/** The address that a URL names directly, in whatever notation: the parser writes all of them in one. */
export function addressIn({ hostname }: Pick<URL, 'hostname'>): string | undefined {
  const bare = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) === 0 ? undefined : bare;
}

/** Names that are never public: of one label alone, or by RFC 6761, 6762, 8375 and ICANN's `internal`. */
function isLocalName(hostname: string): boolean {
  return !/[^.]\.[^.]/.test(hostname) || /(^|\.)(localhost|local|internal|home\.arpa|test|invalid)\.?$/.test(hostname);
}
