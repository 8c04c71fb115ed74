// The stream as one use case: rounds until the lease ends, and each of them a whole answer.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { routes } from '../../../functions/seats/contract-map.ts';
import type { Round } from '../../../functions/seats/domain-stream.ts';
import { seatEvents } from '../../../functions/seats/use-cases-stream.ts';
import { deriveSigningKey } from '../../../functions/shared/jwt.ts';
import { log } from '../../../functions/shared/log.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import { FORGERIES } from '../../support/forged-tokens.ts';
import { ask, eventOf } from '../../support/http-event.ts';
import { misused, misuses } from '../../support/misused-tokens.ts';
import { concert } from '../queue/samples.ts';
import { createStreamWorld, KEY_SECRET, NOW, streamHandler, ticketWith } from './stream-samples.ts';

vi.spyOn(log, 'info').mockReturnValue();
const error = vi.spyOn(log, 'error').mockReturnValue();
beforeEach(() => {
  error.mockClear();
});
afterEach(() => {
  expect(error).not.toHaveBeenCalled();
});

const ticket = await ticketWith();
const key = await deriveSigningKey(KEY_SECRET);
const asked = { concertId: 'con_1', ticket, lastEventId: undefined };
const namesOf = (rounds: readonly Round[]) =>
  rounds.map(({ events }) => events.map(({ event, id }) => `${event} ${id}`));

describe('a stream', () => {
  it('begins with the map, goes on with what changed, and ends with the lease', async () => {
    const { world, history, tools } = createStreamWorld();
    const rounds: Round[] = [];
    for await (const round of seatEvents(tools, asked)) {
      rounds.push(round);
      world.now += 100_000;
      if (rounds.length === 1) history.change({ 0: 1, 1: 2 });
    }
    expect(namesOf(rounds)).toEqual([['init tag1.0'], ['update tag1.1'], []]);
    expect([world.paused, rounds[0]?.retryMs]).toEqual([3, 1_000]);
  });

  it('ends when its viewer left or bought', async () => {
    const { world, tools } = createStreamWorld();
    const rounds: Round[] = [];
    for await (const round of seatEvents(tools, asked)) {
      rounds.push(round);
      if (rounds.length === 2) world.place = '1';
    }
    expect(namesOf(rounds)).toEqual([['init tag1.0'], []]);
  });

  it('goes on with what a client missed, and asks for nothing before its first round is taken', async () => {
    const { history, tools } = createStreamWorld();
    for (const seat of [0, 1, 2]) history.change({ [seat]: 1 });
    const look = vi.spyOn(tools.maps, 'look');
    const stream = seatEvents(tools, { ...asked, lastEventId: 'tag1.1' });
    expect(look).not.toHaveBeenCalled();
    const { value } = await stream.next();
    expect(value?.events).toMatchObject([
      {
        event: 'update',
        id: 'tag1.3',
        data: {
          seats: [
            { seatNo: 2, status: 'HOLD' },
            { seatNo: 3, status: 'HOLD' },
          ],
        },
      },
    ]);
    await stream.return();
  });

  it('needs no sale that is open, but a date', async () => {
    const { world, tools } = createStreamWorld();
    world.facts = { ...world.facts, enabled: false };
    world.now += 10;
    expect((await seatEvents(tools, asked).next()).value?.events).toHaveLength(1);
    world.facts = { ...world.facts, schedules: [] };
    await expect(seatEvents(tools, asked).next()).rejects.toMatchObject({ kind: { code: 'SCHEDULE_NOT_FOUND' } });
    world.facts = concert({ concertId: 'con_2' });
    await expect(seatEvents(tools, asked).next()).rejects.toMatchObject({ kind: { code: 'CONCERT_NOT_FOUND' } });
  });

  it('looks up a date that this instance does not know yet', async () => {
    const { world, tools } = createStreamWorld();
    const ages: unknown[] = [];
    const catalog = {
      ...tools.catalog,
      async concert(_: string, maxAgeMs?: number) {
        ages.push(maxAgeMs);
        return maxAgeMs === 0 ? world.facts : { ...world.facts, schedules: [] };
      },
    };
    expect((await seatEvents({ ...tools, catalog }, asked).next()).value?.events).toHaveLength(1);
    expect(ages).toEqual([undefined, 0]);
  });

  it.each(['findKey', 'place', 'look'] as const)(
    'outlives a busy table (%s): it says when to come back',
    async (what) => {
      const { tools } = createStreamWorld();
      const busy = () => Promise.reject(new Refusal(common.TRY_AGAIN, {}, 1));
      const parts = { findKey: { findKey: busy }, place: { places: { place: busy } }, look: { maps: { look: busy } } };
      const { value } = await seatEvents({ ...tools, ...parts[what] }, { ...asked, lastEventId: 'tag1.0' }).next();
      expect(value?.events).toEqual([]);
      expect(value?.retryMs).toBeGreaterThanOrEqual(3_000);
      expect(value?.retryMs).toBeLessThan(7_000);
    },
  );

  it('goes on from the same version after a busy round', async () => {
    const { history, tools } = createStreamWorld();
    const look = vi.spyOn(tools.maps, 'look');
    const stream = seatEvents(tools, asked);
    await stream.next();
    history.change({ 0: 1 });
    look.mockRejectedValueOnce(new Refusal(common.TRY_AGAIN));
    await stream.next();
    expect((await stream.next()).value?.events).toMatchObject([{ event: 'update', id: 'tag1.1' }]);
  });

  it('does not hide what is broken', async () => {
    const { tools } = createStreamWorld();
    const maps = { look: () => Promise.reject(new Error('broken')) };
    await expect(seatEvents({ ...tools, maps }, asked).next()).rejects.toThrow('broken');
  });
});

