// Who watches a route is told of every call, and changes none.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { bind, http, httpRoutes, type Watch } from '../../../functions/shared/http.ts';
import { log } from '../../../functions/shared/log.ts';
import { common, Refusal } from '../../../functions/shared/refusal.ts';
import { defineRoute } from '../../../functions/shared/route.ts';
import { ask } from '../../support/http-event.ts';

const NOW = 1_752_400_800_000;
const error = vi.spyOn(log, 'error').mockReturnValue();
vi.spyOn(log, 'info').mockReturnValue();
vi.spyOn(Date, 'now').mockReturnValue(NOW);
const watch = vi.fn<Watch>();
beforeEach(() => {
  watch.mockReset();
  error.mockClear();
});

const hold = defineRoute({ method: 'POST', path: '/api/v1/hold', who: 'user', summary: 'Holds' });
const other = defineRoute({ method: 'GET', path: '/api/v1/other', who: 'open', summary: 'Another' });
const endings = [
  ['a success', 200, async () => ({})],
  ['a refusal', 503, () => Promise.reject(new Refusal(common.TRY_AGAIN))],
  ['an unexpected error', 500, () => Promise.reject(new Error('inner'))],
] as const;

describe('the watch of a route', () => {
  it.each(endings)('is told once of %s (%i), and when', async (_, status, endpoint) => {
    await ask(http(hold, endpoint, watch), hold);
    expect(watch.mock.calls).toEqual([[{ status, now: NOW }]]);
  });

  it('is told of a caller whom the gate refused', async () => {
    await ask(
      http(hold, async () => ({}), watch),
      hold,
      { gate: null },
    );
    expect(watch.mock.calls).toEqual([[{ status: 401, now: NOW }]]);
  });

  it('is awaited: a function that has answered may stand still', async () => {
    let told = false;
    watch.mockImplementation(async () => {
      await new Promise(setImmediate);
      told = true;
    });
    await ask(
      http(hold, async () => ({}), watch),
      hold,
    );
    expect(told).toBe(true);
  });

  it.each(endings)('cannot spoil %s (%i): what it throws is logged', async (_, status, endpoint) => {
    const failure = new Error('no counter');
    watch.mockRejectedValue(failure);
    expect((await ask(http(hold, endpoint, watch), hold)).status).toBe(status);
    expect(error).toHaveBeenLastCalledWith('watch', {
      error: failure,
      requestId: 'request-1',
      route: 'POST /api/v1/hold',
    });
    expect(watch).toHaveBeenCalledTimes(1);
  });

  it('cannot spoil an answer by throwing at once either', async () => {
    watch.mockImplementation(() => {
      throw new Error('no counter');
    });
    expect(
      await ask(
        http(hold, async () => ({}), watch),
        hold,
      ),
    ).toMatchObject({ status: 200 });
    expect(error).toHaveBeenCalledTimes(1);
  });

  it('hears nothing of the other routes of its function', async () => {
    const handler = httpRoutes(
      bind(hold, async () => ({}), watch),
      bind(other, async () => ({})),
    );
    await ask(handler, other);
    expect(watch).not.toHaveBeenCalled();
    await ask(handler, hold);
    expect(watch).toHaveBeenCalledTimes(1);
  });
});
