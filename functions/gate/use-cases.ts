// Who may pass: the gate decides, the HTTP wrapper speaks (an authorizer that denies can only answer a fixed body).
import { verifyAccessToken } from '../auth/reads.ts';
import { routes as payments } from '../payments/contract.ts';
import { type NotAdmittedReason, refusals as queue } from '../queue/contract.ts';
import { admission, type PlaceReads, verifyQueueToken } from '../queue/reads.ts';
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

interface Asked {
  readonly authorization: string | undefined;
  readonly queueToken: string | undefined;
  readonly routeKey: string;
}

/**
 * Checks the access token, then `X-Queue-Token`, then the place in line it stands for. As its answer is never reused, a
 * table that is busy is one too: `signedIn` must not say so, or a minute of the same answer would follow.
 */
export async function admitted(gate: Gate & { readonly places: PlaceReads }, asked: Asked): Promise<GateContext> {
  try {
    return await atTheGate(gate, asked);
  } catch (error) {
    if (error instanceof Refusal) return refuse(error);
    throw error;
  }
}

async function atTheGate(gate: Gate & { readonly places: PlaceReads }, asked: Asked): Promise<GateContext> {
  const buyer = await signedIn(gate, asked.authorization);
  if (buyer.refusal) return buyer;
  const claims = asked.queueToken === undefined ? undefined : await verifyQueueToken(asked.queueToken, gate);
  if (!claims) return refuse(new Refusal(queue.QUEUE_TOKEN_INVALID));
  if (claims.personId !== buyer.personId) return notAdmitted('OTHER_PERSON');
  const { concertId, seq } = claims;
  const place = await gate.places.place(concertId, seq);
  const passed = ONCE_ADMITTED.has(asked.routeKey) && place.value !== undefined;
  const found = admission(place, seq, gate.now);
  return passed || found === 'ACTIVE' ? { ...buyer, concertId, seq } : notAdmitted(found);
}

function notAdmitted(reason: NotAdmittedReason): GateContext {
  return refuse(new Refusal(queue.NOT_ADMITTED, { reason }));
}

/** In ASCII, as it travels in the request's context. */
function refuse({ kind, fields, retryAfterSeconds }: Refusal): GateContext {
  const text = JSON.stringify({ kind, fields, retryAfterSeconds });
  return { refusal: text.replace(/[^ -~]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`) };
}
