// What a stream ticket says: whose place in which line may watch which date, and until when.

/** `typ` and audience of a stream ticket: it is never taken for another token, nor the other way round. */
export const STREAM_TICKET = { typ: 'seats-stream+jwt', audience: 'onsale-seats-stream' } as const;

export interface StreamTicket {
  readonly userId: string;
  readonly personId: string;
  readonly concertId: string;
  readonly seq: number;
  readonly scheduleId: string;
}

/** The claims as a ticket carries them. */
export function toClaims({ userId, ...rest }: StreamTicket) {
  return { sub: userId, ...rest };
}

/**
 * What a genuine ticket is good for:
 * - `good`: the stream of its date, until `until` (epoch milliseconds)
 * - `over`: nothing any more
 * - `invalid`: nothing here; it is no ticket of this concert
 */
export type TicketReading =
  | { readonly reading: 'good'; readonly ticket: StreamTicket; readonly until: number }
  | { readonly reading: 'over' }
  | { readonly reading: 'invalid' };

/**
 * @param payload of a token whose signature and kind are right, whatever its time; undefined for any other
 * @param asked `concertId`: the path's; `now`: epoch milliseconds
 */
export function readTicket(
  payload: Readonly<Record<string, unknown>> | undefined,
  asked: { readonly concertId: string; readonly now: number },
): TicketReading {
  const { sub, personId, concertId, seq, scheduleId, exp } = payload ?? {};
  const texts = [sub, personId, concertId, scheduleId];
  if (!texts.every((text) => typeof text === 'string') || typeof exp !== 'number') return { reading: 'invalid' };
  if (!Number.isSafeInteger(seq) || Number(seq) < 1 || concertId !== asked.concertId) return { reading: 'invalid' };
  const until = exp * 1000;
  if (until <= asked.now) return { reading: 'over' };
  const ticket = {
    userId: String(sub),
    personId: String(personId),
    concertId: asked.concertId,
    seq: Number(seq),
    scheduleId: String(scheduleId),
  };
  return { reading: 'good', ticket, until };
}
