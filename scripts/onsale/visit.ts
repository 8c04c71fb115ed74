// One person's way: arrive, wait, look, hold, pay; or leave, forget, come short, be too late.
import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod/mini';
import { routes as payments } from '../../functions/payments/contract.ts';
import { routes as queue } from '../../functions/queue/contract.ts';
import { routes as reservations } from '../../functions/reservations/contract.ts';
import { routes as seats } from '../../functions/seats/contract.ts';
import { ApiError, type Sent } from '../../functions/shared/client.ts';
import type { Route } from '../../functions/shared/route.ts';
import { routes as wallet } from '../../functions/wallet/contract.ts';
import { type Answered, type Caller, CutOff } from './caller.ts';
import { type Diary, type Ending, seqOf } from './diary.ts';
import { createRandom, favourite, type Random } from './people.ts';
import type { Sale } from './sale.ts';
import { signedIn } from './sign-up.ts';

export interface World {
  readonly caller: Caller;
  readonly sale: Sale;
  /** Tells the requests of this run from those of others. */
  readonly run: string;
}

interface Visit extends World {
  readonly diary: Diary;
  readonly random: Random;
  readonly queueToken: string;
}

interface Hold {
  readonly reservationId: string;
  readonly amount: number;
}

/** Maps that showed no free seat, and seats that were taken in the meantime, before a person gives up. */
const EMPTY_MAPS = 3;
const TAKEN_SEATS = 8;
const LOOK_AGAIN_MS = 3_000;
const CONFIRM_POLL_MS = 500;
const CONFIRM_WITHIN_MS = 30_000;
/** What people with too little money bring. */
const SHORT_KRW = 50_000;

/** Refusals that end a visit in an orderly way: the person did not come back in time. */
const TOO_SLOW = ['QUEUE_TOKEN_ENDED', 'NOT_ADMITTED', 'RESERVATION_EXPIRED'];

/** Lives one visit to its end, and never throws: what went wrong is in the diary. */
export async function visit(world: World, diary: Diary): Promise<void> {
  try {
    diary.ending = await goThrough(world, diary);
  } catch (error) {
    diary.ending = endingOf(error);
    if (diary.ending === 'failed') diary.failure = error instanceof Error ? error.message : String(error);
  }
  diary.activeTo ??= Math.min(Date.now(), diary.activeUntil ?? Number.POSITIVE_INFINITY);
  diary.phase = 'done';
}

function endingOf(error: unknown): Ending {
  if (error instanceof CutOff) return 'cut-off';
  return error instanceof ApiError && TOO_SLOW.includes(error.code) ? 'was too slow' : 'failed';
}

async function goThrough(world: World, diary: Diary): Promise<Ending> {
  const { sale } = world;
  const { person } = diary;
  const caller = signedIn(world.caller, diary);
  await caller.wait(person.arrivesAfterMs);
  const joined = await caller.call(queue.join, { body: { concertId: sale.concertId } });
  const { token: queueToken, status, pollAfterSeconds } = joined.answer;
  diary.joined = { sentAt: joined.sentAt, answeredAt: joined.answeredAt };
  diary.seq = seqOf(queueToken);
  diary.phase = 'waiting';
  const here: Visit = { ...world, caller, diary, random: createRandom(person.seed), queueToken };
  see(diary, joined);
  await charge(here, person.purse === 'enough' ? sale.prices.VIP : SHORT_KRW);
  const left = status === 'ACTIVE' ? undefined : await waitInLine(here, pollAfterSeconds);
  if (left) return left;
  diary.phase = 'active';
  const hold = await getSeat(here);
  if (!hold) return leave(here, 'found no seat');
  diary.phase = 'holding';
  await caller.wait(person.payMs);
  if (person.resolve === 'forgets') return 'let the hold lapse';
  if (person.resolve === 'changes-mind') return leave(here, 'changed their mind');
  if (!(await pay(here, hold))) return leave(here, 'had too little money');
  await seeConfirmed(here, hold);
  return 'bought';
}

type Standing = Pick<z.output<typeof queue.status.answer>, 'status' | 'activeUntil'>;

