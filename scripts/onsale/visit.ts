// One person's way: arrive, wait, look, hold, pay; or leave, forget, come short, be too late.
import type * as z from 'zod/mini';
import { routes as queue } from '../../functions/queue/contract.ts';
import { routes as reservations } from '../../functions/reservations/contract.ts';
import { ApiError } from '../../functions/shared/client.ts';
import { type Answered, CutOff } from './caller.ts';
import { BAD_ENDINGS, type Diary, type Ending, seqOf } from './diary.ts';
import { createRandom } from './people.ts';
import { signedIn } from './sign-up.ts';
import { type CardEnd, payByCard } from './visit-card.ts';
import { charge, payFromWallet } from './visit-money.ts';
import { getSeats } from './visit-seats.ts';
import type { Hold, Visit, World } from './visitor.ts';

const CONFIRM_POLL_MS = 500;
const CONFIRM_WITHIN_MS = 30_000;
/** What people with too little money bring. */
const SHORT_KRW = 50_000;

/** Refusals that end a visit in an orderly way: the person did not come back in time. */
const TOO_SLOW = ['QUEUE_TOKEN_ENDED', 'NOT_ADMITTED', 'RESERVATION_EXPIRED', 'PAYMENT_EXPIRED'];

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
  if (!(error instanceof ApiError)) return 'failed';
  if (error.code === 'SOLD_OUT' || error.problem.reason === 'SOLD_OUT') return 'found it sold out';
  return TOO_SLOW.includes(error.code) ? 'was too slow' : 'failed';
}

async function goThrough(world: World, diary: Diary): Promise<Ending> {
  const { sale } = world;
  const { person } = diary;
  const caller = signedIn(world.caller, diary);
  await caller.wait(person.arrivesAfterMs);
  const brings = person.paysBy === 'card' ? 0 : person.purse === 'enough' ? sale.prices.VIP * person.party : SHORT_KRW;
  // A checkout takes its time, and a place in line does not wait for it.
  const charges = person.chargesBy === 'card' ? 'before' : 'after';
  if (brings > 0 && charges === 'before') await charge({ ...world, caller, diary }, brings);
  const joined = await caller.call(queue.join, { body: { concertId: sale.concertId } });
  const { token: queueToken, status, pollAfterSeconds } = joined.answer;
  diary.joined = { sentAt: joined.sentAt, answeredAt: joined.answeredAt };
  diary.seq = seqOf(queueToken);
  diary.phase = 'waiting';
  const here: Visit = { ...world, caller, diary, random: createRandom(person.seed), queueToken };
  see(diary, joined);
  if (brings > 0 && charges === 'after') await charge(here, brings);
  const left = status === 'ACTIVE' ? undefined : await waitInLine(here, pollAfterSeconds).catch(givingUp(here));
  if (left) return left;
  diary.phase = 'active';
  const hold = await getSeats(here);
  if (!hold) return leave(here, 'found no seat');
  diary.phase = 'holding';
  await caller.wait(person.payMs);
  if (person.resolve === 'forgets') return 'let the hold lapse';
  if (person.resolve === 'changes-mind') return leave(here, 'changed their mind');
  return person.paysBy === 'card' ? buyByCard(here, hold) : buyFromWallet(here, hold);
}

async function buyFromWallet(here: Visit, hold: Hold): Promise<Ending> {
  if (!(await payFromWallet(here, hold))) return leave(here, 'had too little money');
  await seeConfirmed(here, hold);
  return 'bought';
}

const UNPAID: Readonly<Record<Exclude<CardEnd['end'], 'paid' | 'turns-to-wallet'>, Ending>> = {
  'walks-away': 'walked away from the checkout',
  declined: 'was declined too often',
  unknown: 'was not approved in time',
  returned: 'got the money back',
};

async function buyByCard(here: Visit, hold: Hold): Promise<Ending> {
  const card = await payByCard(here, hold);
  if (card.end === 'turns-to-wallet') {
    await charge(here, hold.amount);
    return buyFromWallet(here, hold);
  }
  if (card.end !== 'paid') return leave(here, UNPAID[card.end]);
  await seeConfirmed(here, card);
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

/** Who hears that all is sold leaves the line, as it may go on when seats come back. */
function givingUp(here: Visit): (error: unknown) => Promise<Ending> {
  return (error) => {
    const ending = endingOf(error);
    if (ending !== 'found it sold out') throw error;
    return leave(here, ending);
  };
}

/** Who took so long that the place is over has left, too. */
async function leave(here: Visit, ending: Ending): Promise<Ending> {
  const { caller, diary, queueToken } = here;
  diary.activeTo ??= Math.min(Date.now(), diary.activeUntil ?? Number.POSITIVE_INFINITY);
  await caller.call(queue.leave, { queueToken }).catch((error: unknown) => {
    if (BAD_ENDINGS.includes(endingOf(error))) throw error;
  });
  return ending;
}

async function seeConfirmed({ caller, diary }: Visit, { reservationId }: Pick<Hold, 'reservationId'>): Promise<void> {
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
