// The waiting room with a hundred people ahead: the place only comes nearer, and outlives reloads, tabs and the window.
import type { Page } from 'playwright-core';
import { describe, expect, it, type TestContext } from 'vitest';
import { routes } from '../../../functions/queue/contract.ts';
import { ApiError } from '../../../functions/shared/client.ts';
import { paths } from '../../../web/src/paths.ts';
import { newVisitor } from '../../support/browser.ts';
import { api, eventually, newConcert, newPerson } from '../../support/journey.ts';
import {
  leavePlace,
  lineOf,
  notePlaces,
  type ShownPlace,
  shownPlaces,
  steer,
  takePlaces,
  tell,
} from '../../support/line-ahead.ts';
import { button, gone, heading, ko, link, seen, signIn } from '../../support/shopper.ts';

const AHEAD = 100;
/** Ten a second, of whom nobody comes: a hundred are through in less than twenty seconds. */
const QUICK = { capacity: 60, ratePerSecond: 10, claimSeconds: 10, secondsPerPlace: 1 };

/** Somebody new, in the line of a concert. */
async function newWaiter(test: TestContext, concertId: string) {
  const visitor = await newVisitor(test);
  await notePlaces(visitor.context);
  const [page, person] = [await visitor.open('/'), await newPerson()];
  await signIn(page, person, paths.line(concertId));
  return { ...visitor, page, person };
}

const place = (page: Page, position: number) => seen(page.getByText(ko('line.nth', { position }), { exact: true }));

/** What a tab shows now, once it is nearer than `than`. */
const nearer = (page: Page, than: number) =>
  eventually(async () => {
    const last = (await shownPlaces(page)).at(-1);
    return last && last.place < than ? last : undefined;
  });

/** The steps that were a step back. */
function backwards(shown: readonly ShownPlace[]): ShownPlace[] {
  return shown.filter((now, i) => {
    const before = shown[i - 1];
    return before !== undefined && (now.place > before.place || now.percent < before.percent);
  });
}

describe.concurrent('the waiting room', () => {
  it('brings somebody with a hundred people ahead nearer, step by step, until it is their turn', async (test) => {
    const { concertId } = await newConcert(QUICK);
    await steer(concertId, 'pause');
    const places = await takePlaces(concertId, AHEAD);
    const { page, open } = await newWaiter(test, concertId);
    await heading(page, ko('line.waiting'));
    await place(page, AHEAD + 1);
    await seen(page.getByText(ko('line.ahead', { count: AHEAD })));
    await seen(page.getByText(ko('line.keepsTitle')));
    await seen(page.getByText(ko('line.paused')));
    await tell(concertId, '음향 점검 중이에요. 곧 시작해요.');
    await seen(page.getByText('음향 점검 중이에요. 곧 시작해요.'));

    await steer(concertId, 'resume');
    await gone(page.getByText(ko('line.paused')));
    for (const seq of places.slice(-5)) await leavePlace(concertId, seq);
    await nearer(page, AHEAD);
    // So that nobody's turn comes while tabs are closed and opened.
    await steer(concertId, 'pause');
    await seen(page.getByText(ko('line.paused')));
    await page.reload();
    await heading(page, ko('line.waiting'));

    const second = await open(paths.line(concertId));
    await heading(second, ko('line.waiting'));
    const [shown, there] = [await shownPlaces(page), await shownPlaces(second)];
    expect(there[0]?.place).toBeLessThan(AHEAD);
    expect(there[0]?.percent).toBeGreaterThan(0);
    await Promise.all([page.close(), second.close()]);
    expect(await lineOf(concertId)).toMatchObject({ joined: AHEAD + 1 });

    const third = await open(paths.concert(concertId));
    await link(third, ko('concerts.backToPlace')).click();
    await heading(third, ko('line.waiting'));
    await steer(concertId, 'resume');
    await nearer(third, AHEAD / 2);
    await heading(third, ko('line.turn'));
    expect(await third.title()).toBe(`${ko('line.turnTab')} · onsale`);
    const all = [...shown, ...(await shownPlaces(third))];
    expect(all.length).toBeGreaterThan(4);
    expect(backwards(all)).toEqual([]);
    expect(backwards(there)).toEqual([]);
    await link(third, ko('line.toSeats')).click();
    await heading(third, ko('map.title'));
  }, 90_000);

  it('asks before it gives a place up, and ends it then', async (test) => {
    const { concertId } = await newConcert();
    await steer(concertId, 'pause');
    const { page, person } = await newWaiter(test, concertId);
    const asks = page.getByRole('dialog', { name: ko('line.leaveAsk') });
    await button(page, ko('line.leave')).click();
    await seen(asks);
    await page.keyboard.press('Escape');
    await gone(asks);
    await button(page, ko('line.leave')).click();
    await button(asks, ko('line.stay')).click();
    await gone(asks);
    await place(page, 1);
    const { token } = await api.call(routes.join, { ...person, body: { concertId } });

    await button(page, ko('line.leave')).click();
    await button(asks, ko('line.leaveYes')).click();
    await heading(page, ko('line.over.LEFT'));
    await page.reload();
    await heading(page, ko('line.over.LEFT'));
    await takePlaces(concertId, 2);
    await button(page, ko('line.joinAgain')).click();
    await heading(page, ko('line.waiting'));
    await place(page, 4);
    // Who is in line is told of it when their old place would have had its turn.
    await steer(concertId, 'resume');
    const reason = await eventually(async () => {
      const answer = await api.call(routes.status, { ...person, queueToken: token }).catch((error: unknown) => error);
      return answer instanceof ApiError ? answer.problem.reason : undefined;
    });
    expect(reason).toBe('LEFT');
    await heading(page, ko('line.turn'));
  });

  it('says that a turn went by, and joins again at the end', async (test) => {
    const { concertId } = await newConcert({ ratePerSecond: 10, claimSeconds: 2 });
    await steer(concertId, 'pause');
    const { page, open } = await newWaiter(test, concertId);
    await place(page, 1);
    await page.close();
    await steer(concertId, 'resume');
    await eventually(async () => ((await lineOf(concertId)).noShows === 1 ? true : undefined));
    await steer(concertId, 'pause');
    await takePlaces(concertId, 2);

    const again = await open(paths.line(concertId));
    await heading(again, ko('line.over.NOT_CLAIMED'));
    await button(again, ko('line.joinAgain')).click();
    await heading(again, ko('line.waiting'));
    await place(again, 3);
  });

  it('lets nobody new in while the organiser says so, and takes a place by itself afterwards', async (test) => {
    const { concertId } = await newConcert();
    await steer(concertId, 'drain');
    const { page } = await newWaiter(test, concertId);
    await heading(page, ko('line.stopped'));
    await steer(concertId, 'open');
    await heading(page, ko('line.turn'));
  });
});