function see(diary: Diary, { answer, sentAt, answeredAt }: Answered<Standing>): void {
  const { status, activeUntil } = answer;
  diary.sightings.push({ status, sentAt, answeredAt });
  if (status === 'ACTIVE') diary.activeFrom ??= answeredAt;
  if (activeUntil) diary.activeUntil = Date.parse(activeUntil);
}

/** Polls until admitted. @returns how it ended, if the person did not stay */
async function waitInLine(here: Visit, firstPollSeconds = 1): Promise<Ending | undefined> {
  const { caller, diary, queueToken } = here;
  const { patience } = diary.person;
  const patienceUntil = patience.kind === 'stays' ? Number.POSITIVE_INFINITY : Date.now() + patience.afterMs;
  for (let pollAfterSeconds = firstPollSeconds; ; ) {
    await caller.wait(Math.min(pollAfterSeconds * 1_000, Math.max(0, patienceUntil - Date.now())));
    if (Date.now() >= patienceUntil) {
      return patience.kind === 'leaves' ? leave(here, 'left the line') : 'vanished from the line';
    }
    const polled = await caller.call(queue.status, { queueToken });
    see(diary, polled);
    if (polled.answer.status === 'ACTIVE') return undefined;
    pollAfterSeconds = polled.answer.pollAfterSeconds ?? 1;
  }
}

async function leave(here: Visit, ending: Ending): Promise<Ending> {
  const { caller, diary, queueToken } = here;
  diary.activeTo ??= Date.now();
  await caller.call(queue.leave, { queueToken });
  return ending;
}

/** Chooses a free seat, and another one when somebody was faster. @returns undefined when there is none to be had */
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
      if (map.seats.every(({ status }) => status === 'SOLD')) return undefined;
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

async function charge(here: Visit, amount: number): Promise<void> {
  const { diary } = here;
  await callAndRepeat(here, wallet.charge, `charge-${diary.chargedKrw}`, { body: { amount } });
  diary.chargedKrw += amount;
}

/** @returns whether it was paid; false when the money is too little and stays so */
async function pay(here: Visit, { reservationId, amount }: Hold): Promise<boolean> {
  const { caller, diary, queueToken } = here;
  const sent = { queueToken, body: { reservationId, amount } };
  const paid = () => caller.call(payments.pay, sent);
  const done = await paid().catch(async (error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== 'INSUFFICIENT_BALANCE') throw error;
    if (diary.person.purse === 'gives-up') return undefined;
    await charge(here, amount - diary.chargedKrw);
    return paid();
  });
  if (!done) return false;
  const { answer, sentAt, answeredAt } = done;
  // From then on the place may be somebody else's before this answer is read.
  diary.activeTo ??= sentAt;
  diary.paidAt = answeredAt;
  diary.paidKrw = answer.amount;
  if (diary.person.repeats) compare(diary, 'pay', answer, (await paid()).answer);
  return true;
}

async function seeConfirmed({ caller, diary }: Visit, { reservationId }: Hold): Promise<void> {
  const until = Date.now() + CONFIRM_WITHIN_MS;
  for (;;) {
    const { answer, answeredAt } = await caller.call(reservations.one, { params: { reservationId } });
    if (answer.status === 'CONFIRMED') {
      diary.confirmedAt = answeredAt;
      return;
    }
    if (answer.status !== 'PAID') throw new Error(`${reservationId} was paid, and then was ${answer.status}`);
    if (Date.now() > until) throw new Error(`${reservationId} was paid, and not confirmed for ${CONFIRM_WITHIN_MS} ms`);
    await caller.wait(CONFIRM_POLL_MS);
  }
}

/** Sends a request under a key of its own; people who think that the answer was lost send it again. */
async function callAndRepeat<R extends Route>(here: Visit, route: R, what: string, sent: Sent<R>) {
  const { caller, diary, run } = here;
  const keyed = { ...sent, idempotencyKey: `${run}-${diary.person.index}-${what}` };
  const { answer } = await caller.call(route, keyed);
  if (diary.person.repeats) compare(diary, what, answer, (await caller.call(route, keyed)).answer);
  return answer;
}

function compare(diary: Diary, what: string, first: unknown, again: unknown): void {
  if (isDeepStrictEqual(first, again)) return;
  diary.differences.push(`${what}: first ${JSON.stringify(first)}, then ${JSON.stringify(again)}`);
}
