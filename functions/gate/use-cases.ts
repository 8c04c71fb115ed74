// Who may pass: the gate decides, the HTTP wrapper speaks (an authorizer that denies can only answer a fixed body).
import { verifyAccessToken } from '../auth/reads.ts';
import { routes as payments } from '../payments/contract.ts';
import { type NotAdmittedReason, refusals as queue } from '../queue/contract.ts';
import { admission, type PlaceReads, verifyQueueToken } from '../queue/reads.ts';
import type { GateContext } from '../shared/http.ts';
import type { FindKey } from '../shared/jwt.ts';
import { common, type RefusalKind } from '../shared/refusal.ts';
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
  return claims ?? refuse(common.UNAUTHENTICATED);
}

/** Checks the access token, then `X-Queue-Token`, then the place in line it stands for. */
export async function admitted(
  gate: Gate & { readonly places: PlaceReads },
  asked: { authorization: string | undefined; queueToken: string | undefined; routeKey: string },
): Promise<GateContext> {
  const buyer = await signedIn(gate, asked.authorization);
  if (buyer.refusal) return buyer;
  const claims = asked.queueToken === undefined ? undefined : await verifyQueueToken(asked.queueToken, gate);
  if (!claims) return refuse(queue.QUEUE_TOKEN_INVALID);
  if (claims.personId !== buyer.personId) return notAdmitted('OTHER_PERSON');
  const { concertId, seq } = claims;
  const place = await gate.places.place(concertId, seq);
  const passed = ONCE_ADMITTED.has(asked.routeKey) && place.value !== undefined;
  const found = admission(place, seq, gate.now);
  return passed || found === 'ACTIVE' ? { ...buyer, concertId, seq } : notAdmitted(found);
}

function notAdmitted(reason: NotAdmittedReason): GateContext {
  return refuse(queue.NOT_ADMITTED, { reason });
}

function refuse(kind: RefusalKind, fields: Record<string, unknown> = {}): GateContext {
  return { refusal: JSON.stringify({ kind, fields }) };
}
