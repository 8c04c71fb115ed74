// The calling device and what it sent, as API Gateway tells of them.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A request as its sender made it. */
export interface Raw {
  readonly text: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What is known of the calling device. */
export interface Caller {
  /** As API Gateway saw it: behind a CDN the CDN's. Whose it is for a limit is told by `addressReader` (viewer.ts). */
  readonly address: string;
  /** All that came, by name in lower case, for what few functions read. Anybody can say anything. */
  readonly headers: Raw['headers'];
  readonly userAgent: string | undefined;
  /** Values of the request's cookies by name. */
  readonly cookies: Readonly<Record<string, string>>;
  readonly deviceToken: string | undefined;
  readonly authorization: string | undefined;
  /** What an EventSource saw last. */
  readonly lastEventId: string | undefined;
}

/** AWS takes cookies out of the headers; the emulator leaves them there. */
export function callerOf({
  headers,
  cookies = headers.cookie?.split(';') ?? [],
  requestContext,
}: APIGatewayProxyEventV2): Caller {
  const pairs = cookies.map((cookie) => {
    const [name = '', ...value] = cookie.split('=');
    return [name.trim(), value.join('=')] as const;
  });
  return {
    address: requestContext.http.sourceIp,
    headers,
    userAgent: headers['user-agent'],
    // Of several with one name the first is the one of the longest path (RFC 6265 §5.4): ours, not one of a neighbour.
    cookies: Object.fromEntries(pairs.toReversed()),
    deviceToken: headers['x-device-token'],
    authorization: headers.authorization,
    lastEventId: headers['last-event-id'],
  };
}
