// A successful answer's content, small enough for the way back: API Gateway and Lambda carry 6 MB.
import { gzipSync } from 'node:zlib';
import { common, Refusal } from './refusal.ts';

/** From here on text is compressed, for clients that take it; every browser and HTTP library does. */
const COMPRESS_BYTES = 8_192;

/** What Lambda carries as one JSON string, with room for the headers (its limit is 6,291,556 bytes). */
const MOST_BYTES = 6_000_000;

export interface Encoded {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isBase64Encoded: boolean;
}

/** What an answer depends on beside its address: `Accept-Encoding`, where it is text large enough to be compressed. */
export function varyOf(content: string | Uint8Array): { readonly vary?: string } {
  return typeof content !== 'string' || content.length < COMPRESS_BYTES ? {} : { vary: 'accept-encoding' };
}

/** Bytes go as they are. @throws Refusal NOT_ACCEPTABLE when text is too large for a client that does not accept gzip (RFC 9110 §12.5.3) */
export function encoded(content: string | Uint8Array, acceptEncoding: string | undefined): Encoded {
  if (typeof content !== 'string') {
    return { body: Buffer.from(content).toString('base64'), headers: {}, isBase64Encoded: true };
  }
  const headers = varyOf(content);
  if (!headers.vary) return { body: content, headers, isBase64Encoded: false };
  if (acceptsGzip(acceptEncoding)) {
    const zipped = gzipSync(content).toString('base64');
    return { body: zipped, headers: { ...headers, 'content-encoding': 'gzip' }, isBase64Encoded: true };
  }
  if (Buffer.byteLength(JSON.stringify(content)) > MOST_BYTES) throw new Refusal(common.NOT_ACCEPTABLE);
  return { body: content, headers, isBase64Encoded: false };
}

function acceptsGzip(acceptEncoding = ''): boolean {
  const codings = acceptEncoding.toLowerCase().split(',');
  const weights = new Map(
    codings.map((part) => {
      const [coding = '', weight = 'q=1'] = part.trim().split(/\s*;\s*/);
      return [coding, weight];
    }),
  );
  return !/^q=0(\.0*)?$/.test(weights.get('gzip') ?? weights.get('*') ?? 'q=0');
}
