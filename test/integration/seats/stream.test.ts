// The live map over HTTP, with a client of server-sent events: what it is told, and when it is over.
import { EventSource } from 'eventsource';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { routes as queue } from '../../../functions/queue/contract.ts';
import { routes } from '../../../functions/seats/contract-map.ts';
import type { Init, Update } from '../../../functions/seats/domain-stream.ts';
import { type Admitted, api, eventually, newAdmitted, newConcert, reserve } from '../../support/journey.ts';

const origin = inject('cloud').apiUrl.replace(/\/$/, '');

const sources: EventSource[] = [];
afterEach(() => {
  for (const source of sources.splice(0)) source.close();
});

const ticketFor = ({ accessToken, queueToken }: Admitted, concertId: string) =>
  api.call(routes.streamTicket, { accessToken, queueToken, params: { concertId } });

/** Everything that a viewer is told, in order. */
function watch(url: string) {
  const source = new EventSource(`${origin}${url}`);
  sources.push(source);
  const told = { inits: [] as Init[], updates: [] as Update[], ends: [] as number[] };
  source.addEventListener('init', ({ data }: MessageEvent) => told.inits.push(JSON.parse(data)));
  source.addEventListener('update', ({ data }: MessageEvent) => told.updates.push(JSON.parse(data)));
  source.addEventListener('error', ({ code }) => code !== undefined && told.ends.push(code));
  return told;
}

describe('the stream of a date', () => {
  it('begins with the map, tells of exactly the seats that others took, and ends when its viewer leaves', async () => {
    const { concertId, scheduleId } = await newConcert();
    const [viewer, buyer] = await Promise.all([newAdmitted(concertId), newAdmitted(concertId)]);
    const { url, expiresAt } = await ticketFor(viewer, concertId);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    const told = watch(url);

    const init = await eventually(async () => told.inits[0]);
    expect(init).toMatchObject({ scheduleId, seats: 50, bits: Buffer.alloc(13).toString('base64'), areas: [] });

    await reserve(buyer, concertId, 15);
    const update = await eventually(async () => told.updates[0]);
    expect(update).toMatchObject({ since: init.version, seats: [{ seatNo: 15, status: 'HOLD' }] });

    await reserve(buyer, concertId, 16);
    const next = await eventually(async () => told.updates[1]);
    expect(next).toMatchObject({ since: update.version, seats: [{ seatNo: 16, status: 'HOLD' }] });

    const { accessToken, queueToken } = viewer;
    await api.call(queue.leave, { accessToken, queueToken });
    expect(await eventually(async () => told.ends[0])).toBe(204);
    expect([told.inits.length, told.updates.length]).toEqual([1, 2]);
  });

  it('is for who has a ticket of this concert: every other is refused, and keeps nothing', async () => {
    const [mine, other] = await Promise.all([newConcert(), newConcert()]);
    const viewer = await newAdmitted(mine.concertId);
    const { url, ticket } = await ticketFor(viewer, mine.concertId);
    const elsewhere = url.replace(mine.concertId, other.concertId);
    const altered = url.replace(ticket, `${ticket.slice(0, -5)}AAAAA`);
    for (const path of [elsewhere, altered, url.replace(ticket, viewer.queueToken)]) {
      const answer = await fetch(`${origin}${path}`);
      const { code } = (await answer.json()) as { code: string };
      expect([answer.status, code, answer.headers.get('cache-control')]).toEqual([
        401,
        'STREAM_TICKET_INVALID',
        'no-store',
      ]);
    }
  });
});
