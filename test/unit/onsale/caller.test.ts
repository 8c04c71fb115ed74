// How a crowd calls: bounded, measured, patient with a busy server, and ended by the clock.

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { defineRoute } from '../../../functions/shared/route.ts';
import { CutOff, createCaller } from '../../../scripts/onsale/caller.ts';
import { createStats, percentile } from '../../../scripts/onsale/stats.ts';

const route = defineRoute({
  method: 'POST',
  path: '/api/v1/things',
  who: 'open',
  summary: 'A thing',
  answer: z.object({ ok: z.boolean() }),
});

const good = () => Response.json({ ok: true });
const bad = (status: number, code: string, headers = {}) => Response.json({ code }, { status, headers });

function callerOf(send: () => Promise<Response>, mostInFlight = 2) {
  const stats = createStats();
  const ending = new AbortController();
  const caller = createCaller({ origin: 'http://localhost:1', mostInFlight, stats, signal: ending.signal, send });
  return { caller, stats, ending };
}

describe('a crowd that calls', () => {
  it('never has more requests in flight than it may', async () => {
    let now = 0;
    let most = 0;
    const { caller, stats } = callerOf(async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      now--;
      return good();
    }, 3);
    await Promise.all(Array.from({ length: 20 }, () => caller.call(route, {})));
    expect(most).toBe(3);
    expect(caller.inFlight()).toBe(0);
    expect(stats.routes()).toMatchObject([{ route: 'POST /api/v1/things', calls: 20 }]);
  });

  it('goes on after a request that was refused', async () => {
    const { caller, stats } = callerOf(async () => bad(409, 'SEAT_TAKEN'), 1);
    await expect(caller.call(route, {})).rejects.toMatchObject({ code: 'SEAT_TAKEN' });
    await expect(caller.call(route, {})).rejects.toMatchObject({ code: 'SEAT_TAKEN' });
    expect(stats.refusals()).toEqual([['SEAT_TAKEN', 2]]);
  });

  it('asks a busy server again, when it said', async () => {
    const answers = [bad(503, 'TRY_AGAIN', { 'retry-after': '0.01' }), good()];
    const { caller, stats } = callerOf(async () => answers.shift() ?? bad(500, 'UNEXPECTED'));
    expect((await caller.call(route, {})).answer).toEqual({ ok: true });
    expect(stats.refusals()).toEqual([['TRY_AGAIN', 1]]);
  });

  it('gives up on a server that stays broken', async () => {
    let calls = 0;
    const { caller } = callerOf(async () => {
      calls++;
      return bad(500, 'UNEXPECTED', { 'retry-after': '0.01' });
    });
    await expect(caller.call(route, {})).rejects.toMatchObject({ status: 500 });
    expect(calls).toBe(4);
  });

  it('is cut off in the middle of a wait, and before the next call', async () => {
    const { caller, ending } = callerOf(async () => good());
    const waiting = caller.wait(60_000);
    ending.abort();
    await expect(waiting).rejects.toBeInstanceOf(CutOff);
    await expect(caller.call(route, {})).rejects.toBeInstanceOf(CutOff);
  });
});

describe('a percentile', () => {
  it.each([
    [[5], 50, 5],
    [[3, 1, 2, 4], 50, 2],
    [[3, 1, 2, 4], 95, 4],
    [[], 50, 0],
  ])('of %j at %i is %i', (values, percent, expected) => {
    expect(percentile(values, percent)).toBe(expected);
  });
});
