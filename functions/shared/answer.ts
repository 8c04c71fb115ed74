// A successful answer's body, small enough for the way back: API Gateway and Lambda carry 6 MB.
import { gzipSync } from 'node:zlib';
import { common, Refusal } from './refusal.ts';

/** From here on the body is compressed, for clients that take it; every browser and HTTP library does. */
const COMPRESS_BYTES = 32_768;

/** What Lambda carries as one JSON string, with room for the headers (its limit is 6,291,556 bytes). */
const MOST_BYTES = 6_000_000;

export interface Encoded {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isBase64Encoded: boolean;
}

/** What the answer `json` depends on beside its address: `Accept-Encoding`, where it is large enough to be compressed. */
export function varyOf(json: string): { readonly vary?: string } {
  return json.length < COMPRESS_BYTES ? {} : { vary: 'accept-encoding' };
}

/** @throws Refusal NOT_ACCEPTABLE when it is too large for a client that does not accept gzip (RFC 9110 §12.5.3) */
export function encoded(json: string, acceptEncoding: string | undefined): Encoded {
  const headers = varyOf(json);
  if (!headers.vary) return { body: json, headers, isBase64Encoded: false };
  if (acceptsGzip(acceptEncoding)) {
    const zipped = gzipSync(json).toString('base64');
    return { body: zipped, headers: { ...headers, 'content-encoding': 'gzip' }, isBase64Encoded: true };
  }
  if (Buffer.byteLength(JSON.stringify(json)) > MOST_BYTES) throw new Refusal(common.NOT_ACCEPTABLE);
  return { body: json, headers, isBase64Encoded: false };
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
