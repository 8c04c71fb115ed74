// Getting seats as people do: one from the map, or some side by side, and fewer when there are none for all.
import { routes as reservations } from '../../functions/reservations/contract.ts';
import { routes as seats } from '../../functions/seats/contract-map.ts';
import { ApiError } from '../../functions/shared/client.ts';
import { favourite } from './people.ts';
import { callAndRepeat, type Hold, type Visit } from './visitor.ts';

/** Maps that showed no free seat, and seats that were taken in the meantime, before a person gives up. */
const EMPTY_MAPS = 3;
const TAKEN_SEATS = 8;
const LOOK_AGAIN_MS = 3_000;

/** @returns undefined when there is none to be had */
export function getSeats(here: Visit): Promise<Hold | undefined> {
  return here.diary.person.party > 1 ? getGroup(here) : getSeat(here);
}

/** Chooses a free seat, and another one when somebody was faster. */
async function getSeat(here: Visit): Promise<Hold | undefined> {
  const { caller, sale, diary, random, queueToken } = here;
  const path = { queueToken, query: { scheduleId: sale.scheduleId } };
  let emptyMaps = 0;
  for (let taken = 0; taken < TAKEN_SEATS && emptyMaps < EMPTY_MAPS; ) {
    const { answer: map } = await caller.call(seats.map, { ...path, params: { concertId: sale.concertId } });
    const seat = favourite(
      map.seats.filter(({ status }) => status === 'AVAILABLE'),
      random,
    );
    if (!seat) {
      if (map.seats.every(({ status }) => status === 'SOLD' || status === 'BLOCKED')) return undefined;
      emptyMaps += 1;
      await caller.wait(LOOK_AGAIN_MS);
      continue;
    }
    await caller.wait(diary.person.chooseMs);
    try {
      return await callAndRepeat(here, reservations.reserve, `hold-${taken}`, {
        ...path,
        params: { concertId: sale.concertId, seatNo: String(seat.seatNo) },
      });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'SEAT_TAKEN') throw error;
      taken += 1;
    }
  }
  return undefined;
}

/** Asks for the best seats side by side; with too few left for all of them, for as many as there are. */
async function getGroup(here: Visit): Promise<Hold | undefined> {
  const { caller, sale, diary, queueToken } = here;
  const { scheduleId } = sale;
  let asked = 0;
  for (let looks = 0; looks < EMPTY_MAPS; looks++) {
    await caller.wait(looks === 0 ? diary.person.chooseMs : LOOK_AGAIN_MS);
    for (let count = diary.person.party; count > 0; ) {
      asked += 1;
      try {
        const body = { scheduleId, bestAvailable: { count } };
        const hold = await callAndRepeat(here, reservations.hold, `group-${asked}`, { queueToken, body });
        diary.groups.push({ reservationId: hold.reservationId, count });
        return hold;
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'NOT_ENOUGH_SEATS') throw error;
        const left = fewerThan(count, error.problem.largest);
        // Others were quicker four times: as many can be had together, so it is worth another look.
        if (left === count) break;
        count = left;
      }
    }
  }
  return undefined;
}

/** As many as are said to be left together. */
function fewerThan(count: number, largest: unknown): number {
  return Math.min(count, typeof largest === 'number' ? largest : count - 1);
}
