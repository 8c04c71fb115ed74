// Who may pass: the gate decides, the HTTP wrapper speaks (an authorizer that denies can only answer a fixed body).
import { verifyAccessToken } from '../auth/reads.ts';
import { routes as payments } from '../payments/contract.ts';
import { type NotAdmittedReason, refusals as queue } from '../queue/contract.ts';
import { admission, type PlaceReads, type PlaceState, verifyQueueToken } from '../queue/reads.ts';
import type { GateContext } from '../shared/http.ts';
import type { FindKey } from '../shared/jwt.ts';
import { common, Refusal } from '../shared/refusal.ts';
import { routeKey } from '../shared/route.ts';

/** What both authorizers need. */
export interface Gate {
  readonly findKey: FindKey;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Routes that a place passes which was admitted once: there the reservation's own time is the gate. */
const ONCE_ADMITTED = new Set([payments.pay].map(routeKey));

/** Checks `Authorization: Bearer <access token>`. */
export async function signedIn(gate: Gate, authorization: string | undefined): Promise<GateContext> {
  const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  const claims = token === undefined ? undefined : await verifyAccessToken(token, gate);
  return claims ?? refuse(new Refusal(common.UNAUTHENTICATED));
}

/** Checks the access token, then `X-Queue-Token`, then the place in line it stands for. */
export async function admitted(
  gate: Gate & { readonly places: PlaceReads },
  asked: { authorization: string | undefined; queueToken: string | undefined; routeKey: string },
): Promise<GateContext> {
  const buyer = await signedIn(gate, asked.authorization);
  if (buyer.refusal) return buyer;
  const claims = asked.queueToken === undefined ? undefined : await verifyQueueToken(asked.queueToken, gate);
  if (!claims) return refuse(new Refusal(queue.QUEUE_TOKEN_INVALID));
  if (claims.personId !== buyer.personId) return notAdmitted('OTHER_PERSON');
  const { concertId, seq } = claims;
  const place = await placeNow(gate.places, concertId, seq);
  if (place instanceof Refusal) return refuse(place);
  const passed = ONCE_ADMITTED.has(asked.routeKey) && place.value !== undefined;
  const found = admission(place, seq, gate.now);
  return passed || found === 'ACTIVE' ? { ...buyer, concertId, seq } : notAdmitted(found);
}

/** Where the place is looked up each time, a busy table is an answer too; a cached one it must never become. */
async function placeNow(places: PlaceReads, concertId: string, seq: number): Promise<PlaceState | Refusal> {
  try {
    return await places.place(concertId, seq);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function notAdmitted(reason: NotAdmittedReason): GateContext {
  return refuse(new Refusal(queue.NOT_ADMITTED, { reason }));
}

/** In ASCII, as it travels in the request's context. */
function refuse({ kind, fields, retryAfterSeconds }: Refusal): GateContext {
  const text = JSON.stringify({ kind, fields, retryAfterSeconds });
  return { refusal: text.replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`) };
}
