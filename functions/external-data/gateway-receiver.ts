// Speaks to receivers of webhooks: one signed request, in time, to a public address.
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { Webhook } from 'standardwebhooks';
import type { Clock } from '../shared/clock.ts';
import type { Answered } from './domain.ts';
import { type Allowed, addressIn, mayConnect } from './domain-address.ts';

/** For looking up, connecting, and the whole answer. */
const GIVE_UP_AFTER_MS = 10_000;

/** So much of an answer is read and kept; the connection is closed on the rest. */
const ANSWER_BYTES = 1_024;

export interface Outgoing {
  readonly url: string;
  readonly messageId: string;
  readonly payload: string;
  /** `whsec_…`, one signature each. */
  readonly secrets: readonly string[];
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Receiver {
  /** Never throws for what the receiver does. Redirects are answers like any other, and not followed. */
  post(outgoing: Outgoing): Promise<Answered>;
}

/** The address is none that webhooks may go to. */
class AddressRefused extends Error {
  readonly code = 'ADDRESS_REFUSED';
}

/** @param given `lookup`: how names are resolved, all their addresses; `giveUpAfterMs`: 10 s unless stated */
export function createReceiver(given: {
  allowed: Allowed;
  clock: Clock;
  lookup: LookupFunction;
  giveUpAfterMs?: number;
}): Receiver {
  const { allowed, clock, lookup, giveUpAfterMs = GIVE_UP_AFTER_MS } = given;
  const options = { allowIPAddressList: [...allowed], keepAlive: false };
  // Both look at the addresses of each connection: a range that one of them should miss is left to the other.
  const agents = { secure: new RequestFilteringHttpsAgent(options), plain: new RequestFilteringHttpAgent(options) };

  return {
    post(outgoing) {
      const url = new URL(outgoing.url);
      const secure = url.protocol === 'https:';
      const rule = { allowed, secure };
      const literal = addressIn(url);
      if (literal !== undefined && !mayConnect(literal, rule)) {
        return Promise.resolve({ error: 'ADDRESS_REFUSED', latencyMs: 0 });
      }
      const request = (secure ? httpsRequest : httpRequest)(url, {
        method: 'POST',
        agent: secure ? agents.secure : agents.plain,
        lookup: checked(lookup, rule),
        headers: headersOf(outgoing),
      });
      return answerTo(request, outgoing.payload, { clock, giveUpAfterMs });
    },
  };
}

/** Signed with the time of this attempt, so that receivers can refuse what is old. */
function headersOf({ messageId, payload, secrets, at }: Outgoing): Record<string, string | number> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(messageId, new Date(at), payload));
  return {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(payload),
    'user-agent': 'onsale-webhooks/1',
    'webhook-id': messageId,
    'webhook-timestamp': Math.floor(at / 1_000),
    'webhook-signature': signatures.join(' '),
  };
}

/** Refuses a name as soon as one of its addresses is refused: what is connected to is what was looked at. */
function checked(lookup: LookupFunction, rule: Parameters<typeof mayConnect>[1]): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, options, (error, found, family) => {
      const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found];
      const refused = !error && addresses.some((address) => !mayConnect(address, rule));
      callback(refused ? new AddressRefused(hostname) : error, found, family);
    });
}

function answerTo(
  request: ClientRequest,
  payload: string,
  { clock, giveUpAfterMs }: { clock: Clock; giveUpAfterMs: number },
): Promise<Answered> {
  const begun = clock();
  const { promise, resolve } = Promise.withResolvers<Answered>();
  const heard: { status?: number; answer?: string } = {};
  const settle = (error?: string) => {
    clearTimeout(timer);
    resolve({ ...heard, ...(error === undefined ? {} : { error }), latencyMs: Math.max(0, clock() - begun) });
    request.destroy();
  };
  const timer = setTimeout(() => settle('TIMED_OUT'), giveUpAfterMs);
  request.on('error', (error) => settle(codeOf(error)));
  request.on('close', () => settle('CONNECTION_CLOSED'));
  request.on('response', (response) => {
    heard.status = response.statusCode ?? 0;
    readStart(response, (answer) => {
      heard.answer = answer;
    }).then(
      () => settle(),
      (error: unknown) => settle(codeOf(error)),
    );
  });
  request.end(payload);
  return promise;
}

/** The first 1 KB of an answer as text, told as it comes. */
async function readStart(response: IncomingMessage, tell: (text: string) => void): Promise<void> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes = Buffer.concat([bytes, chunk.subarray(0, ANSWER_BYTES - bytes.length)]);
    // A character that is cut in two is left out.
    tell(new TextDecoder().decode(bytes, { stream: true }));
    if (bytes.length >= ANSWER_BYTES) return;
  }
}

/** The kind of a failure, and nothing of what was answered. */
function codeOf(error: unknown): string {
  const { code, message = '' } = error as { code?: unknown; message?: string };
  if (typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code)) return code;
  return message.includes('is not allowed') ? 'ADDRESS_REFUSED' : 'UNREACHABLE';
}
