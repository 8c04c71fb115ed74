// A date that is watched, as the stream's tests meet it: a map in memory that knows its past, tickets, and who holds them.
import { routes } from '../../../functions/seats/contract-map.ts';
import type { SeatPlan } from '../../../functions/seats/domain.ts';
import { type Plan, planOf } from '../../../functions/seats/domain-plan.ts';
import { STREAM_TICKET, toClaims } from '../../../functions/seats/domain-stream-ticket.ts';
import type { Look, MapReads } from '../../../functions/seats/reads-map.ts';
import { type StreamTools, streamDocument } from '../../../functions/seats/use-cases-stream.ts';
import { http } from '../../../functions/shared/http.ts';
import { deriveSigningKey, signToken, type TokenToSign } from '../../../functions/shared/jwt.ts';
import { Reply } from '../../../functions/shared/reply.ts';
import { concert, date, NOW } from '../queue/samples.ts';

export { HOUR, NOW } from '../queue/samples.ts';

/** Seats 1 to 6 in two rows, room for 3 between them and seats 11 to 12. */
export const HALL: SeatPlan = {
  sections: [
    {
      section: '가',
      rows: [
        { row: '1', grade: 'VIP', from: 1, to: 4 },
        { row: '2', grade: 'STANDARD', from: 5, to: 6 },
      ],
    },
    { section: 'floor', standing: { capacity: 3 } },
    { section: '나', rows: [{ row: '1', grade: 'STANDARD', from: 11, to: 12 }] },
  ],
};

export const hallOf = (seats: number): SeatPlan => ({
  sections: [
    { section: '1', rows: [{ row: '1', grade: 'VIP', from: 1, to: seats }] },
    { section: 'floor', standing: { capacity: 20 } },
  ],
});

/** The map of one date, all in memory, with all that it ever was. */
export function createHistory(plan: Plan, tag = 'tag1') {
  const states = [new Uint8Array(plan.seats.length)];
  const now = () => states.at(-1) ?? new Uint8Array();
  const version = () => `${tag}.${states.length - 1}`;
  /** `floor`: the oldest version that the changes since are still told from. */
  const past = { floor: 0 };
  return {
    past,
    plan,
    statuses: now,
    version,
    /** @param changes statuses by index */
    change(changes: Readonly<Record<number, number>>) {
      const next = now().slice();
      for (const [index, status] of Object.entries(changes)) next[Number(index)] = status;
      states.push(next);
    },
    maps: {
      async look(_date, _plan, { seen = '' }): Promise<Look> {
        const [, of, n] = /^(\w+)\.(\d+)$/.exec(seen) ?? [];
        const known = of === tag && Number(n) >= past.floor ? states[Number(n)] : undefined;
        const statuses = now();
        const changed = known && [...statuses.keys()].filter((index) => statuses[index] !== known[index]);
        return { version: version(), statuses, changed };
      },
    } satisfies MapReads,
  };
}

export const KEY_SECRET = 'a secret that only these tests know of';
const key = await deriveSigningKey(KEY_SECRET);
const otherKey = await deriveSigningKey('another secret that nobody published');

export const findKey = async (kid: string) => (kid === key.kid ? key.publicJwk : undefined);

export const signer = { sign: (token: TokenToSign) => signToken(key, token) };

const viewer = { userId: 'user-1', personId: 'person-1', concertId: 'con_1', seq: 7, scheduleId: 'sch_1' };

/** A ticket until five minutes from `NOW`, or with something else about it. */
export function ticketWith(
  change: Partial<TokenToSign> & { readonly claim?: Record<string, unknown>; readonly foreign?: boolean } = {},
): Promise<string> {
  const { claim = {}, foreign = false, ...rest } = change;
  const claims = { ...toClaims(viewer), ...claim };
  const token = { ...STREAM_TICKET, claims, issuedAt: NOW, expiresAt: NOW + 300_000, ...rest };
  return signToken(foreign ? otherKey : key, token);
}

/** A lease until five minutes from `NOW`. */
export const LEASE = ((NOW + 300_000) / 1000).toString(36).padStart(6, '0');

/** A world with one date on sale, whose place 7 is admitted. */
export function createStreamWorld(hall: SeatPlan = HALL) {
  const history = createHistory(planOf(hall));
  const world = {
    now: NOW,
    history,
    place: LEASE as string | undefined,
    facts: concert({ schedules: [{ ...date('sch_1', NOW - 1, NOW + 1), prices: { STANDING: 55_000 } }] }),
    paused: 0,
  };
  const tools: StreamTools = {
    findKey,
    places: { place: async () => ({ value: world.place, closedThrough: 0 }) },
    catalog: {
      concert: async (concertId) => (concertId === world.facts.concertId ? world.facts : undefined),
      layout: async (layoutId) => ({ ...(hall as { sections: [] }), layoutId, seats: history.plan.seats.length }),
    },
    maps: history.maps,
    clock: () => world.now,
    async pause() {
      world.paused += 1;
    },
  };
  return { world, history, tools };
}

/** The route as its function serves it. */
export function streamHandler(tools: Omit<StreamTools, 'pause'>) {
  return http(routes.stream, async ({ params, query, caller }) => {
    const content = await streamDocument(tools, { ...params, ...query, lastEventId: caller.lastEventId });
    return new Reply('', content === undefined ? { status: 204 } : { raw: { type: 'text/event-stream', content } });
  });
}