describe('GET …/seats/stream', () => {
  const path = { params: { concertId: 'con_1' }, query: { ticket } };
  const answered = async (headers: Record<string, string> = {}, request = path, { tools } = createStreamWorld()) => {
    const handler = streamHandler(tools);
    return handler(eventOf(routes.stream, { ...request, headers, gate: null }), {} as never);
  };

  it('is a document of server-sent events that nobody keeps', async () => {
    expect(await answered()).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
      isBase64Encoded: false,
      body: expect.stringMatching(/^retry: 1000\n\nid: tag1\.0\nevent: init\ndata: \{.*\}\n\n$/),
    });
  });

  it('takes one round only, and never waits', async () => {
    const made = createStreamWorld();
    await answered({}, path, made);
    expect(made.world.paused).toBe(0);
  });

  it.each([
    ['from the future', 'tag1.999', 'init'],
    ['of another date', 'tag2.1', 'init'],
    ['too old', 'tag1.0', 'init'],
    ['garbage', '\u0000\ufffd"; DROP', 'init'],
    ['empty', '', 'init'],
    ['of ten minutes ago', 'tag1.1', 'update'],
  ])('answers a Last-Event-ID %s (%j) with %s', async (_, lastEventId, event) => {
    const made = createStreamWorld();
    for (let second = 0; second < 600; second++) made.history.change({ [second % 6]: second % 3 });
    made.history.past.floor = 1;
    const { body } = (await answered({ 'last-event-id': lastEventId }, path, made)) as { body: string };
    expect(body).toContain(`id: tag1.600\nevent: ${event}\n`);
  });

  it('says nothing new to who has seen it all', async () => {
    expect(await answered({ 'last-event-id': 'tag1.0' })).toMatchObject({ body: 'retry: 1000\n\n: nothing new\n\n' });
  });

  it.each(['the ticket', 'the place'])('is 204 without a body when %s is over: an EventSource stops', async (what) => {
    const made = createStreamWorld();
    if (what === 'the ticket') made.world.now = NOW + 300_000;
    else made.world.place = '0';
    const answer = await answered({}, path, made);
    expect(answer).toMatchObject({ statusCode: 204 });
    expect(answer).not.toHaveProperty('body');
  });

  const refused = async (bad: string | undefined, concertId = 'con_1') => {
    const { tools } = createStreamWorld();
    const query = bad === undefined ? {} : { query: { ticket: bad } };
    const answer = await ask(streamHandler(tools), routes.stream, { params: { concertId }, ...query, gate: null });
    return [answer.status, answer.body.code];
  };

  it('refuses a ticket of another concert, also when it is over', async () => {
    expect(await refused(ticket, 'con_2')).toEqual([401, 'STREAM_TICKET_INVALID']);
    const over = await ticketWith({ issuedAt: NOW - 10_000, expiresAt: NOW - 5_000 });
    expect(await refused(over, 'con_2')).toEqual([401, 'STREAM_TICKET_INVALID']);
  });

  it('refuses what is no ticket of ours', async () => {
    for (const bad of ['', 'x', 'a.b.c', `${ticket}A`, await ticketWith({ foreign: true })]) {
      expect(await refused(bad)).toEqual([401, 'STREAM_TICKET_INVALID']);
    }
    expect(await refused(undefined)).toEqual([400, 'INVALID_REQUEST']);
  });

  it.each(FORGERIES.map(([name, forge]) => ({ name, forge })))('refuses a forgery: $name', async ({ forge }) => {
    const bad = forge({ token: ticket, publicJwk: key.publicJwk });
    if (bad.length <= 2_048) expect(await refused(bad)).toEqual([401, 'STREAM_TICKET_INVALID']);
    else expect(await refused(bad)).toEqual([400, 'INVALID_REQUEST']);
  });

  const uses = [...misuses('queue+jwt', NOW), ...misuses('at+jwt', NOW).slice(0, 1)];
  const wrong = uses.filter(([name]) => name !== 'an exp that is past').map((misuse) => ({ name: misuse[0], misuse }));
  it.each(wrong)('refuses our own signature over something else: $name', async ({ misuse }) => {
    expect(await refused(misused(ticket, key, misuse))).toEqual([401, 'STREAM_TICKET_INVALID']);
  });
});
